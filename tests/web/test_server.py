"""The web server as it is run: gunicorn with the settings of the project, over a real socket."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.config import Settings
from powerpact.embedded.children import start_child, stop_child
from powerpact.models import WebhookEvent
from tests.stories.marketplace import environment, hurried
from tests.web.test_webhooks import signed

ROOT = Path(__file__).parents[2]
READY_WITHIN = 60  # seconds
REQUEST_SECONDS = 2
LARGEST = 2 * 1024 * 1024


class Server:
    """A running gunicorn."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self.log = port, log

    def send(self, *pieces: bytes, pause: float = 0) -> str:
        """The first line of the answer to these bytes; empty when there is none."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            try:
                for piece in pieces:
                    connection.sendall(piece)
                    time.sleep(pause)
                return connection.recv(4096).partition(b"\r\n")[0].decode()
            except (ConnectionResetError, BrokenPipeError):
                return ""

    def is_ready(self) -> bool:
        try:
            urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
        except OSError:
            return False
        return True


@pytest.fixture(scope="module")
def server(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two processes on the database of the tests."""
    own = hurried(settings)
    port = own.app_url.port or 0
    made = Server(port, tmp_path_factory.mktemp("web") / "web.log")
    command = (sys.executable, "-m", "gunicorn", "wsgi:app", f"--bind=127.0.0.1:{port}")
    with environment(own):
        os.environ["WEB_REQUEST_SECONDS"] = str(REQUEST_SECONDS)
        child = start_child((*command, f"--chdir={ROOT}", "--graceful-timeout=1"), log=made.log)
    deadline = time.monotonic() + READY_WITHIN
    while not made.is_ready():
        assert child.poll() is None, made.log.read_text()
        assert time.monotonic() < deadline, made.log.read_text()
        time.sleep(0.05)
    yield made
    stop_child(child)


def head(body: bytes, *more: str, delivery_id: str = "a-delivery") -> bytes:
    named = signed(body, **{"X-Shopify-Webhook-Id": delivery_id, "Host": "127.0.0.1"})
    lines = ["POST /webhooks HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, *more, "", ""]).encode()


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


def kept(session: Session) -> list[bytes]:
    session.rollback()
    return list(session.scalars(select(WebhookEvent.body)))


def test_a_delivery_is_kept(server: Server, session: Session) -> None:
    body = b"x" * 100_000
    answer = server.send(head(body, f"Content-Length: {len(body)}"), body)
    assert answer == "HTTP/1.1 200 OK"
    assert kept(session) == [body]


def test_a_chunked_delivery_is_kept_and_an_endless_one_is_413(
    server: Server, session: Session
) -> None:
    body = b"x" * LARGEST
    told = "Transfer-Encoding: chunked"
    assert server.send(head(body, told), chunked(body)) == "HTTP/1.1 200 OK"
    assert kept(session) == [body]
    too_much = body + b"x"
    sent = head(too_much, told, delivery_id="another"), chunked(too_much)
    assert "413" in server.send(*sent)
    assert len(kept(session)) == 1


def test_a_length_over_the_limit_is_413_before_the_body_has_come(server: Server) -> None:
    assert "413" in server.send(head(b"", f"Content-Length: {LARGEST + 1}"))


def test_a_body_longer_than_it_says_is_401(server: Server, session: Session) -> None:
    assert "401" in server.send(head(b"{} and more", "Content-Length: 2"), b"{} and more")
    assert kept(session) == []


def test_a_body_that_never_comes_whole_ends_with_its_time(server: Server, session: Session) -> None:
    started = time.monotonic()
    assert "200" not in server.send(head(b"{}", "Content-Length: 2"), b"{")
    assert time.monotonic() - started < 3 * REQUEST_SECONDS
    assert kept(session) == []


def test_a_body_that_trickles_is_cut_off(server: Server, session: Session) -> None:
    body = b"x" * 100
    pieces = (body[at : at + 1] for at in range(len(body)))
    answer = server.send(head(body, f"Content-Length: {len(body)}"), *pieces, pause=0.05)
    assert "200" not in answer
    assert kept(session) == []


@pytest.mark.parametrize(
    "more",
    [
        "Content-Length: many",
        "Content-Length: -1",
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "X-Large: " + "x" * 10_000,
        "\r\n".join(f"X-{number}: one too many" for number in range(100)),
    ],
    ids=["no number", "negative", "two lengths", "a large header", "many headers"],
)
def test_headers_that_make_no_sense_are_refused(
    server: Server, session: Session, more: str
) -> None:
    answer = server.send(head(b"{}", more), b"{}")
    assert answer.split()[1:2] in (["400"], ["431"])
    assert kept(session) == []


def test_the_rest_of_the_application_is_served_too(server: Server) -> None:
    with urlopen(f"http://127.0.0.1:{server.port}/readyz", timeout=10) as answer:
        assert answer.status == 200


def test_deliveries_at_the_same_time_are_each_kept_once(server: Server, session: Session) -> None:
    def deliver(number: int) -> int:
        body = b'{"number": %d}' % (number // 2)
        named = signed(body, **{"X-Shopify-Webhook-Id": f"delivery-{number // 2}"})
        asked = Request(f"http://127.0.0.1:{server.port}/webhooks", data=body, headers=named)
        with urlopen(asked, timeout=10) as answer:  # noqa: S310 - our own address
            return int(answer.status)

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(deliver, range(100))) == [200] * 100
    assert sorted(kept(session)) == sorted(b'{"number": %d}' % number for number in range(50))
