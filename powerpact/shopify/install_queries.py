"""Queries with which Shopify sends a merchant's browser to us to install the app (facts 1.5)."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from powerpact.errors import Permanent
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.session_tokens import shop_domain
from powerpact.shopify.signatures import query_is_genuine

# How far a query's time may be from ours, before or after.
SKEW = timedelta(seconds=90)
_MOST_FIELDS = 30


class NotFromShopify(Permanent):
    """The query does not prove what it must; the text says why, in a sentence for a person.

    ``is_forged``: rather forged than mistaken.
    """

    def __init__(self, sentence: str, *, is_forged: bool) -> None:
        super().__init__(sentence)
        self.is_forged = is_forged


@dataclass(frozen=True, slots=True)
class InstallQuery:
    """What a genuine query says. ``code`` buys a token pair, and is empty at the start."""

    shop: str
    code: str


def read_install_query(
    raw: str, secrets: Sequence[str], now: datetime, state: str | None = None
) -> InstallQuery:
    """The query, proved: shop, ``state`` where one is due, signature, time, in that order.

    Raises NotFromShopify.
    """
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise NotFromShopify("That address is not one of Shopify's.", is_forged=True) from None
    values = dict(pairs)
    shop = shop_domain(values.get("shop", ""))
    if shop is None:
        raise NotFromShopify("The address names no Shopify store.", is_forged=False)
    if state is not None and not _same(state, values.get("state", "")):
        raise NotFromShopify(
            "This browser did not begin this installation, or began it long ago.", is_forged=True
        )
    if not query_is_genuine(pairs, secrets):
        raise NotFromShopify("The address was not signed by Shopify.", is_forged=True)
    if not _is_recent(values.get("timestamp", ""), now):
        raise NotFromShopify("The address is too old.", is_forged=False)
    return InstallQuery(shop, values.get("code", ""))


def authorize_address(base_url: str, client_id: str, redirect_uri: str, state: str) -> str:
    """Where the merchant is asked to agree; ``base_url`` as in ``client.Access``."""
    query = {
        "client_id": client_id,
        "scope": ",".join(NEEDED),
        "redirect_uri": redirect_uri,
        "state": state,
    }
    return f"{base_url}/admin/oauth/authorize?{urlencode(query)}"


def _same(expected: str, given: str) -> bool:
    ours, theirs = (text.encode("utf-8", "replace") for text in (expected, given))
    return bool(ours) and hmac.compare_digest(ours, theirs)


def _is_recent(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= SKEW.total_seconds()
