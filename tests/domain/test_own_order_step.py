"""What a merchant is told of a part as it stands."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.causes import CAUSES, Cause, Fixer
from powerpact.domain.own_order_step import LOOKS_FIRST, OwnPart, own_step
from powerpact.domain.transitions import OrderState

S = OrderState
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=10)


@given(
    st.builds(
        OwnPart,
        state=st.sampled_from(OrderState),
        cause_code=st.sampled_from(["", "never_heard_of", *CAUSES]),
        cause=st.just("ana@bubbly.test holds it: call the shopper"),
        tries=st.integers(0, 3),
        is_unclear=st.booleans(),
        closed_to_partner=st.sampled_from(["", "you have paused"]),
        due=st.sampled_from([None, NOON, LATER]),
    )
)
def test_every_part_says_what_is_so_and_what_happens_next(part: OwnPart) -> None:
    step = own_step(part, NOON)

    assert step.what.endswith(".")
    assert step.remedy.endswith(".")
    assert "ana@bubbly.test" not in f"{step.what} {step.remedy} {step.who}"


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.code)
def test_what_is_stuck_names_who_can_put_it_right(cause: Cause) -> None:
    step = own_step(OwnPart(S.FAILED, cause.code), NOON)

    assert step.who == ("You" if cause.fixer is Fixer.PARTNER else "Bubbly")


@pytest.mark.parametrize(
    ("code", "cause", "said"),
    [
        ("rejected", "order.lineItems.0.quantity: Too many", "Too many"),
        ("address", "order.x: Bad zip; order.y: No city", "Bad zip; No city"),
        ("out_of_stock", "Unable to reserve: none left", "Unable to reserve: none left"),
        ("held_by_staff", "ask Ana first", ""),
        ("handled", "sent by hand, says Ana", ""),
        ("", "The store did not answer", ""),
    ],
)
def test_shopifys_words_are_told_and_staffs_are_not(code: str, cause: str, said: str) -> None:
    assert own_step(OwnPart(S.FAILED, code, cause), NOON).said == said


def test_what_waits_says_until_when() -> None:
    step = own_step(OwnPart(S.RETRYING, tries=1, due=LATER), NOON)

    assert (step.until, step.is_soon) == (LATER, False)
    assert step.what == "It did not get through to your store yet."


@pytest.mark.parametrize("due", [None, NOON, NOON - timedelta(hours=1)])
def test_what_is_due_goes_out_soon(due: datetime | None) -> None:
    step = own_step(OwnPart(S.PENDING, due=due), NOON)

    assert (step.until, step.is_soon) == (None, True)


def test_nothing_goes_out_while_the_partner_is_closed() -> None:
    step = own_step(OwnPart(S.PENDING, due=NOON, closed_to_partner="you have paused"), NOON)

    assert (step.what, step.remedy, step.is_soon) == ("It waits.", "You have paused.", False)


@pytest.mark.parametrize("state", [S.RETRYING, S.FAILED, S.SENDING, S.PENDING])
def test_a_lost_answer_is_looked_for_first(state: OrderState) -> None:
    part = OwnPart(state, "out_of_stock", is_unclear=True, due=LATER)

    assert LOOKS_FIRST in own_step(part, NOON).remedy


def test_an_order_that_is_made_is_called_by_its_name() -> None:
    step = own_step(OwnPart(S.CREATED, order_name="#1003"), NOON)

    assert step.what == "It is in your store as order #1003."
