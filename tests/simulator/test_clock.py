"""The simulator's time can be hurried and moved, and sleepers notice."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from powerpact.simulator.clock import Clock


def test_time_moves_forward_by_what_it_is_advanced() -> None:
    clock = Clock()
    before = clock.now()

    clock.advance(3600)

    assert 3600 <= (clock.now() - before).total_seconds() < 3610


def test_a_faster_clock_shortens_a_sleep() -> None:
    clock, started = Clock(speed=10_000), time.monotonic()

    asyncio.run(clock.sleep(500))

    assert time.monotonic() - started < 100
    assert clock.monotonic() >= 500


def test_a_change_of_speed_keeps_the_time_that_has_passed() -> None:
    clock = Clock()
    clock.advance(100)

    clock.speed = 5000

    assert clock.monotonic() >= 100


def test_advancing_wakes_who_sleeps_until_then() -> None:
    async def nap() -> bool:
        clock = Clock()
        sleeper = asyncio.create_task(clock.sleep(7200))
        await asyncio.sleep(0)
        clock.advance(7200)
        await asyncio.wait([sleeper], timeout=30)
        return sleeper.done()

    assert asyncio.run(nap())


def test_advancing_leaves_asleep_who_sleeps_longer() -> None:
    async def nap() -> bool:
        clock = Clock()
        sleeper = asyncio.create_task(clock.sleep(7200))
        await asyncio.sleep(0)
        clock.advance(3600)
        await asyncio.sleep(0.01)
        woke = sleeper.done()
        sleeper.cancel()
        return woke

    assert not asyncio.run(nap())


def test_time_never_goes_back_or_stands_still() -> None:
    with pytest.raises(ValueError, match="forward"):
        Clock().advance(-1)
    with pytest.raises(ValueError, match="speed"):
        Clock(speed=0)


def test_a_moved_clock_can_show_real_time_again() -> None:
    clock = Clock()
    clock.advance(3600)
    passed = clock.monotonic()

    clock.show_real_time()

    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5
    assert clock.monotonic() >= passed
