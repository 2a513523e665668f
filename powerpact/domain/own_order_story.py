"""What happened to a partner's part of an order, as its merchant reads it.

Only what concerns the merchant's own store is told: no name of anybody, no note, no other part.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import cause_of
from powerpact.domain.merchant_causes import merchant_words

_TOLD = {
    Outcome.CREATED: "The order was made in your store",
    Outcome.FOUND: "The order was found in your store, where an earlier try had made it",
    Outcome.NOT_FOUND_YET: "We looked for the order in your store, and it is not there yet",
    Outcome.RETRYABLE: "It did not get through to your store",
    Outcome.UNCLEAR: "It was sent to your store, and Shopify's answer got lost",
    Outcome.ABANDONED: "Sending it was cut off, so we look whether your store has it",
}
_MADE = {Outcome.CREATED, Outcome.FOUND}


@dataclass(frozen=True, slots=True)
class OwnTry:
    """One try to send the part; ``message`` and ``error_code`` are what Shopify answered.

    ``cause_code``: why it ended so, where that is known. ``at`` is aware UTC.
    """

    at: datetime
    outcome: Outcome
    message: str = ""
    error_code: str = ""
    cause_code: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A moment: ``what`` is a sentence without its full stop, ``at`` is aware UTC.

    ``times``: how often in a row, and ``at`` the last time.
    """

    at: datetime
    what: str
    times: int = 1


def own_story(
    placed_at: datetime,
    passed_on_at: datetime,
    tries: Iterable[OwnTry],
    order_name: str = "",
    cancelled_at: datetime | None = None,
) -> tuple[Told, ...]:
    """The moments in time order; the same thing again and again is told once.

    ``cancelled_at``: when the shopper's whole order was cancelled.
    """
    moments = [
        Told(placed_at, "The shopper ordered at Bubbly"),
        Told(passed_on_at, "Bubbly passed your part of the order on to you"),
        *(Told(each.at, _ended(each, order_name)) for each in tries),
    ]
    if cancelled_at:
        moments.append(Told(cancelled_at, "The shopper's order was cancelled at Bubbly"))
    return tuple(_gathered(sorted(moments, key=attrgetter("at"))))


def _ended(each: OwnTry, order_name: str) -> str:
    if each.outcome is Outcome.REJECTED:
        return f"It could not be made in your store: {_why(each)}"
    name = f", as {order_name}" if each.outcome in _MADE and order_name else ""
    return f"{_TOLD[each.outcome]}{name}"


def _why(each: OwnTry) -> str:
    """The cause in a few words, as a message of Shopify tells it where nobody kept it."""
    path = each.message.partition(":")[0]
    code = each.cause_code or cause_of(each.error_code or None, (path,)).code
    short = merchant_words(code).short
    return f"{short[0].lower()}{short[1:]}" if short else "refused by Shopify"


def _gathered(moments: Sequence[Told]) -> Iterator[Told]:
    for _, alike in groupby(moments, key=attrgetter("what")):
        same = list(alike)
        yield replace(same[-1], times=len(same))
