"""The connections to the stores: what was sent, what came back, and what a broken one means."""

import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

import certifi
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationValueError
from urllib3.util import Url, parse_url

from powerpact.errors import Rejected, Unavailable
from powerpact.shopify.failures import lost

# Stores whose connections are kept open; the one not used for longest is let go. Each store is
# a host of its own, and an open connection costs a file descriptor and about 50 kB.
_STORES = 100
# Kept open per store: as many as one worker ever has under way. More are opened all the same
# and closed after use, so that nobody waits for another's answer.
_PER_STORE = 200
_HEADERS = {"User-Agent": "PowerPact", "Accept-Encoding": "gzip"}
# A store is always asked at the same address.
_parsed = lru_cache(maxsize=1000)(parse_url)


class NoConnection(HTTPError):
    """The connection was never open, so nothing was sent; the text names the reason's class."""


@contextmanager
def _opening() -> Iterator[None]:
    """Mark everything that goes wrong before the first byte of the request.

    urllib3 gives a handshake that is reset or too slow the class of an answer that is; to us
    they differ: only the latter may have left an order behind.
    """
    try:
        yield
    except (OSError, ValueError, HTTPError) as problem:
        raise NoConnection(type(problem).__name__) from None


class _Plain(HTTPConnection):
    def connect(self) -> None:
        with _opening():
            super().connect()


class _Encrypted(HTTPSConnection):
    def connect(self) -> None:
        with _opening():
            super().connect()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _Encrypted


def pooled_http(connect_timeout: float = 5.0, read_timeout: float = 30.0) -> PoolManager:
    """Thread-safe pools of connections, one for each store; timeouts in seconds.

    No retries and no redirects. Proxies and certificates of the environment are not used: our
    tokens go to Shopify only.
    """
    manager = PoolManager(
        num_pools=_STORES,
        maxsize=_PER_STORE,
        block=False,
        retries=False,
        timeout=Timeout(connect=connect_timeout, read=read_timeout),
        ssl_context=ssl.create_default_context(cafile=certifi.where()),
    )
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _EncryptedPool}
    return manager


def post(
    http: PoolManager,
    url: str,
    body: bytes | Iterable[bytes],
    *,
    is_mutation: bool,
    headers: Mapping[str, str] | None = None,
) -> BaseHTTPResponse:
    """Post JSON, or a file in pieces, and read the whole answer, whatever its status.

    Raises ``Unavailable`` when nothing was sent, else ``Unclear`` for a write and
    ``Unavailable`` for a read; ``Rejected`` when the request cannot be sent at all.
    """
    pool, address = _target(http, url)
    sent = {**_HEADERS, "Content-Type": "application/json", **_printable(headers or {})}
    try:
        return pool.urlopen("POST", address.request_uri, body, sent, redirect=False)
    except NoConnection as problem:
        raise Unavailable(f"no connection to Shopify ({problem})") from None
    except (HTTPError, ValueError) as problem:
        # From None and without its text: it may quote the address. A ValueError is what a
        # connection gives that another thread has closed.
        raise lost(is_mutation, f"Shopify's answer was lost ({_reason(problem)})") from None


@contextmanager
def streamed(
    http: PoolManager, url: str, headers: Mapping[str, str] | None = None
) -> Iterator[BaseHTTPResponse]:
    """The answer to a GET, its body not read yet; the connection is closed afterwards.

    Raises ``Rejected`` when the address is none, ``Unavailable`` for a connection that fails at
    the start or while the body is read.
    """
    pool, address = _target(http, url)
    try:
        response = pool.urlopen(
            "GET",
            address.request_uri,
            headers={**_HEADERS, **_printable(headers or {})},
            redirect=False,
            preload_content=False,
        )
        try:
            yield response
        finally:
            response.close()
    except HTTPError as problem:
        # From None: the address in the original is signed and secret.
        raise Unavailable(f"the connection to Shopify broke ({_reason(problem)})") from None


def _target(http: PoolManager, url: str) -> tuple[HTTPConnectionPool, Url]:
    """The store's pool, and the address that is asked there."""
    try:
        parsed = _parsed(url)
        # urllib3 would take http for an address without a scheme.
        pool = http.connection_from_host(parsed.host, parsed.port, parsed.scheme or "none")
    except LocationValueError as problem:
        raise Rejected(f"this is no address to call ({type(problem).__name__})") from None
    return pool, parsed


def _printable(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers, if they can travel: what is not printable could begin a header of its own."""
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            raise Rejected(f"the request cannot be sent: {name} is not printable")
    return headers


def _reason(problem: Exception) -> str:
    return str(problem) if isinstance(problem, NoConnection) else type(problem).__name__
