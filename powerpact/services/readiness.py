"""Whether this process can do its work."""


def readiness() -> dict[str, str]:
    """What is not as it must be, in words, by part; empty when all is well."""
    return {}
