"""Codes as people read them."""


def in_words(code: str) -> str:
    """``partially_fulfilled`` as ``Partially fulfilled``."""
    return code.replace("_", " ").capitalize()
