"""The access scopes that we ask of every store (README, "An app at Shopify")."""

from collections.abc import Collection

NEEDED = (
    "write_orders",
    "write_products",
    "write_inventory",
    "write_publications",
    "read_locations",
)


def granted_by(scope: str) -> tuple[str, ...]:
    """The scopes of which each grants this one: who may write may read (facts 1.1)."""
    writing = scope.replace("read_", "write_", 1)
    return (scope,) if writing == scope else (scope, writing)


def missing_scopes(granted: Collection[str]) -> tuple[str, ...]:
    """What we need and were not granted."""
    return tuple(scope for scope in NEEDED if not set(granted_by(scope)) & set(granted))
