"""When a line may move from one place to another, and why not."""

from dataclasses import replace

import pytest

from powerpact.domain.part_steering import Standing
from powerpact.domain.rerouting import LinePlace, PartOfOrder, Seller, why_not_move
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState

S = OrderState
FERN = Seller(7, "Fern")
UNROUTED = LinePlace(Destination.UNROUTED)
MADE = (S.CREATED, S.PARTIALLY_FULFILLED, S.FULFILLED)


def part(state: OrderState, *, is_empty: bool = False, **stands: object) -> PartOfOrder:
    standing = Standing(state, **stands)  # type: ignore[arg-type]
    return PartOfOrder("Fern", standing, is_empty, "GBP", "GBP")


def at_kiln(state: OrderState, **stands: object) -> LinePlace:
    """A line in Kiln's part."""
    held_by = replace(part(state, **stands), partner_name="Kiln")
    return LinePlace(Destination.PARTNER, variant_map_id=3, part=held_by)


def test_a_line_without_a_place_goes_anywhere() -> None:
    assert why_not_move(UNROUTED, FERN, None) is None
    assert why_not_move(UNROUTED, None, None) is None


@pytest.mark.parametrize("state", [S.PENDING, S.RETRYING, S.HELD, S.FAILED])
def test_a_line_joins_and_leaves_what_was_not_sent(state: OrderState) -> None:
    assert why_not_move(UNROUTED, FERN, part(state)) is None
    assert why_not_move(at_kiln(state), FERN, None) is None


@pytest.mark.parametrize("state", MADE)
def test_a_line_neither_joins_nor_leaves_an_order_that_is_made(state: OrderState) -> None:
    joined = why_not_move(UNROUTED, FERN, part(state, has_order=True))
    assert joined
    assert joined.startswith("Fern's part of this order is made already and takes no more lines;")
    assert "refund the line" in joined
    left = why_not_move(at_kiln(state, has_order=True), FERN, None)
    assert left == "Kiln's order is made already; settle it with Kiln, or refund the line"


def test_nothing_moves_while_a_worker_sends_the_part() -> None:
    assert "is sending Fern's part" in (why_not_move(UNROUTED, FERN, part(S.SENDING)) or "")
    assert "is sending Kiln's part" in (why_not_move(at_kiln(S.SENDING), None, None) or "")


@pytest.mark.parametrize("state", [S.RETRYING, S.HELD, S.FAILED, S.CANCELLED])
def test_nothing_moves_while_an_earlier_try_may_have_made_the_order(state: OrderState) -> None:
    joined = why_not_move(UNROUTED, FERN, part(state, is_unclear=True))
    assert joined == "an earlier try may have made Fern's order; retry that part, which looks first"
    assert "may have made Kiln's order" in (
        why_not_move(at_kiln(state, is_unclear=True), FERN, None) or ""
    )


def test_a_line_leaves_an_order_that_the_partner_cancelled_and_none_joins_it() -> None:
    cancelled = {"cause_code": "cancelled_at_partner", "is_unclear": True}
    assert why_not_move(at_kiln(S.FAILED, **cancelled), FERN, None) is None
    assert "gets no second" in (why_not_move(UNROUTED, FERN, part(S.FAILED, **cancelled)) or "")
    emptied = part(S.CANCELLED, is_empty=True, **cancelled)
    assert "gets no second" in (why_not_move(UNROUTED, FERN, emptied) or "")


def test_what_somebody_settled_by_hand_stays() -> None:
    handled = at_kiln(S.CANCELLED, cause_code="handled")
    assert why_not_move(handled, FERN, None) == (
        "somebody settled Kiln's part by hand; its note says how"
    )


def test_more_orders_than_one_at_the_partner_come_first() -> None:
    double = at_kiln(S.FAILED, cause_code="duplicate")
    assert "cancel those there first" in (why_not_move(double, None, None) or "")


def test_a_cancelled_part_takes_lines_only_when_all_of_its_own_left_it() -> None:
    assert "part of this order is cancelled" in (
        why_not_move(UNROUTED, FERN, part(S.CANCELLED)) or ""
    )
    assert why_not_move(UNROUTED, FERN, part(S.CANCELLED, is_empty=True)) is None


def test_lines_of_a_cancelled_order_stay() -> None:
    place = replace(UNROUTED, order_is_cancelled=True)
    assert "was cancelled" in (why_not_move(place, FERN, None) or "")


def test_where_a_line_is_already_is_said() -> None:
    place = replace(at_kiln(S.PENDING), variant_map_id=FERN.variant_map_id)
    assert why_not_move(place, FERN, part(S.PENDING)) == "it goes to Fern already"
    assert why_not_move(LinePlace(Destination.BUBBLY), None, None) == "it goes to Bubbly already"


def test_a_part_in_a_currency_of_the_past_keeps_its_lines() -> None:
    euros = replace(part(S.PENDING), currency="EUR")
    assert "changed from EUR to GBP" in (why_not_move(UNROUTED, FERN, euros) or "")
    assert why_not_move(UNROUTED, FERN, replace(euros, is_empty=True)) is None
