"""Fetches small pictures of products from Shopify's content network, and from nowhere else.

An address of a picture is data of a partner's store. Fetched blindly it would let whoever writes
it ask our own network (SSRF); so the host, the address behind its name and the answer are checked.
"""

import ssl
import time
from contextlib import closing
from ipaddress import IPv6Address, ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import certifi
from urllib3 import BaseHTTPResponse, HTTPSConnectionPool, PoolManager, Timeout
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError

from powerpact.errors import Rejected, Unavailable

CDN = "cdn.shopify.com"
WIDTH = 160  # pixels
MOST_BYTES = 1024 * 1024
SECONDS_IN_ALL = 20.0
# How files of these types begin. Nothing else is kept: an SVG can carry a script.
BEGINNINGS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
_CHUNK = 64 * 1024
_LOST = {408, 425, 429, 500, 502, 503, 504}


class _ToTheWorld(HTTPSConnection):
    """Talks to public addresses only, whatever a name server says."""

    def connect(self) -> None:
        super().connect()
        if not is_public(self.sock.getpeername()[0]):
            self.close()
            raise Rejected(f"{self.host} is an address of a private network")


class _WorldPool(HTTPSConnectionPool):
    ConnectionCls = _ToTheWorld


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet's, and no machine's or private network's."""
    number = ip_address(address.partition("%")[0])
    if isinstance(number, IPv6Address) and number.ipv4_mapped:
        number = number.ipv4_mapped
    return number.is_global and not number.is_multicast


def picture_connections() -> PoolManager:
    """Connections for pictures: no retries, no redirects, no proxies; ``clear`` it after use."""
    manager = PoolManager(
        num_pools=2,
        maxsize=8,
        retries=False,
        timeout=Timeout(connect=3.0, read=10.0),
        ssl_context=ssl.create_default_context(cafile=certifi.where()),
    )
    manager.pool_classes_by_scheme = {**manager.pool_classes_by_scheme, "https": _WorldPool}
    return manager


def thumbnail_address(url: str, own_base: str) -> str:
    """The address of the picture as small as we show it.

    ``own_base``: where the simulator is, such as ``http://127.0.0.1:4100``; empty for none.
    Raises Rejected for a picture that is anywhere else than there or at Shopify.
    """
    if not (url.isascii() and url.isprintable()) or "\\" in url or " " in url:
        raise Rejected("the picture's address has characters that no address has")
    try:
        parts = urlsplit(url)
        at_shopify = (parts.scheme, parts.hostname, parts.port) in {
            ("https", CDN, None),
            ("https", CDN, 443),
        }
    except ValueError:
        raise Rejected("the picture's address is none") from None
    at_ours = bool(own_base) and f"{parts.scheme}://{parts.netloc}" == own_base
    if "@" in parts.netloc or not (at_shopify or at_ours):
        raise Rejected(f"the picture is not at Shopify but at {parts.netloc or 'no host'}")
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "width"]
    query.append(("width", str(WIDTH)))
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", urlencode(query), ""))


def fetch_picture(http: PoolManager, address: str) -> tuple[str, bytes]:
    """The picture's type and content.

    Raises Rejected for what is no picture, or too large, and Unavailable when it may come later.
    """
    try:
        response = http.request(
            "GET",
            address,
            headers={"User-Agent": "PowerPact", "Accept": ", ".join(BEGINNINGS)},
            redirect=False,
            preload_content=False,
        )
        with closing(response):
            _refuse_failure(response.status)
            return _checked(response, _read(response))
    except HTTPError as problem:
        raise Unavailable(f"the picture did not come ({type(problem).__name__})") from None


def _refuse_failure(status: int) -> None:
    if status in _LOST:
        raise Unavailable(f"the picture could not be read ({status})")
    if status != 200:  # a redirect as well: it could lead anywhere
        raise Rejected(f"there is no picture at its address ({status})")


def _read(response: BaseHTTPResponse) -> bytes:
    """The body as it is sent, for nothing that is sent compressed is a picture of these types."""
    content, until = bytearray(), time.monotonic() + SECONDS_IN_ALL
    while chunk := response.read(_CHUNK, decode_content=False):
        content += chunk
        if len(content) > MOST_BYTES:
            raise Rejected("the picture has more than a megabyte")
        if time.monotonic() > until:
            raise Unavailable("the picture came too slowly")
    return bytes(content)


def _checked(response: BaseHTTPResponse, content: bytes) -> tuple[str, bytes]:
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not content.startswith(BEGINNINGS.get(kind, ())):
        raise Rejected(f"what is at the picture's address is no picture ({kind[:40] or 'no type'})")
    return kind, content
