"""A partner's part of an order as the merchant sees it: where it is, and what may be retried.

A reason is the end of a sentence that begins "it was left:".
"""

from enum import StrEnum

from powerpact.domain.causes import CAUSES, Fixer
from powerpact.domain.merchant_causes import merchant_words
from powerpact.domain.part_steering import Standing
from powerpact.domain.transitions import OrderState

_O = OrderState
ON_ITS_WAY = "it is on its way to your store already"
LOOKED_FOR = (
    "Shopify's last answer got lost, so we look whether your store has the order; it is tried "
    "again by itself"
)
ONLY_BUBBLY = "only Bubbly can put it right"
_OVER = {
    _O.CREATED: "its order is in your store already",
    _O.PARTIALLY_FULFILLED: "its order is in your store already",
    _O.FULFILLED: "it is shipped already",
    _O.CANCELLED: "it is cancelled",
}


class Stage(StrEnum):
    """Where a part is for the merchant, who is asked to do something in one stage only."""

    NEEDS_YOU = "needs_you"
    WITH_BUBBLY = "with_bubbly"
    ON_ITS_WAY = "on_its_way"
    TRIED_AGAIN = "tried_again"
    IN_YOUR_STORE = "in_your_store"
    PARTLY_SHIPPED = "partly_shipped"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


# States of parts that wait for a person, and the stages of all others.
STUCK = frozenset({_O.FAILED, _O.HELD})
STAGES = {
    _O.PENDING: Stage.ON_ITS_WAY,
    _O.SENDING: Stage.ON_ITS_WAY,
    _O.RETRYING: Stage.TRIED_AGAIN,
    _O.CREATED: Stage.IN_YOUR_STORE,
    _O.PARTIALLY_FULFILLED: Stage.PARTLY_SHIPPED,
    _O.FULFILLED: Stage.SHIPPED,
    _O.CANCELLED: Stage.CANCELLED,
}
STAGE_WORDS = {
    Stage.NEEDS_YOU: "Needs you",
    Stage.WITH_BUBBLY: "With Bubbly",
    Stage.ON_ITS_WAY: "On its way",
    Stage.TRIED_AGAIN: "Tried again",
    Stage.IN_YOUR_STORE: "In your store",
    Stage.PARTLY_SHIPPED: "Partly shipped",
    Stage.SHIPPED: "Shipped",
    Stage.CANCELLED: "Cancelled",
}


def stage_of(state: OrderState, fixer: Fixer | None) -> Stage:
    """The stage of a part in that state, which the fixer can put right."""
    if state in STUCK:
        return Stage.NEEDS_YOU if fixer is Fixer.PARTNER else Stage.WITH_BUBBLY
    return STAGES[state]


def why_not_retry_own(part: Standing) -> str | None:
    """Why a partner can not make its part due now; None when it can.

    What waits for Bubbly, or was decided by it, no partner moves.
    """
    if part.state in {_O.PENDING, _O.SENDING}:
        return ON_ITS_WAY
    if part.state in _OVER:
        return _OVER[part.state]
    if part.state is _O.RETRYING and part.is_unclear:
        return LOOKED_FOR
    cause = CAUSES.get(part.cause_code)
    if cause and cause.fixer is not Fixer.PARTNER:
        return f"{ONLY_BUBBLY} ({merchant_words(cause.code).short})"
    if cause is None and part.state in STUCK:
        return ONLY_BUBBLY
    return part.closed_to_partner or None
