"""Where a part is for its merchant, and which parts a merchant may retry."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.causes import (
    CAUSES,
    HELD_BY_STAFF,
    OUT_OF_STOCK,
    PARTNER_AWAY,
    STORE_UNAVAILABLE,
    Cause,
    Fixer,
)
from powerpact.domain.own_parts import (
    LOOKED_FOR,
    ON_ITS_WAY,
    ONLY_BUBBLY,
    STAGE_WORDS,
    Stage,
    stage_of,
    why_not_retry_own,
)
from powerpact.domain.part_steering import Standing, why_not_retry
from powerpact.domain.transitions import OrderState

S = OrderState
STANDINGS = st.builds(
    Standing,
    state=st.sampled_from(OrderState),
    cause_code=st.sampled_from(["", *CAUSES]),
    has_order=st.booleans(),
    is_unclear=st.booleans(),
    closed_to_partner=st.sampled_from(["", "you have paused"]),
)


@pytest.mark.parametrize(("state", "cause"), product(OrderState, CAUSES.values()))
def test_only_what_waits_for_the_partner_is_retried(state: OrderState, cause: Cause) -> None:
    may_move = state in {S.FAILED, S.HELD, S.RETRYING} and cause.fixer is Fixer.PARTNER
    assert (why_not_retry_own(Standing(state, cause.code)) is None) is may_move


@pytest.mark.parametrize("state", OrderState)
def test_without_a_cause_only_what_is_tried_again_anyway_is_retried(state: OrderState) -> None:
    assert (why_not_retry_own(Standing(state)) is None) is (state is S.RETRYING)


@given(STANDINGS)
def test_a_partner_retries_nothing_that_staff_could_not(part: Standing) -> None:
    if why_not_retry_own(part) is None:
        assert why_not_retry(part) is None


@given(STANDINGS)
def test_nothing_is_retried_while_no_orders_go_out(part: Standing) -> None:
    if part.closed_to_partner:
        assert why_not_retry_own(part)


def test_what_staff_hold_is_for_bubbly() -> None:
    why = why_not_retry_own(Standing(S.HELD, HELD_BY_STAFF.code))
    assert why == f"{ONLY_BUBBLY} (Held by Bubbly)"


def test_a_part_on_its_way_is_left_on_it() -> None:
    assert {why_not_retry_own(Standing(state)) for state in (S.PENDING, S.SENDING)} == {ON_ITS_WAY}


def test_a_part_that_is_looked_for_is_left_until_it_is_found_or_not() -> None:
    assert why_not_retry_own(Standing(S.RETRYING, is_unclear=True)) == LOOKED_FOR
    assert why_not_retry_own(Standing(S.FAILED, OUT_OF_STOCK.code, is_unclear=True)) is None


def test_a_store_that_is_open_again_need_not_wait() -> None:
    assert why_not_retry_own(Standing(S.RETRYING, STORE_UNAVAILABLE.code)) is None


def test_a_pause_of_its_own_is_ended_by_resuming() -> None:
    part = Standing(S.HELD, PARTNER_AWAY.code, closed_to_partner="you have paused; resume")
    assert why_not_retry_own(part) == "you have paused; resume"


def test_every_part_has_a_stage_with_words() -> None:
    stages = {stage_of(state, fixer) for state, fixer in product(OrderState, (None, *Fixer))}
    assert stages == set(Stage) == STAGE_WORDS.keys()


@pytest.mark.parametrize(
    ("state", "fixer", "stage"),
    [
        (S.FAILED, Fixer.PARTNER, Stage.NEEDS_YOU),
        (S.HELD, Fixer.PARTNER, Stage.NEEDS_YOU),
        (S.FAILED, Fixer.STAFF, Stage.WITH_BUBBLY),
        (S.HELD, None, Stage.WITH_BUBBLY),
        (S.CANCELLED, Fixer.STAFF, Stage.CANCELLED),
        (S.RETRYING, Fixer.PARTNER, Stage.TRIED_AGAIN),
    ],
)
def test_who_is_asked_makes_the_stage_of_what_is_stuck(
    state: OrderState, fixer: Fixer | None, stage: Stage
) -> None:
    assert stage_of(state, fixer) is stage
