"""Where a partner's part of an order stands, and what happens next, as its merchant reads it."""

import re
from dataclasses import dataclass
from datetime import datetime

from powerpact.domain.causes import ADDRESS, CURRENCY, OUT_OF_STOCK, REJECTED, VARIANT_GONE
from powerpact.domain.merchant_causes import merchant_words, who_can
from powerpact.domain.own_parts import STUCK
from powerpact.domain.transitions import OrderState

_O = OrderState
# Causes of which Shopify itself said something about the merchant's own store.
_SAID_BY_SHOPIFY = {each.code for each in (ADDRESS, CURRENCY, OUT_OF_STOCK, REJECTED, VARIANT_GONE)}
# A refusal names an input before it says what is wrong: "order.lineItems.0.quantity: ...".
_PATH = re.compile(r"(?:^|(?<=; ))[A-Za-z]\w*(?:\.\w+)*: ")
_TONES = {_O.FAILED: "bad", _O.HELD: "wait", _O.RETRYING: "wait"}
_SETTLED = {
    _O.CREATED: ("It is in your store{name}.", "Ship it there, as any other order."),
    _O.PARTIALLY_FULFILLED: ("A part of it is shipped{name}.", "Ship the rest in your store."),
    _O.FULFILLED: ("It is shipped{name}.", "Nothing is left to do."),
    _O.CANCELLED: ("It is cancelled.", "Nothing is left to do. Do not ship it."),
}
LOOKS_FIRST = (
    "Shopify's last answer got lost, so we look first whether your store has the order. It is "
    "never made twice."
)


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What is known of a part. ``cause`` is the raw sentence; ``due`` is aware UTC.

    ``closed_to_partner``: why no orders go out now, else empty. ``order_name``: what the
    merchant's store calls the order.
    """

    state: OrderState
    cause_code: str = ""
    cause: str = ""
    tries: int = 0
    is_unclear: bool = False
    order_name: str = ""
    closed_to_partner: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnStep:
    """``what`` is so, ``remedy`` is to be done or waited for, ``who`` can do it (You, Bubbly).

    ``said``: Shopify's own words. ``until``: when it goes on by itself. ``is_soon``: it is under
    way, or about to be.
    """

    tone: str
    what: str
    remedy: str
    who: str = ""
    said: str = ""
    until: datetime | None = None
    is_soon: bool = False


def own_step(part: OwnPart, now: datetime) -> OwnStep:
    """What the merchant is told of the part as it stands."""
    tone, words = _TONES.get(part.state, "plain"), merchant_words(part.cause_code)
    if part.state in {_O.PENDING, _O.SENDING, _O.RETRYING}:
        return _goes_out(part, now, tone)
    if part.state in STUCK:
        what = words.what or "Bubbly still looks at this order."
        remedy = words.remedy or "It comes by itself when Bubbly is done."
        who = who_can(part.cause_code) or "Bubbly"
        return OwnStep(tone, what, f"{remedy} {_first(part)}".strip(), who, said_of(part))
    what, remedy = _SETTLED[part.state]
    name = f" as order {part.order_name}" if part.order_name else ""
    return OwnStep(tone, words.what or what.format(name=name), words.remedy or remedy)


def said_of(part: OwnPart) -> str:
    """What Shopify said when it refused the order, without the names of our inputs."""
    return _PATH.sub("", part.cause) if part.cause_code in _SAID_BY_SHOPIFY else ""


def _goes_out(part: OwnPart, now: datetime, tone: str) -> OwnStep:
    if part.state is _O.SENDING:
        soon = _first(part) or "It takes a moment."
        return OwnStep(tone, "It is being sent to your store.", soon, is_soon=True)
    if part.closed_to_partner:
        closed = part.closed_to_partner
        return OwnStep("wait", "It waits.", f"{closed[0].upper()}{closed[1:]}.")
    what = _so_far(part)
    if part.due is None or part.due <= now:
        soon = "It goes to your store in a moment."
        return OwnStep(tone, what, f"{soon} {_first(part)}".strip(), is_soon=True)
    return OwnStep(tone, what, f"It goes out by itself. {_first(part)}".strip(), until=part.due)


def _so_far(part: OwnPart) -> str:
    if not part.tries:
        return "It is on its way to your store."
    failed = merchant_words(part.cause_code).what
    return failed or "It did not get through to your store yet."


def _first(part: OwnPart) -> str:
    return LOOKS_FIRST if part.is_unclear else ""
