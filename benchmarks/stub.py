"""Shopify as the partners' stores show it, for the orders benchmark: quick, and it counts.

`python -m benchmarks.stub --port N --delay MS` makes the orders that `order_create` asks for, finds
them again by custom id and by marks, and answers each GraphQL request MS milliseconds after it was
there. What a store may spend is more than anybody can use. `GET /count` says how many
`orderCreate` came, `GET /surplus` how many of them asked for an order that was there already;
those are refused, as the custom id is unique (facts 3.6).
"""

import argparse
import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

POINTS = 1_000_000
COST = {
    "requestedQueryCost": 10,
    "actualQueryCost": 10,
    "throttleStatus": {
        "maximumAvailable": POINTS,
        "currentlyAvailable": POINTS - 10,
        "restoreRate": POINTS / 100,
    },
}
# The last thing of every answer, encoded once.
EXTENSIONS = b',"extensions":' + json.dumps({"cost": COST}).encode() + b"}"
TAKEN = {
    "order": None,
    "userErrors": [
        {
            "field": ["order", "metafields", "0", "value"],
            "message": "Value must be unique amongst all metafields with this key",
            "code": "INVALID",
        }
    ],
}
END_OF_HEAD = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
OPERATION = re.compile(r"\s*(?:query|mutation)\s+(\w+)")
MARK = re.compile(r"tag:'([^']*)'")

Json = dict[str, Any]


@dataclass
class Stores:
    """The orders of all stores, by custom id and by tag, and how often each was asked for."""

    by_split: dict[str, Json] = field(default_factory=dict)
    by_tag: dict[str, Json] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def count(self) -> int:
        """How many times an order was asked for."""
        return self.asked.total()

    def surplus(self) -> int:
        """How many of those were one too many."""
        return self.asked.total() - len(self.asked)

    def answer(self, request: Json) -> Json:
        """The data of a GraphQL answer; KeyError for an operation that is none of ours."""
        found = OPERATION.match(request["query"])
        answers: dict[str, Callable[[Json], Json]] = {
            "OrderCreate": self._create,
            "OrderByCustomId": self._by_custom_id,
            "OrdersSearch": self._search,
        }
        return answers[found.group(1) if found else ""](request["variables"])

    def _create(self, variables: Json) -> Json:
        wanted = variables["order"]
        split = wanted["metafields"][0]["value"]
        self.asked[split] += 1
        if split in self.by_split:
            return {"orderCreate": TAKEN}
        order = _made(wanted, len(self.by_split) + 1)
        self.by_split[split] = order
        self.by_tag.update(dict.fromkeys(wanted["tags"][1:], order))
        return {"orderCreate": {"order": order, "userErrors": []}}

    def _by_custom_id(self, variables: Json) -> Json:
        return {"order": self.by_split.get(variables["identifier"]["customId"]["value"])}

    def _search(self, variables: Json) -> Json:
        tagged = (self.by_tag.get(tag) for tag in MARK.findall(variables["query"]))
        return {"orders": _page([order for order in tagged if order])}


def _made(wanted: Json, number: int) -> Json:
    """The order as Shopify shows it to each of our operations."""
    return {
        "id": f"gid://shopify/Order/{number}",
        "name": f"#{number}",
        "cancelledAt": None,
        "sourceIdentifier": wanted["sourceIdentifier"],
        "tags": wanted["tags"],
        "lineItems": _page(
            [
                {
                    "id": f"gid://shopify/LineItem/{number * 100 + place}",
                    "quantity": line["quantity"],
                    "variant": {"id": line["variantId"]},
                    "customAttributes": [
                        {"key": each["name"], "value": each["value"]} for each in line["properties"]
                    ],
                }
                for place, line in enumerate(wanted["lineItems"])
            ]
        ),
    }


def _page(nodes: list[Json]) -> Json:
    return {"nodes": nodes, "pageInfo": {"hasNextPage": False, "endCursor": None}}


class Connection(asyncio.Protocol):
    """One connection: HTTP/1.1, kept open, one request after the other."""

    def __init__(self, stores: Stores, delay: float) -> None:
        """`delay` in seconds, from the request's last byte to the answer."""
        self._stores, self._delay = stores, delay
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what create_server gives
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while True:
            end = self._heard.find(END_OF_HEAD)
            if end < 0:
                return
            body = end + len(END_OF_HEAD)
            length = LENGTH.search(self._heard, 0, end)
            whole = body + int(length.group(1)) if length else body
            if len(self._heard) < whole:
                return
            head, asked = self._heard[:end], self._heard[body:whole]
            self._heard = self._heard[whole:]
            self._answer(head, asked)

    def _answer(self, head: bytes, asked: bytes) -> None:
        if head.startswith(b"GET /"):
            counted = self._stores.surplus if b"/surplus " in head[:20] else self._stores.count
            return self._write(_response(str(counted()).encode()))
        answer = _response(b'{"data":' + _encoded(self._stores.answer(json.loads(asked))))
        if self._delay:
            asyncio.get_running_loop().call_later(self._delay, self._write, answer)
        else:
            self._write(answer)
        return None

    def _write(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


def _encoded(data: Json) -> bytes:
    return json.dumps(data).encode() + EXTENSIONS


def _response(body: bytes) -> bytes:
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
        b"X-Shopify-API-Version: 2026-10\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    )


async def serve(port: int, delay: float) -> None:
    """Answer on 127.0.0.1 until cancelled; `delay` in seconds."""
    loop = asyncio.get_running_loop()
    connection = partial(Connection, Stores(), delay)
    server = await loop.create_server(connection, "127.0.0.1", port, backlog=1000)
    await server.serve_forever()


def main() -> None:
    """Serve what the command line says, until a signal."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stub")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--delay", type=float, default=0, help="milliseconds")
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.delay / 1000))


if __name__ == "__main__":
    main()
