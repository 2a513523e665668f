"""Where our errors meet Celery, once (house rule 4)."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import structlog
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from powerpact.errors import Permanent, Retryable, ServiceAway
from powerpact.extensions import celery
from powerpact.tasks.bell import stop_ringing

log = structlog.get_logger(__name__)
P = ParamSpec("P")

# Seconds. By then the sweeper has sent another message about the same row.
USELESS_AFTER = 600


def task(name: str, *, has_bell: bool = False) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Register a function as the task of that name; one with a bell looks for its work itself.

    A ``Retryable`` that reaches this edge ends the task quietly: the row says when it is due,
    and the clock brings it back. A ``Permanent`` one is a row that changed under us: said, and
    left. A ``ServiceAway`` ends it too: what it held comes back when its lease is over. Anything
    else is a bug, and Celery reports it.
    """

    def register(function: Callable[P, None]) -> Callable[P, None]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            if has_bell:
                stop_ringing(name)
            try:
                function(*args, **kwargs)
            except (Retryable, Permanent, ServiceAway) as error:
                log.warning("task_ended", task=name, error=type(error).__name__, why=str(error))

        registered: Callable[P, None] = celery.task(name=name)(run)
        return registered

    return register


def publish(name: str, *ids: int) -> None:
    """Send one message per id to a task, by name, through its queue.

    When Redis does not answer it is only said: the rows are due, and the sweeper will find them.
    A message that waited long is dropped for the same reason, so that no queue grows without end
    while workers are busy or away.
    """
    try:
        for each in ids:
            celery.send_task(name, args=[each], expires=USELESS_AFTER)
    except (OperationalError, RedisError) as error:  # one when connecting, the other later
        log.warning("publish_failed", task=name, ids=len(ids), why=type(error).__name__)
