"""A store that answers what a test tells it to: a real server on loopback, and the real client."""

import json
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from urllib3 import PoolManager

from powerpact.shopify.call import Call
from powerpact.shopify.client import Access, ShopifyClient
from powerpact.shopify.connections import pooled_http

DOMAIN, TOKEN = "partner.myshopify.com", "shpat_secret_of_the_test"
_WITHOUT_BODY = frozenset({204, 304})


@dataclass(frozen=True)
class HttpAnswer:
    """An answer with its status; the body is ``json`` unless ``content`` is given."""

    status: int
    json: object = None
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def on_the_wire(self) -> bytes:
        body = self.content if self.json is None else json.dumps(self.json).encode()
        if self.status in _WITHOUT_BODY:
            body = b""
        headers = {"Content-Length": str(len(body)), **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} So\r\n{lines}\r\n".encode() + body


Fault = Callable[[socket.socket], object]
"""What a server does to the connection instead of an answer; it is closed afterwards."""


def hang_up(connection: socket.socket) -> None:
    """Close the connection without an answer."""


class ScriptedStore:
    """Gives its answers in turn and remembers what it was sent.

    An answer is a GraphQL body, an answer with a status, or a fault of the connection.
    """

    def __init__(self, *answers: dict[str, Any] | HttpAnswer | Fault) -> None:
        self._answers = list(answers)
        self.sent: list[dict[str, Any]] = []
        self.headers: list[Message] = []
        self.paths: list[str] = []
        self.base_url = _server().admit(self)

    @property
    def access(self) -> Access:
        return Access(DOMAIN, self.base_url, TOKEN)

    @property
    def call(self) -> Call:
        return ShopifyClient(self.http).bound_to(self.access)

    @property
    def http(self) -> PoolManager:
        return _http()

    def variables(self, place: int = 0) -> dict[str, Any]:
        """The variables of one of the requests."""
        variables: dict[str, Any] = self.sent[place]["variables"]
        return variables

    def respond(self, path: str, headers: Message, body: bytes) -> HttpAnswer | Fault:
        """The next answer; the server asks for it."""
        self.sent.append(json.loads(body or b"{}"))
        self.headers.append(headers)
        self.paths.append(path)
        answer = self._answers.pop(0)
        return HttpAnswer(200, json=answer) if isinstance(answer, dict) else answer


class _Server(ThreadingHTTPServer):
    """All scripted stores of this process, each below a number."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stores: dict[str, ScriptedStore] = {}
        self._numbers = count(1)

    def admit(self, store: ScriptedStore) -> str:
        """The address of a store that is new."""
        number = str(next(self._numbers))
        self.stores[number] = store
        return f"http://127.0.0.1:{self.server_port}/{number}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        _, number, path = self.path.split("/", 2)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = self.server.stores[number].respond(f"/{path}", self.headers, body)
        if isinstance(answer, HttpAnswer):
            self.connection.sendall(answer.on_the_wire())
        else:
            self.close_connection = True
            answer(self.connection)

    do_GET = do_POST  # noqa: N815 - the base's name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@cache
def _server() -> _Server:
    server = _Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@cache
def _http() -> PoolManager:
    return pooled_http(connect_timeout=5, read_timeout=10)


def data(**roots: Any) -> dict[str, Any]:
    """A GraphQL body without errors."""
    return {"data": roots}


def refused(root: str, message: str, code: str | None, *field: str | int) -> dict[str, Any]:
    """A mutation's body with one user error."""
    error = {"field": list(field) or None, "message": message, "code": code}
    return data(**{root: {"userErrors": [error]}})


def page(*nodes: dict[str, Any], cursor: str | None = None) -> dict[str, Any]:
    """One page of a connection; with a cursor there is another page."""
    return {"nodes": list(nodes), "pageInfo": {"hasNextPage": bool(cursor), "endCursor": cursor}}
