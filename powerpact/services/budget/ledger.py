"""The way to the budgets: one small script in Redis, and what happens when Redis is away."""

import json
import time
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import structlog
from redis import BlockingConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import RedisError
from redis.retry import Retry

from powerpact.services.budget.rules import rules

log = structlog.get_logger(__name__)

# A call must not wait for Redis: it takes less than a millisecond, or something is wrong with it.
PATIENCE = 0.25
# Then calls go on without a budget, and Redis is left alone for this long.
PAUSE = 5.0
# The key that a flush takes away with the stores' states: a time by Redis's own clock.
REMEMBERS_SINCE = "powerpact:budget:since"


class Ledger:
    """Runs ``budget.lua`` on the state of one store; safe to share between threads."""

    def __init__(self, redis: Redis, call_seconds: float) -> None:
        """``call_seconds``: how long one call to Shopify can last."""
        self._redis = redis
        self._script = redis.register_script(_source())
        self._rules = rules(call_seconds)
        self._away_until = 0.0
        self._is_away = False

    def run(self, store_id: int, **asked: Any) -> Mapping[str, Any] | None:
        """What the script answers to ``take`` and ``settle``; None while Redis is away."""
        if time.monotonic() < self._away_until:
            return None
        try:
            request = json.dumps({"rules": self._rules, **asked})
            keys = [f"powerpact:budget:{store_id}", REMEMBERS_SINCE]
            answer = self._script(keys=keys, args=[request])
        except RedisError as problem:
            self._leave_alone(problem)
            return None
        self._is_away = False
        outcome: Mapping[str, Any] = json.loads(answer)
        return outcome

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    def _leave_alone(self, problem: RedisError) -> None:
        self._away_until = time.monotonic() + PAUSE
        if not self._is_away:
            self._is_away = True
            log.warning(
                "budget_without_redis",
                why=f"{type(problem).__name__}: {problem}",
                meaning="calls to Shopify go on without a budget until Redis answers again",
            )


def budget_redis(url: str, connections: int) -> Redis:
    """A pool of connections that give up soon; made when first used.

    A connection that died while idle is replaced once, without counting as an absence.
    """
    pool = BlockingConnectionPool.from_url(
        url.replace("redis+socket://", "unix://"),
        max_connections=connections,
        timeout=PATIENCE,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionLost,)),
    )
    return Redis.from_pool(pool)


def _source() -> str:
    return files(__package__).joinpath("budget.lua").read_text("utf-8")
