"""What people may do to a partner's part of an order, and why not: decided by how it stands.

A reason is the end of a sentence that begins "it was left:".
"""

from dataclasses import dataclass

from powerpact.domain.causes import (
    CANCELLED_AT_PARTNER,
    DUPLICATE,
    HELD_BY_STAFF,
    ORDER_AFTER_CLOSE,
    SHOPPER_ERASED,
    UNROUTED_LINES,
)
from powerpact.domain.transitions import OrderState, sources

HOLDABLE = sources(OrderState.HELD)
RETRYABLE = sources(OrderState.PENDING)
# What is cancelled here has no order in the partner's store.
CLOSABLE = sources(OrderState.HELD) | {OrderState.HELD}
SETTLABLE = frozenset({OrderState.FAILED, OrderState.HELD})

MAY_HAVE_ORDER = "an earlier try may have made the order; retry it, which looks first"
HAS_ORDERS = (
    "more than one order of it is in the partner's store; cancel those there, then mark it as "
    "handled"
)
HAS_ORDER = "its order is in the partner's store already; cancel it there"
ERASED = "the shopper's data was erased, as law demands; cancel it and refund the shopper"
IN_HAND = "a worker has it in hand just now; look again in a minute"

_HELD_ON_PURPOSE = {
    HELD_BY_STAFF.code: "somebody holds it; release it instead",
    UNROUTED_LINES.code: "a line of its order has no place; route the line, or release the part",
}
_OF_MADE_ORDERS = {DUPLICATE.code, CANCELLED_AT_PARTNER.code, ORDER_AFTER_CLOSE.code}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a part stands.

    ``is_unclear``: a request was sent, and nobody knows whether it made an order.
    ``closed``: why nothing may go to the partner now and what ends that, else empty;
    ``closed_to_partner``: the same in words for the partner.
    """

    state: OrderState
    cause_code: str = ""
    has_order: bool = False
    is_unclear: bool = False
    closed: str = ""
    closed_to_partner: str = ""


def why_not_retry(part: Standing) -> str | None:
    """Why a part can not be made due now; None when it can."""
    if part.state in {OrderState.PENDING, OrderState.SENDING}:
        return "it is on its way already"
    if part.state is OrderState.HELD and part.cause_code in _HELD_ON_PURPOSE:
        return _HELD_ON_PURPOSE[part.cause_code]
    return _why_not_due(part, "retry")


def why_not_release(part: Standing) -> str | None:
    """Why a held part can not go on; None when it can."""
    if part.state is not OrderState.HELD:
        return f"it is {_words(part.state)}, not held"
    return _why_not_due(part, "release")


def why_not_hold(part: Standing) -> str | None:
    """Why a part can not be held; None when it can."""
    if part.state is OrderState.HELD:
        return "it is held already"
    return _why_not_in(HOLDABLE, part, "hold")


def why_not_cancel(part: Standing) -> str | None:
    """Why a part can not be cancelled; None when it can.

    An order that Shopify made, or may have made, is never given up (I1, I2).
    """
    if part.has_order:
        return "it is cancelled already" if part.state is OrderState.CANCELLED else HAS_ORDER
    if part.state not in CLOSABLE:
        return _why_not_in(CLOSABLE, part, "cancel")
    if part.cause_code == DUPLICATE.code:
        return HAS_ORDERS
    # There the order was found, cancelled: nothing is unclear any more.
    if part.is_unclear and part.cause_code != CANCELLED_AT_PARTNER.code:
        return MAY_HAVE_ORDER
    return None


def why_not_forget(part: Standing) -> str | None:
    """Why a part stays as it is although its shopper was erased; None when it is to be held.

    What has or may have an order in the partner's store is looked for before anything else.
    """
    if part.cause_code == SHOPPER_ERASED.code:
        return ERASED
    if part.is_unclear:
        return MAY_HAVE_ORDER
    if part.has_order or part.cause_code in _OF_MADE_ORDERS:
        return HAS_ORDER
    return _why_not_in(CLOSABLE, part, "hold")


def why_not_settle(part: Standing) -> str | None:
    """Why a part can not be marked as handled; None when it can.

    One whose earlier try is unclear can: a person says that it is settled, and how.
    """
    return _why_not_in(SETTLABLE, part, "mark as handled")


def _why_not_due(part: Standing, verb: str) -> str | None:
    if part.cause_code == SHOPPER_ERASED.code:
        return ERASED
    if part.state is OrderState.HELD and part.closed:
        return part.closed
    return _why_not_in(RETRYABLE, part, verb)


def _why_not_in(states: frozenset[OrderState], part: Standing, verb: str) -> str | None:
    if part.state in states:
        return None
    if part.state is OrderState.SENDING:
        return IN_HAND
    return f"it is {_words(part.state)}, so there is nothing to {verb}"


def _words(state: OrderState) -> str:
    return state.value.replace("_", " ")
