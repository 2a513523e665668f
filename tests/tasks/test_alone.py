"""A process does a piece of work once at a time, and nothing that was asked for is missed."""

from threading import Event, Thread

import pytest

from powerpact.tasks.alone import Alone


def test_who_comes_while_it_is_at_work_makes_it_go_round_once_more() -> None:
    alone, begun, go_on, rounds = Alone(), Event(), Event(), []

    def work() -> None:
        rounds.append(len(rounds))
        begun.set()
        go_on.wait(10)

    first = Thread(target=alone.run, args=(work,))
    first.start()
    begun.wait(10)
    for _ in range(5):
        alone.run(work)  # comes back at once
    go_on.set()
    first.join(10)
    assert rounds == [0, 1]


def test_it_is_done_again_when_asked_again() -> None:
    alone, rounds = Alone(), []
    for _ in range(3):
        alone.run(lambda: rounds.append(1))
    assert len(rounds) == 3


def test_a_fault_does_not_lock_the_next_one_out() -> None:
    alone, rounds = Alone(), []

    def fail() -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  # the very one
        alone.run(fail)
    alone.run(lambda: rounds.append(1))
    assert rounds == [1]
