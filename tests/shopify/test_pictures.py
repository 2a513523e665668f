"""Pictures come from Shopify, are pictures, and are small: everything else is refused."""

import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from urllib3 import PoolManager

from powerpact.errors import Rejected, Unavailable
from powerpact.shopify.pictures import (
    CDN,
    MOST_BYTES,
    _WorldPool,
    fetch_picture,
    is_public,
    picture_connections,
    thumbnail_address,
)
from tests.shopify.certificates import self_signed
from tests.shopify.scripted import HttpAnswer, ScriptedStore, hang_up

PNG = b"\x89PNG\r\n\x1a\n and the rest"
SIMULATOR = "http://127.0.0.1:4100"


@pytest.fixture
def http() -> Iterator[PoolManager]:
    with picture_connections() as manager:
        yield manager


def answer(kind: str, content: bytes = PNG, status: int = 200, **headers: str) -> HttpAnswer:
    return HttpAnswer(status, content=content, headers={"Content-Type": kind, **headers})


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (f"https://{CDN}/s/files/1/a.png", f"https://{CDN}/s/files/1/a.png?width=160"),
        (f"https://{CDN}/a.png?v=7&width=9000", f"https://{CDN}/a.png?v=7&width=160"),
        (f"https://{CDN}:443/a.png", f"https://{CDN}:443/a.png?width=160"),
        (f"{SIMULATOR}/_cdn/a.png?v=1", f"{SIMULATOR}/_cdn/a.png?v=1&width=160"),
    ],
)
def test_a_picture_at_shopify_is_asked_for_small(url: str, asked: str) -> None:
    assert thumbnail_address(url, SIMULATOR) == asked


@pytest.mark.parametrize(
    "url",
    [
        f"http://{CDN}/a.png",
        f"https://{CDN}:8443/a.png",
        f"https://{CDN}.evil.test/a.png",
        f"https://evil.test/{CDN}/a.png",
        f"https://{CDN}@evil.test/a.png",
        f"https://evil.test\\@{CDN}/a.png",
        f"https://me:secret@{CDN}/a.png",
        "https://127.0.0.1/a.png",
        "http://127.0.0.1:4101/a.png",
        "http://127.0.0.1:41000/a.png",
        "http://x@127.0.0.1:4100/a.png",
        "http://169.254.169.254/latest/meta-data/",
        "https://[::1]/a.png",
        "https://[bad/a.png",
        "file:///etc/passwd",
        "ftp://127.0.0.1:4100/a.png",
        "//cdn.shopify.com/a.png",
        f"https://{CDN}/a\r\nHost: evil.test",
        f"https://{CDN}/a b.png",
        "",
    ],
)
def test_a_picture_anywhere_else_is_refused(url: str) -> None:
    with pytest.raises(Rejected):
        thumbnail_address(url, SIMULATOR)


def test_without_a_simulator_nothing_on_this_machine_is_asked() -> None:
    for url in (f"{SIMULATOR}/a.png", "http:///a.png", "://a.png"):
        with pytest.raises(Rejected):
            thumbnail_address(url, "")


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - it is refused
        "224.0.0.1",
        "::1",
        "::ffff:10.0.0.1",
        "fe80::1%eth0",
        "fc00::1",
    ],
)
def test_addresses_of_private_networks_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", PNG),
        ("image/jpeg", b"\xff\xd8\xff\xe0 and the rest"),
        ("image/gif", b"GIF89a and the rest"),
        ("image/webp", b"RIFF\0\0\0\0WEBP and the rest"),
        ("Image/PNG; q=1", PNG),
    ],
)
def test_pictures_are_kept_as_they_come(http: PoolManager, kind: str, content: bytes) -> None:
    store = ScriptedStore(answer(kind, content))
    known = kind.lower().partition(";")[0]
    assert fetch_picture(http, f"{store.base_url}/a") == (known, content)


@pytest.mark.parametrize(
    "wrong",
    [
        answer("image/svg+xml", b"<svg onload='x'/>"),
        answer("text/html", b"<html>"),
        answer("image/png", b"<html>"),
        answer("image/png", b""),
        answer("image/jpeg", PNG),
        answer("", PNG),
        answer("image/png", PNG + b"x" * MOST_BYTES),
        answer("image/png", status=404),
        answer("image/png", status=302, Location="http://169.254.169.254/"),
    ],
    ids=lambda answer: str(answer.status) + str(answer.headers.get("Content-Type")),
)
def test_what_is_no_small_picture_is_refused(http: PoolManager, wrong: HttpAnswer) -> None:
    store = ScriptedStore(wrong)
    with pytest.raises(Rejected):
        fetch_picture(http, f"{store.base_url}/a")
    assert len(store.paths) == 1


@pytest.mark.parametrize("away", [answer("", status=503), answer("", status=429), hang_up])
def test_what_may_come_later_is_said_so(http: PoolManager, away: HttpAnswer) -> None:
    store = ScriptedStore(away)
    with pytest.raises(Unavailable):
        fetch_picture(http, f"{store.base_url}/a")


def test_no_request_is_sent_to_an_address_of_this_machine_whatever_its_name() -> None:
    asked: list[str] = []

    class Inside(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    with self_signed("127.0.0.1") as (certificate, key), HTTPServer(("127.0.0.1", 0), Inside) as at:
        served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        served.load_cert_chain(certificate, key)
        at.socket = served.wrap_socket(at.socket, server_side=True)
        serving = Thread(target=at.handle_request)
        serving.start()
        trusting = ssl.create_default_context(cafile=str(certificate))
        pool = _WorldPool("127.0.0.1", at.server_port, ssl_context=trusting)
        with pool, pytest.raises(Rejected, match="an address of a private network"):
            pool.request("GET", "/secret", retries=False)
        serving.join(10)
    assert asked == []
