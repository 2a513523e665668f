"""Webhooks that only say which object to look at (facts 2.4)."""

from powerpact.shopify.parsing.reader import Reader, parse_json


def named_gid(body: bytes, kind: str) -> str:
    """The global id of the object that a webhook names; ``kind`` is such as ``Product``.

    ``products/delete`` holds the plain number only. Raises ``Malformed`` when nothing is named.
    """
    notice = Reader(parse_json(body), "webhook")
    named = None if notice.has("admin_graphql_api_id") else notice.gid_of_number("id", kind)
    return named or notice.gid("admin_graphql_api_id", kind)
