"""A store that answers what a test tells it to, over the real client and a mocked network."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from powerpact.shopify.call import Call
from powerpact.shopify.client import Access, ShopifyClient

TOKEN = "shpat_secret_of_the_test"
ACCESS = Access("partner.myshopify.com", "https://partner.myshopify.com", TOKEN)


class ScriptedStore:
    """Gives its answers in turn and remembers what it was sent.

    An answer is a GraphQL body, a ready response, or an exception that the network raises.
    """

    def __init__(self, *answers: dict[str, Any] | httpx.Response | Exception) -> None:
        self._answers = list(answers)
        self.sent: list[dict[str, Any]] = []
        self.headers: list[httpx.Headers] = []
        self.urls: list[str] = []

    @property
    def call(self) -> Call:
        return client_over(self._respond).bound_to(ACCESS)

    @property
    def http(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self._respond))

    def variables(self, place: int = 0) -> dict[str, Any]:
        """The variables of one of the requests."""
        variables: dict[str, Any] = self.sent[place]["variables"]
        return variables

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(json.loads(request.content or b"{}"))
        self.headers.append(request.headers)
        self.urls.append(str(request.url))
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        return httpx.Response(200, content=json.dumps(answer))


def client_over(respond: Callable[[httpx.Request], httpx.Response]) -> ShopifyClient:
    """The real client over a network that the function plays."""
    return ShopifyClient(httpx.Client(transport=httpx.MockTransport(respond)))


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
