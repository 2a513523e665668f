"""The budget of one store, step by step, with a clock that the test moves."""

import pytest

from powerpact.services.budget.allowance import SHORTEST_WAIT
from powerpact.services.budget.rules import (
    ARRIVAL_SECONDS,
    CAREFUL_RATE,
    LATE_SECONDS,
    SAVED_SECONDS,
)
from powerpact.services.budget.shares import GUARANTEED, Share
from tests.services.budget.clockwork import LIFETIME, Clockwork

ORDERS, CATALOGUE = Share.ORDERS, Share.CATALOGUE


def known(clockwork: Clockwork, available: float, rate: float = 100.0) -> None:
    """Make the store known, with so many points to spend."""
    clockwork.pass_time(0.01)
    clockwork.take(1.0)
    clockwork.pass_time(ARRIVAL_SECONDS)
    clockwork.settle(clockwork.granted(1.0), 1.0, available, 20 * rate, rate)


def test_the_shares_are_sure_of_the_whole() -> None:
    assert sum(GUARANTEED.values()) == 1


def test_an_unknown_store_begins_with_nothing_and_restores_carefully(clockwork: Clockwork) -> None:
    _, wait = clockwork.take(50.0)
    assert wait == pytest.approx(50 / CAREFUL_RATE)
    clockwork.pass_time(2.0)
    assert clockwork.level == pytest.approx(2 * CAREFUL_RATE)


def test_the_first_answer_tells_the_true_rate_at_once(clockwork: Clockwork) -> None:
    clockwork.take(1.0)
    clockwork.pass_time(0.2)
    clockwork.settle(clockwork.granted(10.0), 10.0, 15_000, 20_000, 1_000)
    before = clockwork.level
    clockwork.pass_time(1.0)
    assert clockwork.level == pytest.approx(before + 1_000)


def test_what_an_answer_says_is_not_believed_while_calls_of_before_may_be_on_their_way(
    clockwork: Clockwork,
) -> None:
    clockwork.take(1.0)
    clockwork.pass_time(1.0)
    clockwork.settle(clockwork.granted(10.0), 10.0, 1_900)
    assert clockwork.level < 2 * CAREFUL_RATE
    clockwork.pass_time(ARRIVAL_SECONDS)
    clockwork.settle(clockwork.granted(10.0), 10.0, 1_900)
    assert clockwork.level == pytest.approx(1_900)


def test_what_was_reserved_and_not_used_is_given_back(clockwork: Clockwork) -> None:
    known(clockwork, 500)
    mine = clockwork.granted(200.0)
    assert clockwork.level == pytest.approx(300, abs=1)
    clockwork.settle(mine, 30.0)
    assert clockwork.level == pytest.approx(470, abs=1)


def test_somebody_elses_spending_is_learnt_from_the_next_answer(clockwork: Clockwork) -> None:
    known(clockwork, 1_000)
    mine = clockwork.granted(10.0)
    clockwork.pass_time(0.5)
    clockwork.settle(mine, 10.0, 200)
    assert clockwork.level == pytest.approx(200 + 0.5 * 100, abs=1.1)


def test_a_call_under_way_is_not_promised_away_by_a_later_answer(clockwork: Clockwork) -> None:
    known(clockwork, 500)
    slow, quick = clockwork.granted(100.0), clockwork.granted(10.0)
    clockwork.settle(quick, 10.0, 490)  # the slow one has not reached Shopify yet
    assert clockwork.level == pytest.approx(390, abs=1)
    clockwork.settle(slow, 100.0, 390)
    assert clockwork.level == pytest.approx(390, abs=1)


def test_refused_calls_are_told_when_their_points_are_there(clockwork: Clockwork) -> None:
    known(clockwork, 20)
    mine, wait = clockwork.take(100.0, patience=5.0)
    assert wait is not None
    clockwork.pass_time(wait)
    again, still = clockwork.take(100.0, patience=5.0, again=mine)
    while still is not None:  # meanwhile the other share has saved a little
        assert still < wait
        clockwork.pass_time(max(still, SHORTEST_WAIT))
        again, still = clockwork.take(100.0, patience=5.0, again=again)
    assert again == mine


def test_those_who_wait_are_served_in_turn(clockwork: Clockwork) -> None:
    known(clockwork, 0)
    first, _ = clockwork.take(100.0, patience=30.0)
    second, _ = clockwork.take(5.0, patience=30.0)
    clockwork.pass_time(0.5)
    assert clockwork.take(5.0, patience=30.0, again=second)[1] is not None
    clockwork.pass_time(1.0)
    assert clockwork.take(100.0, patience=30.0, again=first)[1] is None
    assert clockwork.take(5.0, patience=30.0, again=second)[1] is None


def test_who_went_away_holds_up_nobody_for_long(clockwork: Clockwork) -> None:
    known(clockwork, 0)
    _, wait = clockwork.take(100.0, patience=30.0)
    assert wait is not None
    clockwork.pass_time(wait + LATE_SECONDS)
    clockwork.granted(20.0)


