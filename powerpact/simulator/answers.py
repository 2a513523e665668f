"""Answers that are not the engine's: refusals over HTTP and top-level GraphQL errors.

Bodies are those of platform facts 9.1 and 9.2.
"""

import socket
import struct
import uuid
from typing import Any

from aiohttp import web

HTML_STATUSES = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
RATE_LIMIT_PAGE = "https://shopify.dev/api/usage/rate-limits"
STATUS_PAGE = "https://shopify.dev/api/usage/response-codes"
BAD_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"  # noqa: S105
NON_EXPIRING_TOKEN = "Non-expiring access tokens are no longer accepted for the Admin API."  # noqa: S105


class Refused(Exception):
    """Raised on the way to the work; carries the answer that the caller gets instead."""

    def __init__(self, answer: web.Response) -> None:
        super().__init__(f"Refused with HTTP {answer.status}.")
        self.answer = answer


def refusal(status: int, errors: str | dict[str, str]) -> web.Response:
    """An HTTP-level refusal, where `errors` is a string or an object and never a list."""
    return web.json_response({"errors": errors}, status=status)


def html_failure(status: int) -> web.Response:
    """A page from something in front of Shopify, as a 5xx often is."""
    title = f"{status} {HTML_STATUSES.get(status, 'Error')}"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return web.Response(status=status, text=page, content_type="text/html")


def too_many_requests(seconds: float) -> web.Response:
    """HTTP 429; Retry-After is a decimal number of seconds (platform facts 6)."""
    answer = refusal(429, "Exceeded 2 calls per second for api client. Reduce request rates.")
    answer.headers["Retry-After"] = f"{seconds:.1f}"
    return answer


def throttled(requested: float, status: dict[str, float]) -> web.Response:
    """HTTP 200 without data; nothing was done."""
    error = {
        "message": "Throttled",
        "extensions": {"code": "THROTTLED", "documentation": RATE_LIMIT_PAGE},
    }
    return web.json_response({"errors": [error], "extensions": cost(requested, None, status)})


def internal_error() -> web.Response:
    """HTTP 200 with INTERNAL_SERVER_ERROR: the caller cannot know whether the work was done."""
    request_id = str(uuid.uuid4())
    message = (
        "Internal error. Looks like something went wrong on our end.\n"
        f"Request ID: {request_id} (include this in support requests)."
    )
    extensions = {"code": "INTERNAL_SERVER_ERROR", "requestId": request_id}
    return web.json_response({"errors": [{"message": message, "extensions": extensions}]})


def cost(requested: float, actual: float | None, status: dict[str, float]) -> dict[str, Any]:
    """The `extensions` of an answer, with its cost as in the recordings: whole points."""
    return {
        "cost": {
            "requestedQueryCost": int(requested),
            "actualQueryCost": None if actual is None else int(actual),
            "throttleStatus": status,
        }
    }


def cut_connection(request: web.Request, *, abruptly: bool) -> web.Response:
    """Hang up without an answer: with a TCP reset, or quietly.

    The response returned is for aiohttp only; nobody is left to read it.
    """
    transport = request.transport
    if transport is not None and abruptly:
        linger_nothing = struct.pack("ii", 1, 0)
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_nothing)
        transport.abort()
    elif transport is not None:
        transport.close()
    return web.Response(status=500)
