"""Waits double, stay under the cap and spread out."""

from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.attempts import Backoff


def test_waits_double_until_the_cap() -> None:
    backoff = Backoff(first=10, cap=60)
    waits = [backoff.wait(tries, jitter=1.0) for tries in (1, 2, 3, 4, 5)]
    assert waits == [10, 20, 40, 60, 60]


def test_jitter_takes_up_to_half_away() -> None:
    assert Backoff(first=10, cap=60).wait(1, jitter=0.0) == 5


@given(st.integers(-5, 10**6), st.floats(0, 1))
def test_a_wait_is_never_zero_and_never_above_the_cap(tries: int, jitter: float) -> None:
    assert 5 <= Backoff(first=10, cap=3600).wait(tries, jitter) <= 3600
