"""The budget's script on an empty Redis."""

from collections.abc import Iterator

import pytest
from redis import Redis

from tests.services.budget.clockwork import Clockwork


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def clockwork(redis: Redis) -> Clockwork:
    return Clockwork(redis)
