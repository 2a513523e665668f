"""How long whatever failed for a passing reason waits before it is tried again."""

import random

from powerpact.domain.attempts import Backoff
from powerpact.services.platform import platform


def retry_wait(tries: int) -> float:
    """Seconds after the ``tries``-th failure (from 1), by RETRY_FIRST_ and RETRY_CAP_SECONDS."""
    settings = platform().settings
    backoff = Backoff(settings.retry_first_seconds, settings.retry_cap_seconds)
    return backoff.wait(tries, jitter=random.random())  # noqa: S311  # spreads retries, no more
