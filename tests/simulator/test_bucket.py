"""The rate limit of one store: admission by requested cost, charge by actual cost."""

import pytest

from powerpact.simulator.bucket import ALLOWANCES, Allowance, LeakyBucket
from powerpact.simulator.clock import Clock


class StoppedClock(Clock):
    """A clock that moves only when it is advanced."""

    def monotonic(self) -> float:
        return self._passed


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def bucket(clock: StoppedClock) -> LeakyBucket:
    return LeakyBucket(clock, ALLOWANCES["standard"])


def test_the_standard_plan_holds_two_thousand_points_as_recorded(bucket: LeakyBucket) -> None:
    assert bucket.throttle_status() == {
        "maximumAvailable": 2000.0,
        "currentlyAvailable": 2000,
        "restoreRate": 100.0,
    }


def test_an_admitted_call_is_charged_only_what_it_cost(bucket: LeakyBucket) -> None:
    assert bucket.admit(500)
    bucket.settle(500, 46)

    assert bucket.available() == 1954


def test_a_call_that_asks_for_more_than_there_is_takes_nothing(bucket: LeakyBucket) -> None:
    bucket.admit(1500)

    assert not bucket.admit(501)
    assert bucket.available() == 500


def test_points_come_back_each_second_up_to_the_maximum(
    bucket: LeakyBucket, clock: StoppedClock
) -> None:
    bucket.admit(1000)

    clock.advance(3)
    assert bucket.available() == 1300
    clock.advance(60)
    assert bucket.available() == 2000


def test_a_higher_plan_restores_faster(bucket: LeakyBucket, clock: StoppedClock) -> None:
    bucket.admit(2000)

    bucket.change(ALLOWANCES["plus"])
    clock.advance(2)

    assert bucket.available() == 2000


def test_a_lower_plan_keeps_no_more_than_its_maximum(bucket: LeakyBucket) -> None:
    bucket.change(Allowance(1000, 50))

    assert bucket.available() == 1000
