"""What people may do to a part, and the reason when they may not."""

from collections.abc import Callable

import pytest

from powerpact.domain.causes import (
    CANCELLED_AT_PARTNER,
    DUPLICATE,
    HELD_BY_STAFF,
    UNROUTED_LINES,
    Cause,
)
from powerpact.domain.part_steering import (
    HAS_ORDER,
    HAS_ORDERS,
    IN_HAND,
    MAY_HAVE_ORDER,
    Standing,
    why_not_cancel,
    why_not_hold,
    why_not_release,
    why_not_retry,
    why_not_settle,
)
from powerpact.domain.transitions import ORDER_MOVES, OrderState

S = OrderState
WhyNot = Callable[[Standing], str | None]
BEFORE_ORDER = {S.PENDING, S.RETRYING, S.FAILED, S.HELD}
WITH_ORDER = {S.CREATED, S.PARTIALLY_FULFILLED, S.FULFILLED}


@pytest.mark.parametrize(
    ("why_not", "target", "allowed"),
    [
        (why_not_hold, S.HELD, BEFORE_ORDER - {S.HELD}),
        (why_not_release, S.PENDING, {S.HELD}),
        (why_not_retry, S.PENDING, {S.RETRYING, S.FAILED, S.HELD}),
        (why_not_cancel, S.CANCELLED, BEFORE_ORDER),
        (why_not_settle, S.CANCELLED, {S.FAILED, S.HELD}),
    ],
)
def test_each_deed_moves_exactly_these_states_and_all_along_legal_moves(
    why_not: WhyNot, target: OrderState, allowed: set[OrderState]
) -> None:
    moved = {s for s in OrderState if why_not(Standing(s, has_order=s in WITH_ORDER)) is None}
    assert moved == allowed
    assert all(target in ORDER_MOVES[state] for state in moved)


@pytest.mark.parametrize("why_not", [why_not_hold, why_not_cancel, why_not_settle])
def test_what_a_worker_has_in_hand_is_left_to_it(why_not: WhyNot) -> None:
    assert why_not(Standing(S.SENDING)) == IN_HAND


@pytest.mark.parametrize("state", sorted(BEFORE_ORDER))
def test_a_part_that_may_have_an_order_is_never_cancelled(state: OrderState) -> None:
    assert why_not_cancel(Standing(state, is_unclear=True)) == MAY_HAVE_ORDER


@pytest.mark.parametrize("state", sorted(WITH_ORDER))
def test_a_part_that_has_an_order_is_cancelled_in_the_partners_store(state: OrderState) -> None:
    assert why_not_cancel(Standing(state, has_order=True)) == HAS_ORDER


def test_a_part_with_several_orders_is_not_cancelled() -> None:
    assert why_not_cancel(Standing(S.FAILED, DUPLICATE.code)) == HAS_ORDERS


def test_a_part_whose_order_the_partner_cancelled_can_be_cancelled_here_too() -> None:
    part = Standing(S.FAILED, CANCELLED_AT_PARTNER.code, is_unclear=True)
    assert why_not_cancel(part) is None


def test_somebody_may_say_that_an_unclear_part_is_settled() -> None:
    assert why_not_settle(Standing(S.FAILED, is_unclear=True)) is None


def test_a_held_part_of_a_paused_partner_stays_with_the_reason() -> None:
    part = Standing(S.HELD, closed="Kiln is paused; resume it")
    for why_not in (why_not_release, why_not_retry):
        assert (why_not(part) or "").startswith("Kiln is paused")


@pytest.mark.parametrize("cause", [HELD_BY_STAFF, UNROUTED_LINES])
def test_a_retry_does_not_let_go_of_what_is_held_on_purpose(cause: Cause) -> None:
    part = Standing(S.HELD, cause.code)
    assert "release" in (why_not_retry(part) or "")
    assert why_not_release(part) is None
