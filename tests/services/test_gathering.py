"""A thread that takes everything that waits for it at once."""

from threading import Event
from time import monotonic

from powerpact.services.gathering import Gathering


def test_what_comes_during_a_call_is_one_call_more() -> None:
    calls: list[list[int]] = []
    began, goes_on = Event(), Event()

    def work(things: list[int]) -> None:
        calls.append(things)
        began.set()
        assert goes_on.wait(10)

    gathering = Gathering(work, most=10)
    gathering.put(0)
    assert began.wait(10)
    for number in range(1, 5):
        gathering.put(number)
    goes_on.set()
    gathering.close()
    assert calls == [[0], [1, 2, 3, 4]]


def test_a_call_gets_no_more_than_was_said() -> None:
    calls: list[list[int]] = []
    began = Event()

    def work(things: list[int]) -> None:
        assert began.wait(10)
        calls.append(things)

    gathering = Gathering(work, most=2)
    for number in range(5):
        gathering.put(number)
    began.set()
    gathering.close()
    assert [number for call in calls for number in call] == list(range(5))
    assert max(map(len, calls)) <= 2


def test_it_rests_between_two_calls_and_not_before_the_first() -> None:
    times: list[float] = []
    gathering = Gathering[int](lambda _: times.append(monotonic()), most=1, rest=0.2)
    started = monotonic()
    gathering.put(1)
    gathering.put(2)
    gathering.close()
    assert times[0] - started < 0.2
    assert times[1] - times[0] >= 0.2


def test_it_works_again_after_it_was_closed() -> None:
    calls: list[list[int]] = []
    gathering = Gathering[int](calls.append, most=10)
    for number in range(2):
        gathering.put(number)
        gathering.close()
    assert calls == [[0], [1]]
