"""Which Admin API version answers a versioned path: platform facts 7."""

import re

CURRENT = "2026-10"
ACCESSIBLE = ("2026-01", "2026-04", "2026-07", "2026-10", "2027-01", "unstable")
VERSION_PATTERN = re.compile(r"\d{4}-\d{2}|unstable")


def served_version(asked: str) -> str | None:
    """The version that answers, or None where the path is no version at all.

    A version that is gone, or not out yet, is silently served by the oldest accessible one; the
    X-Shopify-API-Version header is the only sign of it.
    """
    if not VERSION_PATTERN.fullmatch(asked):
        return None
    return asked if asked in ACCESSIBLE else ACCESSIBLE[0]
