"""The script of the budget on real Redis, with a clock that moves only when a test moves it."""

import json
from importlib.resources import files
from itertools import count
from typing import Any

from redis import Redis

from powerpact.services.budget.rules import rules
from powerpact.services.budget.shares import Share

REDIS_CLOCK = "redis.call('TIME')"
START = 1_800_000_000
CALL_SECONDS = 28.0
LIFETIME = CALL_SECONDS + 2.0
KEY, SINCE = "a store", "since"


class Clockwork:
    """One store's budget at a time that is told. Points and seconds are as in the script."""

    def __init__(self, redis: Redis) -> None:
        source = files("powerpact.services.budget").joinpath("budget.lua").read_text("utf-8")
        assert source.count(REDIS_CLOCK) == 1
        told = source.replace(REDIS_CLOCK, "{ARGV[2], ARGV[3]}")
        self._script = redis.register_script(told)
        self._redis = redis
        self._ids = count(1)
        self._micros = START * 1_000_000

    @property
    def now(self) -> float:
        return self._micros / 1_000_000

    def pass_time(self, seconds: float) -> None:
        self._micros += round(seconds * 1_000_000)

    def take(
        self, points: float, share: Share = Share.ORDERS, patience: float = 0.0, again: str = ""
    ) -> tuple[str, float | None]:
        """The id of what was asked for, and the seconds to wait for it: None where it is granted.

        ``again`` is the id under which it was asked for before.
        """
        mine = again or str(next(self._ids))
        wish = {"id": mine, "share": share.value, "points": points, "patience": patience}
        outcome = self._run(take=wish)
        return mine, None if outcome["granted"] else outcome["wait"]

    def granted(self, points: float, share: Share = Share.ORDERS) -> str:
        mine, wait = self.take(points, share)
        assert wait is None, f"{points} points are there in {wait} seconds only"
        return mine

    def settle(
        self,
        mine: str,
        used: float | None = None,
        available: float | None = None,
        maximum: float = 2000.0,
        rate: float = 100.0,
    ) -> None:
        answered: dict[str, Any] = {"id": mine}
        if used is not None:
            answered["used"] = used
        if available is not None:
            answered |= {"available": available, "maximum": maximum, "rate": rate}
        self._run(settle=[answered])

    def flush(self) -> None:
        self._redis.delete(KEY, SINCE)

    def remember_for(self, seconds: float) -> None:
        """Redis has been remembering for so long, and knows nothing of the store."""
        self._redis.delete(KEY)
        self._redis.set(SINCE, f"{self.now - seconds:.6f}")

    def state(self) -> dict[str, Any]:
        """What is known, as at this moment; an empty store's list is an empty dict in JSON too."""
        self._run()
        return dict(json.loads(self._redis.get(KEY) or ""))

    @property
    def level(self) -> float:
        return float(self.state()["level"])

    @property
    def saved(self) -> dict[str, float]:
        return dict(self.state()["saved"])

    def _run(self, **asked: Any) -> dict[str, Any]:
        request = json.dumps({"rules": rules(CALL_SECONDS), **asked})
        whole, micros = divmod(self._micros, 1_000_000)
        return dict(json.loads(self._script(keys=[KEY, SINCE], args=[request, whole, micros])))
