"""One HTTP/1.1 request and its answer over a connection that is open.

It is ours because it is run for every partner order: urllib3 and http.client need 0.25 ms of CPU
for what takes 0.05 ms here. It does what calls of an API need (lengths, chunks, gzip), nothing
else, and takes every answer that it does not understand for a lost one. Opening connections, TLS
and keeping them is urllib3's part (``connections``).
"""

import re
import socket
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

_PIECE = 1 << 16
_LONGEST_HEAD = 1 << 16
_END_OF_LINE, _END_OF_HEAD = b"\r\n", b"\r\n\r\n"
_STATUS_LINE = re.compile(r"HTTP/1\.([01]) ([1-9][0-9]{2})(?: .*)?")
_SIZE = re.compile(r"[0-9]{1,12}")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?")
_WITHOUT_BODY = frozenset({204, 304})
_GZIP = 16 + zlib.MAX_WBITS


class Garbled(Exception):
    """What came back ends early or is not HTTP as we read it."""


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer. Names of headers are in lower case; ``data`` is unpacked.

    ``reusable``: whether the connection may carry another request.
    """

    status: int
    headers: Mapping[str, str]
    data: bytes
    reusable: bool


def exchange(connection: socket.socket, request: bytes) -> Response:
    """Send the request and read the whole answer.

    Raises ``OSError`` (a timeout among them) or ``Garbled``: the request may have been carried
    out, and the connection is of no further use.
    """
    connection.sendall(request)
    incoming = _Incoming(connection)
    minor, status, headers = _head(incoming)
    while status < 200:  # such as 103 Early Hints: the answer is still to come
        minor, status, headers = _head(incoming)
    body, framed = _body(incoming, status, headers)
    stays_open = minor == "1" and "close" not in headers.get("connection", "").lower()
    reusable = framed and stays_open and not incoming.buffer
    return Response(status, headers, _unpacked(body, headers), reusable)


class _Incoming:
    """What has come and was not read yet."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.buffer = bytearray()

    def more(self) -> bool:
        """Wait for more; whether there was any before the other side closed."""
        piece = self._connection.recv(_PIECE)
        self.buffer += piece
        return bool(piece)

    def through(self, mark: bytes) -> bytes:
        """What comes before the mark, which is dropped."""
        while (end := self.buffer.find(mark)) < 0:
            if len(self.buffer) > _LONGEST_HEAD or not self.more():
                raise Garbled
        return self._taken(end, len(mark))

    def exactly(self, size: int) -> bytes:
        """So many bytes."""
        while len(self.buffer) < size:
            if not self.more():
                raise Garbled
        return self._taken(size)

    def _taken(self, size: int, dropped: int = 0) -> bytes:
        taken = bytes(self.buffer[:size])
        del self.buffer[: size + dropped]
        return taken


def _head(incoming: _Incoming) -> tuple[str, int, dict[str, str]]:
    """The minor version, the status and the headers; of headers of one name, all with a comma."""
    first, *lines = incoming.through(_END_OF_HEAD).decode("latin-1").split("\r\n")
    status_line = _STATUS_LINE.fullmatch(first)
    if not status_line:
        raise Garbled
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return status_line[1], int(status_line[2]), headers


def _body(incoming: _Incoming, status: int, headers: Mapping[str, str]) -> tuple[bytes, bool]:
    """The body, and whether its end was told otherwise than by closing the connection."""
    if status in _WITHOUT_BODY:
        return b"", True
    coding, length = headers.get("transfer-encoding"), headers.get("content-length")
    if coding is not None:
        if coding.lower() != "chunked":
            raise Garbled
        return _chunks(incoming), length is None
    if length is None:
        while incoming.more():
            pass
        return bytes(incoming.buffer), False
    if not _SIZE.fullmatch(length):
        raise Garbled
    return incoming.exactly(int(length)), True


def _chunks(incoming: _Incoming) -> bytes:
    body = bytearray()
    while size := _chunk_size(incoming):
        body += incoming.exactly(size)
        if incoming.exactly(len(_END_OF_LINE)) != _END_OF_LINE:
            raise Garbled
    while incoming.through(_END_OF_LINE):
        pass  # headers after the body say nothing to us
    return bytes(body)


def _chunk_size(incoming: _Incoming) -> int:
    found = _CHUNK_SIZE.fullmatch(incoming.through(_END_OF_LINE))
    if not found:
        raise Garbled
    return int(found[1], 16)


def _unpacked(body: bytes, headers: Mapping[str, str]) -> bytes:
    coding = headers.get("content-encoding", "identity").lower()
    if coding == "identity" or not body:
        return body
    if coding != "gzip":  # we asked for nothing else
        raise Garbled
    try:
        return zlib.decompress(body, _GZIP)
    except zlib.error:
        raise Garbled from None
