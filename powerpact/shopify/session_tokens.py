"""Session tokens, by which Shopify vouches for a merchant, and shop domains (facts 1.2, 7.1)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shopify import session_token
from shopify.utils.shop_url import sanitize_shop_domain

from powerpact.errors import Unauthorized

_USER_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SHOP_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")


@dataclass(frozen=True, slots=True)
class Vouched:
    """A member of a shop's staff: the shop's domain, and Shopify's id of the person."""

    shop_domain: str
    user_id: str


def shop_domain(value: str) -> str | None:
    """The ``myshopify.com`` domain that the text names, in small letters; None for any other.

    A bare shop name, which ShopifyAPI would complete, names no domain (rule 2.3.1).
    """
    try:
        domain = sanitize_shop_domain(value) if "." in value else None
    except ValueError:  # half of an IPv6 address, for one
        return None
    return domain if domain and _SHOP_DOMAIN.fullmatch(domain) else None


def vouched_for(token: str, client_id: str, client_secrets: Iterable[str]) -> Vouched:
    """Whom Shopify vouches for with this token.

    Raises ``Unauthorized`` unless signature, audience, times (10 s leeway), issuer and
    destination are right and the token expires. The shop comes from ``dest`` and nowhere else.
    ``client_secrets``: the current one and, while it is being rotated, the one before.
    """
    for secret in client_secrets:
        claims = _claims(token, client_id, secret)
        if claims is not None:
            return _vouched(claims)
    raise Unauthorized("the session token is not valid")


def _claims(token: str, client_id: str, secret: str) -> dict[str, Any] | None:
    try:
        claims: dict[str, Any] = session_token.decode_from_header(
            f"Bearer {token}", client_id, secret
        )
    except (session_token.SessionTokenError, ValueError, TypeError, AttributeError):
        # ShopifyAPI lets claims of an unexpected type through to string functions.
        return None
    return claims


def _vouched(claims: dict[str, Any]) -> Vouched:
    domain, user_id = shop_domain(str(claims["dest"])), str(claims["sub"])
    if domain is None or "exp" not in claims or not _USER_ID.fullmatch(user_id):
        raise Unauthorized("the session token names no shop or no user, or never expires")
    return Vouched(domain, user_id)
