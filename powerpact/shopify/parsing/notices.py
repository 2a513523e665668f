"""Webhooks that only say which object to look at (facts 2.4)."""

from datetime import datetime

from powerpact.shopify.parsing.reader import Reader, parse_json


def named_gid(body: bytes, kind: str) -> str:
    """The global id of the object that a webhook names; ``kind`` is such as ``Product``.

    ``products/delete`` holds the plain number only. Raises ``Malformed`` when nothing is named.
    """
    notice = Reader(parse_json(body), "webhook")
    named = None if notice.has("admin_graphql_api_id") else notice.gid_of_number("id", kind)
    return named or notice.gid("admin_graphql_api_id", kind)


def changed_at(body: bytes) -> datetime | None:
    """When the object that a webhook names last changed, by Shopify's clock, if it says so."""
    return Reader(parse_json(body), "webhook").when_or_none("updated_at")


def granted_scopes(body: bytes) -> frozenset[str]:
    """The scopes that a store grants now, as ``app/scopes_update`` names them."""
    current = Reader(parse_json(body), "webhook").texts("current")
    return frozenset(scope for scope in current if scope)
