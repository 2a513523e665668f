"""What a connection that breaks says about the request: certainly not sent, or perhaps."""

import gzip
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from itertools import count

import pytest

from powerpact.errors import Rejected, Unavailable, Unclear
from powerpact.shopify.client import Access, ShopifyClient
from powerpact.shopify.connections import pooled_http, post
from tests.shopify.certificates import self_signed
from tests.shopify.scripted import TOKEN, Fault, HttpAnswer, ScriptedStore, data, hang_up

SHOP = HttpAnswer(200, json=data(shop={"name": "Kiln"})).on_the_wire()
READ, WRITE = "shop_identity", "order_create"


@contextmanager
def listening(*serve: Fault) -> Iterator[str]:
    """A server on loopback that treats each connection in turn as it is told; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            for each in serve:
                connection, _ = server.accept()
                with connection, suppress(ConnectionError):
                    each(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


def request(connection: socket.socket) -> bytes:
    """A whole request; what came when the other side stops earlier."""
    heard = b""
    while more := connection.recv(65536):
        heard += more
        head, end, body = heard.partition(b"\r\n\r\n")
        if end and len(body) >= int(head.lower().partition(b"content-length: ")[2].split()[0]):
            break
    return heard


def run(operation: str, base_url: str, token: str = TOKEN, patience: float = 0.5) -> None:
    with pooled_http(connect_timeout=patience, read_timeout=patience) as http:
        ShopifyClient(http).execute(Access("s", base_url, token), operation, {})


def reset(connection: socket.socket) -> None:
    connection.recv(1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stay_silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


def says(answer: bytes) -> Fault:
    """A server that says this whatever it is asked."""

    def serve(connection: socket.socket) -> None:
        request(connection)
        connection.sendall(answer)

    return serve


def not_encrypted(connection: socket.socket) -> None:
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def framed(*headers: str, body: bytes = b"") -> Fault:
    lines = "".join(f"{header}\r\n" for header in headers)
    return says(f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + body)


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(request, id="closed without an answer"),
        pytest.param(reset, id="reset"),
        pytest.param(stay_silent, id="silent"),
        pytest.param(framed("Content-Length: 900", body=b'{"data"'), id="cut short"),
        pytest.param(framed("Transfer-Encoding: chunked", body=b"5\r\n{"), id="cut chunk"),
        pytest.param(framed("Transfer-Encoding: chunked", body=b"?\r\n{"), id="odd chunk"),
        pytest.param(framed("Content-Encoding: gzip", body=b"{}"), id="not gzip"),
        pytest.param(framed("Content-Length: 1, 2"), id="two lengths"),
        pytest.param(framed(*(f"X-{n}: 1" for n in range(200))), id="too many headers"),
        pytest.param(says(b"SMTP ready\r\n\r\n"), id="not HTTP"),
        pytest.param(says(b"HTTP/1.1 200"), id="half a status line"),
    ],
)
def test_a_write_that_was_sent_and_got_no_whole_answer_is_unclear(fault: Fault) -> None:
    with listening(fault) as address, pytest.raises(Unclear):
        run(WRITE, f"http://{address}")
    with listening(fault) as address, pytest.raises(Unavailable):
        run(READ, f"http://{address}")


def test_a_write_that_was_taken_only_in_part_is_unclear() -> None:
    stop = threading.Event()
    with listening(lambda _: stop.wait(5)) as address:
        with pooled_http(read_timeout=0.3, connect_timeout=0.3) as http, pytest.raises(Unclear):
            post(http, f"http://{address}/", b" " * 50_000_000, is_mutation=True)
        stop.set()


@pytest.mark.parametrize(
    "handshake",
    [
        pytest.param(hang_up, id="closed"),
        pytest.param(reset, id="reset"),
        pytest.param(stay_silent, id="silent"),
        pytest.param(not_encrypted, id="not TLS"),
    ],
)
def test_a_handshake_that_fails_means_that_nothing_was_sent(handshake: Fault) -> None:
    with listening(handshake) as address, pytest.raises(Unavailable):
        run(WRITE, f"https://{address}")


def test_a_store_whose_certificate_nobody_vouches_for_never_sees_the_token() -> None:
    heard: list[bytes] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    def serve(connection: socket.socket) -> None:
        try:
            with context.wrap_socket(connection, server_side=True) as encrypted:
                heard.append(encrypted.recv(65536))
        except ssl.SSLError:
            pass  # the other side said that it does not know the certificate's issuer

    with self_signed("127.0.0.1") as files, listening(serve) as address:
        context.load_cert_chain(*files)
        with pytest.raises(Unavailable, match="SSL"):
            run(WRITE, f"https://{address}")
    assert b"".join(heard) == b""


def test_a_port_where_nobody_listens_means_that_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unavailable, match="ConnectionError"):
        run(WRITE, f"http://127.0.0.1:{port}")


def test_a_host_that_does_not_take_the_connection_in_time_means_that_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        address = server.getsockname()
        with closing(socket.socket()) as first, closing(socket.socket()) as second:
            for waiting in (first, second):  # the system takes these two, and then no more
                waiting.setblocking(False)
                waiting.connect_ex(address)
            with pytest.raises(Unavailable, match="Timeout"):
                run(WRITE, f"http://127.0.0.1:{address[1]}", patience=0.2)


@pytest.mark.parametrize("token", ["shpat_with\nbreak", "shpat_with\r\nX-Other: 1", "shpat_ü€"])
def test_a_token_that_cannot_travel_in_a_header_is_refused_without_being_quoted(
    token: str,
) -> None:
    store = ScriptedStore()
    with pytest.raises(Rejected) as raised:
        run(READ, store.base_url, token)
    assert "shpat" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert store.sent == []


@pytest.mark.parametrize(
    "url", ["no-address", "ftp://a/b", "http://", "http://[::1", "", "http://a:b/"]
)
def test_what_is_no_address_is_refused_without_being_quoted(url: str) -> None:
    with pooled_http() as http, pytest.raises(Rejected, match="no address") as raised:
        post(http, f"{url}?secret", b"", is_mutation=True)
    assert "secret" not in str(raised.value)


def test_an_answer_that_is_lost_does_not_quote_the_address() -> None:
    store = ScriptedStore(hang_up)
    with pytest.raises(Unclear) as raised:
        post(store.http, f"{store.base_url}/secret", b"{}", is_mutation=True)
    assert "secret" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_a_connection_that_was_closed_while_idle_is_replaced_before_anything_is_sent() -> None:
    heard: list[bytes] = []
    closed = threading.Event()

    def answer_once(connection: socket.socket) -> None:
        heard.append(request(connection))
        connection.sendall(SHOP)
        connection.close()
        closed.set()

    with listening(answer_once, answer_once) as address, pooled_http() as http:
        client, access = ShopifyClient(http), Access("s", f"http://{address}", TOKEN)
        client.execute(access, READ, {})
        assert closed.wait(5)
        client.execute(access, WRITE, {})
    assert len(heard) == 2


def test_a_connection_that_closes_on_the_second_request_leaves_the_write_unclear() -> None:
    requests = count()

    def answer_once(connection: socket.socket) -> None:
        for place in requests:
            request(connection)
            if place:
                return
            connection.sendall(SHOP)

    with listening(answer_once) as address, pooled_http() as http:
        client, access = ShopifyClient(http), Access("s", f"http://{address}", TOKEN)
        client.execute(access, READ, {})
        with pytest.raises(Unclear):
            client.execute(access, WRITE, {})
    assert next(requests) == 2


def test_the_pool_follows_no_redirect_and_no_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    store = ScriptedStore(HttpAnswer(302, headers={"Location": "http://127.0.0.1:9/"}))
    with pytest.raises(Rejected, match="302"):
        store.call(WRITE, {})


def test_a_compressed_answer_is_asked_for_and_read() -> None:
    body = gzip.compress(b'{"data": {"shop": {"name": "Kiln"}}}')
    store = ScriptedStore(HttpAnswer(200, content=body, headers={"Content-Encoding": "gzip"}))
    assert store.call(READ, {}).data == {"shop": {"name": "Kiln"}}
    assert "gzip" in store.headers[0]["Accept-Encoding"]


def test_two_hundred_calls_wait_side_by_side_and_keep_their_connections() -> None:
    together = threading.Barrier(200, timeout=20)
    connections: set[object] = set()

    def wait_for_all(connection: socket.socket) -> None:
        for _ in range(2):
            request(connection)
            connections.add(connection)
            together.wait()
            connection.sendall(SHOP)

    def ask_in_threads(client: ShopifyClient, access: Access, hands: ThreadPoolExecutor) -> None:
        for done in [hands.submit(client.execute, access, READ, {}) for _ in range(200)]:
            done.result(20)

    with serving_at_once(wait_for_all, 200) as address, pooled_http() as http:
        client, access = ShopifyClient(http), Access("s", f"http://{address}", TOKEN)
        with ThreadPoolExecutor(200) as hands:
            ask_in_threads(client, access, hands)
            ask_in_threads(client, access, hands)
    assert len(connections) == 200


@contextmanager
def serving_at_once(serve: Fault, number: int) -> Iterator[str]:
    """A server that treats each of so many connections in a thread of its own; its address."""
    with (
        ThreadPoolExecutor(number) as hands,
        socket.create_server(("127.0.0.1", 0), backlog=number) as server,
    ):

        def treat(connection: socket.socket) -> None:
            with connection:
                serve(connection)

        def accept() -> None:
            for _ in range(number):
                hands.submit(treat, server.accept()[0])

        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
