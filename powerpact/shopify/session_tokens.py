"""Session tokens, by which Shopify vouches for a merchant, and shop domains (facts 1.2, 7.1)."""

import re

from shopify import session_token
from shopify.utils.shop_url import sanitize_shop_domain

from powerpact.errors import Unauthorized

_SHOP_DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*\.myshopify\.com")


def shop_domain(value: str) -> str | None:
    """The ``myshopify.com`` domain that the text names, in small letters; None for any other.

    A bare shop name, which ShopifyAPI would complete, names no domain (rule 2.3.1).
    """
    try:
        domain = sanitize_shop_domain(value) if "." in value else None
    except ValueError:  # half of an IPv6 address, for one
        return None
    return domain if domain and _SHOP_DOMAIN.fullmatch(domain) else None


def shop_of_session_token(token: str, client_id: str, client_secret: str) -> str:
    """The domain of the shop whose merchant holds the token.

    Raises ``Unauthorized`` unless signature, audience, times (10 s leeway), issuer and
    destination are right and the token expires. The shop comes from ``dest`` and nowhere else.
    """
    try:
        claims = session_token.decode_from_header(f"Bearer {token}", client_id, client_secret)
    except (session_token.SessionTokenError, ValueError, TypeError, AttributeError):
        # ShopifyAPI lets claims of an unexpected type through to string functions.
        raise Unauthorized("the session token is not valid") from None
    domain = shop_domain(str(claims["dest"]))
    if domain is None or "exp" not in claims:
        raise Unauthorized("the session token names no shop or never expires")
    return domain
