"""The simulator's own time: real by default, hurried or moved forward when a test asks."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta


class Clock:
    """Time as every store of the simulator sees it.

    `speed` 1.0 is real time, 60.0 lets a minute pass in a second. Retries of webhooks, token
    expiry, the rate limit and the order limit all read this clock.
    """

    def __init__(self, speed: float = 1.0, start: datetime | None = None) -> None:
        """`start` is what `now()` answers first; the machine's time when it is not given."""
        self._start = start or datetime.now(UTC)
        self._speed = _positive(speed)
        self._passed = 0.0
        self._since = time.monotonic()
        self._changed = asyncio.Event()

    @property
    def speed(self) -> float:
        """Simulated seconds that pass in one real second."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._settle()
        self._speed = _positive(speed)
        self._wake_sleepers()

    def monotonic(self) -> float:
        """Simulated seconds since this clock was made; never goes back."""
        return self._passed + (time.monotonic() - self._since) * self._speed

    def now(self) -> datetime:
        """The simulated moment, aware, in UTC."""
        return self._start + timedelta(seconds=self.monotonic())

    def advance(self, seconds: float) -> None:
        """Move time forward at once and wake whoever was waiting for a moment now past."""
        if seconds < 0:
            raise ValueError("Time only moves forward: give zero seconds or more.")
        self._passed += seconds
        self._wake_sleepers()

    def show_real_time(self) -> None:
        """Undo what was advanced or hurried: `now()` is the machine's time again."""
        self._start = datetime.now(UTC) - timedelta(seconds=self.monotonic())

    async def sleep(self, seconds: float) -> None:
        """Return after that many simulated seconds, sooner when the clock is moved or hurried."""
        deadline = self.monotonic() + seconds
        while (left := deadline - self.monotonic()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left / self._speed):
                    await self._changed.wait()

    def _settle(self) -> None:
        self._passed, self._since = self.monotonic(), time.monotonic()

    def _wake_sleepers(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _positive(speed: float) -> float:
    if speed <= 0:
        raise ValueError("The clock's speed must be above zero.")
    return speed
