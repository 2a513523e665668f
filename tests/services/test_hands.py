"""Many calls at once, and their results as they come back."""

import time
from contextlib import nullcontext
from threading import Barrier

import pytest

from powerpact.services.hands import Hands


def test_calls_run_side_by_side() -> None:
    together = Barrier(5, timeout=10)
    with Hands(5, lambda number: (together.wait(), number)[1], nullcontext) as hands:
        for number in range(5):
            hands.give(number)
        done: list[int] = []
        while hands.busy:
            done += hands.finished()
    assert sorted(done) == list(range(5))


def test_a_slow_call_holds_up_no_result() -> None:
    with Hands(2, lambda seconds: time.sleep(seconds) or seconds, nullcontext) as hands:
        hands.give(1.0)
        hands.give(0.0)
        assert (hands.free, hands.finished()) == (0, [0.0])
        assert (hands.free, hands.busy) == (1, True)


def test_waiting_ends_when_patience_does() -> None:
    with Hands(1, time.sleep, nullcontext) as hands:
        hands.give(0.5)
        assert hands.finished(patience=0.01) == []
        assert hands.busy


def test_a_bug_in_a_call_is_raised_once_the_others_are_back() -> None:
    done: list[int] = []

    def divide(number: int) -> int:
        return 10 // number

    def divide_all(hands: Hands[int, int]) -> None:
        with hands:
            for number in (0, 5):
                hands.give(number)
            while hands.busy:
                done.extend(hands.finished())

    with pytest.raises(ZeroDivisionError):
        divide_all(Hands(2, divide, nullcontext))
    assert done == [2]
