"""Pages of connections, with cursors that stay good while the list changes."""

import base64
import binascii
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from powerpact.simulator.ids import number_of
from powerpact.simulator.refusals import TopLevelError
from powerpact.simulator.resolvers.registry import Arguments, Context

PAGE_LIMIT = 250
Rank = tuple[Any, int]


class Page:
    """One page of a connection. A cursor names the sort value and the number of its node."""

    def __init__(
        self, nodes: list[Any], rank: Callable[[Any], Rank], before: bool, after: bool
    ) -> None:
        self.nodes = nodes
        self.rank = rank
        self.has_previous_page = before
        self.has_next_page = after

    @property
    def edges(self) -> list[dict[str, Any]]:
        return [{"cursor": self.cursor(node), "node": node} for node in self.nodes]

    @property
    def page_info(self) -> "Page":
        return self

    @property
    def start_cursor(self) -> str | None:
        return self.cursor(self.nodes[0]) if self.nodes else None

    @property
    def end_cursor(self) -> str | None:
        return self.cursor(self.nodes[-1]) if self.nodes else None

    def cursor(self, node: Any) -> str:
        value, number = self.rank(node)
        text = json.dumps({"last_id": number, "last_value": value}, separators=(",", ":"))
        return base64.b64encode(text.encode()).decode()


def page(
    things: Iterable[Any],
    arguments: Arguments,
    context: Context,
    sort: Callable[[Any], Any] | None = None,
) -> Page:
    """The asked-for page of things that come in the order of their ids.

    sort: what to sort by instead of the id. Raises BAD_REQUEST without `first` or `last`.
    """
    rank = _ranking(sort)
    ordered = sorted(things, key=lambda thing: rank(thing)[0]) if sort else list(things)
    if arguments.get("reverse"):
        ordered.reverse()
    if context.unlimited:
        return Page(ordered, rank, before=False, after=False)
    low, high = _window(ordered, arguments, rank)
    size, from_end = _size(arguments)
    if from_end:
        start = max(low, high - size)
        return Page(ordered[start:high], rank, start > 0, high < len(ordered))
    end = min(high, low + size)
    return Page(ordered[low:end], rank, low > 0, end < len(ordered))


def _ranking(sort: Callable[[Any], Any] | None) -> Callable[[Any], Rank]:
    def rank(thing: Any) -> Rank:
        number = number_of(thing.id)
        return (_comparable(sort(thing)) if sort else number, number)

    return rank


def _comparable(value: Any) -> Any:
    return int(value.timestamp() * 1000) if isinstance(value, datetime) else value


def _window(
    ordered: list[Any], arguments: Arguments, rank: Callable[[Any], Rank]
) -> tuple[int, int]:
    """From where to where `after` and `before` let the page reach."""
    low, high = 0, len(ordered)
    if arguments.get("after"):
        low = _place(ordered, arguments["after"], rank, arguments, past=True)
    if arguments.get("before"):
        high = _place(ordered, arguments["before"], rank, arguments, past=False)
    return low, max(low, high)


def _place(
    ordered: list[Any],
    cursor: str,
    rank: Callable[[Any], Rank],
    arguments: Arguments,
    past: bool,
) -> int:
    sought = _read(cursor)
    if not arguments.get("reverse"):
        return (bisect_right if past else bisect_left)(ordered, sought, key=rank)
    rising = ordered[::-1]
    return len(rising) - (bisect_left if past else bisect_right)(rising, sought, key=rank)


def _read(cursor: str) -> Rank:
    try:
        read = json.loads(base64.b64decode(cursor, validate=True))
        return read["last_value"], read["last_id"]
    except (binascii.Error, ValueError, KeyError, TypeError) as fault:
        raise TopLevelError(
            f"Invalid cursor for current pagination sort: {cursor}.", "BAD_REQUEST"
        ) from fault


def _size(arguments: Arguments) -> tuple[int, bool]:
    """How many, and whether they are counted from the end."""
    first, last = arguments.get("first"), arguments.get("last")
    size = first if first is not None else last
    if size is None:
        raise TopLevelError("you must provide one of first or last", "BAD_REQUEST")
    if not 0 < size <= PAGE_LIMIT:
        raise TopLevelError(f"Pages hold 1 to {PAGE_LIMIT} nodes, not {size}.", "BAD_REQUEST")
    return size, first is None