def test_who_is_not_patient_enough_takes_no_place(clockwork: Clockwork) -> None:
    known(clockwork, 0)
    _, wait = clockwork.take(300.0, patience=1.0)
    assert wait is not None
    assert wait > 1.0
    clockwork.pass_time(1.0)
    clockwork.granted(20.0)


def spend(clockwork: Clockwork, seconds: float, *wishes: tuple[Share, float]) -> dict[Share, float]:
    """Points that each share gets while all of them ask for more than there is."""
    got = dict.fromkeys(Share, 0.0)
    for _ in range(int(seconds * 100)):
        clockwork.pass_time(0.01)
        for share, points in wishes:
            while (asked := clockwork.take(points, share))[1] is None:
                clockwork.settle(asked[0], points)
                got[share] += points
    return got


@pytest.mark.parametrize("first", [ORDERS, CATALOGUE])
def test_neither_share_starves_the_other(clockwork: Clockwork, first: Share) -> None:
    known(clockwork, 0)
    second = CATALOGUE if first is ORDERS else ORDERS
    points = {ORDERS: 15.0, CATALOGUE: 60.0}
    got = spend(clockwork, 30, (first, points[first]), (second, points[second]))
    assert got[ORDERS] >= 0.95 * 30 * 75
    assert got[CATALOGUE] >= 0.95 * 30 * 25
    assert sum(got.values()) >= 0.95 * 30 * 100


def test_one_share_may_use_what_the_other_leaves(clockwork: Clockwork) -> None:
    known(clockwork, 0)
    got = spend(clockwork, 30, (CATALOGUE, 60.0))
    kept_for_orders = 75 * SAVED_SECONDS
    assert got[CATALOGUE] >= 0.95 * 30 * 100 - kept_for_orders


def test_the_first_orders_need_not_wait_behind_an_import(clockwork: Clockwork) -> None:
    known(clockwork, 0)
    spend(clockwork, 10, (CATALOGUE, 60.0))
    for _ in range(4):
        clockwork.granted(15.0, ORDERS)


def test_a_dear_call_gets_its_points_though_its_share_saves_less(clockwork: Clockwork) -> None:
    known(clockwork, 0)
    wanted = 400.0  # eighteen seconds of its share
    assert clockwork.take(wanted, CATALOGUE)[1] is not None
    spend(clockwork, 18, (ORDERS, 15.0))
    clockwork.granted(wanted, CATALOGUE)


def test_a_small_store_is_not_kept_waiting_for_more_than_it_can_hold(clockwork: Clockwork) -> None:
    known(clockwork, 60, rate=3.0)
    clockwork.pass_time(60)
    clockwork.granted(59.0)


def test_a_dead_workers_points_are_given_up_when_its_call_must_have_ended(
    clockwork: Clockwork,
) -> None:
    known(clockwork, 2_000)
    clockwork.granted(300.0)
    clockwork.pass_time(LIFETIME / 2)
    assert clockwork.level == pytest.approx(1_700)
    clockwork.pass_time(LIFETIME / 2 + 1)
    clockwork.pass_time(3)
    assert clockwork.level == pytest.approx(2_000)


def test_an_answer_after_its_time_changes_no_points(clockwork: Clockwork) -> None:
    known(clockwork, 500)
    mine = clockwork.granted(100.0)
    clockwork.pass_time(LIFETIME + 1)
    before = clockwork.level
    clockwork.settle(mine, 1.0, 1_999)
    assert clockwork.level == pytest.approx(before)


@pytest.mark.parametrize(("maximum", "rate"), [(20_000, 1_000), (1_000, 50)])
def test_a_new_plan_is_taken_over_at_once(
    clockwork: Clockwork, maximum: float, rate: float
) -> None:
    known(clockwork, 1_500)
    clockwork.settle(clockwork.granted(10.0), 10.0, min(maximum, 1_490), maximum, rate)
    before = clockwork.level
    assert before <= maximum
    clockwork.pass_time(1)
    assert clockwork.level == pytest.approx(min(before + rate, maximum))


def test_a_clock_that_was_set_back_makes_the_store_unknown(clockwork: Clockwork) -> None:
    known(clockwork, 2_000, rate=200)
    clockwork.pass_time(-3_600)
    assert clockwork.level == 0
    clockwork.pass_time(1)
    assert clockwork.level == pytest.approx(200)


def test_a_flushed_redis_knows_nothing_and_recovers(clockwork: Clockwork) -> None:
    known(clockwork, 1_900)
    old = clockwork.granted(50.0)
    clockwork.flush()
    assert clockwork.level == 0
    clockwork.settle(old, 20.0, 1_830)
    assert clockwork.level == 0
    clockwork.pass_time(ARRIVAL_SECONDS)
    clockwork.settle(clockwork.granted(10.0), 10.0, 1_800)
    assert clockwork.level == pytest.approx(1_800)
