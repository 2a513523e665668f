"""Waking workers: a bell for each task, which rings once until somebody comes.

Work is rows in PostgreSQL, so one waiting message says as much as a thousand. Whoever leaves work
rings; the first ring sends the message, the next ones find that it is on its way. The worker that
comes stops the bell *before* it looks for rows: what is committed after that look rings anew.
"""

from functools import lru_cache

import structlog
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from powerpact.extensions import celery
from powerpact.services.platform import platform

log = structlog.get_logger(__name__)

# Seconds after which a message that nobody answered is taken for lost, and the next ring sends
# another. Until then beat rings too, so this only bounds how many messages pile up.
RINGS_FOR = 5
# Seconds that Redis may keep a caller waiting; the rows are safe without it.
PATIENCE = 0.5


def ring(task: str, queue: str | None = None) -> None:
    """Wake a worker for the rows that this task looks for; through its own queue or that one.

    When Redis does not answer it is only said: the rows are due, and the clock rings again.
    """
    try:
        if _redis(platform().settings.redis_address).set(_key(task), 1, nx=True, ex=RINGS_FOR):
            celery.send_task(task, queue=queue, expires=10 * RINGS_FOR)
    except (OperationalError, RedisError) as error:  # from the message, and from the bell
        log.warning("ring_failed", task=task, why=type(error).__name__)


def stop_ringing(task: str) -> None:
    """Say that a worker has come; it looks for rows only after this."""
    try:
        _redis(platform().settings.redis_address).delete(_key(task))
    except RedisError as error:
        log.warning("bell_not_stopped", task=task, why=type(error).__name__)


def _key(task: str) -> str:
    return f"bell:{task}"


@lru_cache(maxsize=1)
def _redis(address: str) -> Redis:
    return Redis.from_url(address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
