"""Answers as servers may write them, however the network cuts them into pieces."""

import gzip
import socket
import threading
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.shopify.wire import Garbled, Response, exchange

BODY = b'{"data": {"shop": {"name": "Kiln"}}}'
PACKED = gzip.compress(BODY)
CHUNKS = b"5\r\n" + BODY[:5] + b"\r\n1F;name=value\r\n" + BODY[5:] + b"\r\n0\r\n\r\n"
HELLO = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HELLO + b"Transfer-Encoding: chunked\r\n"


def sized(body: bytes, *headers: bytes, start: bytes = HELLO) -> bytes:
    lines = b"".join(header + b"\r\n" for header in headers)
    return start + lines + b"Content-Length: %d\r\n\r\n" % len(body) + body


def answered(*pieces: bytes, close: bool = True) -> Response:
    """What is read when the other side hears a request and sends these pieces."""
    ours, theirs = socket.socketpair()

    def answer() -> None:
        theirs.recv(65536)
        for piece in pieces:
            theirs.sendall(piece)
        if close:
            theirs.shutdown(socket.SHUT_WR)

    with ours, theirs:
        ours.settimeout(5)
        answering = threading.Thread(target=answer)
        answering.start()
        try:
            return exchange(ours, b"GET / HTTP/1.1\r\n\r\n")
        finally:
            answering.join()


def cut(whole: bytes, places: Sequence[int]) -> list[bytes]:
    ends = [0, *sorted({place % len(whole) for place in places}), len(whole)]
    return [whole[start:end] for start, end in pairwise(ends)]


@pytest.mark.parametrize(
    "whole",
    [
        pytest.param(sized(BODY), id="with a length"),
        pytest.param(sized(PACKED, b"Content-Encoding: gzip"), id="packed"),
        pytest.param(CHUNKED + b"\r\n" + CHUNKS, id="in chunks"),
        pytest.param(CHUNKED + b"\r\n" + CHUNKS[:-2] + b"A: b\r\nC: d\r\n\r\n", id="with trailers"),
        pytest.param(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + sized(BODY), id="hints"),
        pytest.param(sized(BODY, start=b"HTTP/1.1 200\r\n"), id="without a phrase"),
        pytest.param(
            CHUNKED
            + b"Content-Encoding: gzip\r\n\r\n%X\r\n%b\r\n0\r\n\r\n" % (len(PACKED), PACKED),
            id="packed in chunks",
        ),
    ],
)
@given(places=st.lists(st.integers(0, 200), max_size=4))
def test_an_answer_is_read_whole_and_its_connection_is_good_for_another(
    whole: bytes, places: list[int]
) -> None:
    response = answered(*cut(whole, places), close=False)
    assert (response.status, response.data, response.reusable) == (200, BODY, True)


@pytest.mark.parametrize(
    "whole",
    [
        pytest.param(HELLO + b"\r\n" + BODY, id="until the end"),
        pytest.param(sized(BODY, b"Connection: keep-alive, Close"), id="closing"),
        pytest.param(sized(BODY, start=b"HTTP/1.0 200 OK\r\n"), id="old"),
        pytest.param(sized(BODY) + b"HTTP", id="with something after it"),
        pytest.param(CHUNKED + b"Content-Length: 3\r\n\r\n" + CHUNKS, id="of two minds"),
    ],
)
def test_a_connection_that_may_be_spent_is_not_used_again(whole: bytes) -> None:
    response = answered(whole)
    assert (response.data, response.reusable) == (BODY, False)


def test_names_of_headers_do_not_depend_on_capitals_and_values_of_one_name_are_joined() -> None:
    response = answered(sized(b"", b"X-Request-ID:  r-1 ", b"Vary: a", b"vary: b"))
    assert (response.headers["x-request-id"], response.headers["vary"]) == ("r-1", "a, b")


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
def test_some_answers_have_no_body(status: bytes) -> None:
    response = answered(b"HTTP/1.1 " + status + b"\r\nContent-Length: 9\r\n\r\n", close=False)
    assert (response.data, response.reusable) == (b"", True)


@pytest.mark.parametrize(
    "whole",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(sized(BODY)[:-1], id="body cut"),
        pytest.param(HELLO, id="head cut"),
        pytest.param(CHUNKED + b"\r\n" + CHUNKS[:-1], id="chunks cut"),
        pytest.param(CHUNKED + b"\r\n" + CHUNKS[:-5], id="last chunk missing"),
        pytest.param(CHUNKED + b"\r\n-1\r\nx\r\n0\r\n\r\n", id="chunk of less than nothing"),
        pytest.param(CHUNKED + b"\r\n1\r\nxx\r\n0\r\n\r\n", id="chunk longer than said"),
        pytest.param(sized(BODY, start=b"HTTP/2 200\r\n"), id="another version"),
        pytest.param(sized(BODY, start=b"SMTP ready\r\n"), id="another protocol"),
        pytest.param(sized(BODY, b"Content-Length: 1"), id="two lengths"),
        pytest.param(sized(BODY, b"Transfer-Encoding: gzip"), id="an unknown transfer"),
        pytest.param(sized(BODY, b"Content-Encoding: br"), id="an unknown coding"),
        pytest.param(sized(BODY, b"Content-Encoding: gzip"), id="not packed as said"),
        pytest.param(sized(PACKED[:-9], b"Content-Encoding: gzip"), id="packed and cut"),
        pytest.param(HELLO + b"X-Long: " + b"x" * 70_000, id="a head without end"),
    ],
)
def test_what_is_not_a_whole_answer_is_garbled(whole: bytes) -> None:
    with pytest.raises(Garbled):
        answered(whole)
