"""The address with which Shopify admin loads an app into its frame: platform facts 1.5 and 1.6."""

import base64
import hashlib
import hmac
import time
import uuid
from collections.abc import Iterable
from urllib.parse import quote, urlencode

Parameters = Iterable[tuple[str, str]]
# What admin adds to the app's own query, and App Bridge leaves out of the address it reports.
ADDED = frozenset(
    ("embedded", "hmac", "host", "id_token", "locale", "session", "shop", "timestamp")
)


def handle_of(shop: str) -> str:
    """The name of a store in admin's addresses: its domain without `.myshopify.com`."""
    return shop.removesuffix(".myshopify.com")


def host_parameter(admin_host: str, shop: str) -> str:
    """`host`: admin's place for the store without its scheme, in base64 without padding."""
    place = f"{admin_host}/store/{handle_of(shop)}"
    return base64.b64encode(place.encode()).decode().rstrip("=")


def signed_query(parameters: Parameters, secret: str) -> str:
    """The query string with its hex HMAC over the sorted parameters (platform facts 1.5)."""
    pairs = list(parameters)
    message = "&".join(f"{key}={value}" for key, value in sorted(pairs))
    digest = hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()
    return urlencode([*pairs, ("hmac", digest)])


def framed_query(own: Parameters, *, shop: str, admin_host: str, id_token: str, secret: str) -> str:
    """The query of a document load in the frame: the app's own, and what admin adds."""
    added = {
        "embedded": "1",
        "host": host_parameter(admin_host, shop),
        "id_token": id_token,
        "locale": "en",
        "session": uuid.uuid4().hex,
        "shop": shop,
        "timestamp": str(int(time.time())),
    }
    kept = [(name, value) for name, value in own if name not in ADDED]
    return signed_query([*kept, *added.items()], secret)


def app_path(path: str, app_root: str) -> str:
    """The part of an address's path behind the app's own root, which ends with a slash.

    A path that is not the app's counts as its first page.
    """
    return quote(path[len(app_root) :]) if path.startswith(app_root) else ""
