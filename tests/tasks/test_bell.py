"""A bell rings once until somebody comes."""

import pytest
import redis
from flask import Flask
from structlog.testing import capture_logs

from powerpact.tasks.bell import RINGS_FOR, ring
from powerpact.tasks.publishing import PUSH_PARTS, wake_inbox
from powerpact.tasks.webhooks import work_webhooks
from tests.tasks.messages import waiting


@pytest.fixture
def queue(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url)


def test_a_thousand_rings_are_one_message(app: Flask, queue: redis.Redis) -> None:
    for _ in range(1000):
        ring(PUSH_PARTS)
    assert [each["task"] for each in waiting(queue)] == [PUSH_PARTS]


def test_whoever_comes_stops_the_bell_so_that_it_can_ring_again(
    app: Flask, queue: redis.Redis
) -> None:
    wake_inbox(["webhooks", "webhooks"])
    with app.app_context():
        work_webhooks()
    wake_inbox(["webhooks"])
    assert len(waiting(queue, "webhooks")) == 2


def test_a_message_that_nobody_answers_is_sent_again_after_a_while(
    app: Flask, queue: redis.Redis
) -> None:
    ring(PUSH_PARTS)
    (bell,) = queue.keys("bell:*")
    assert 0 < queue.ttl(bell) <= RINGS_FOR


def test_a_bell_that_can_not_ring_is_said_and_costs_nothing_else(
    app: Flask, queue: redis.Redis
) -> None:
    queue.set("orders", "not a list, so that Redis refuses the message")
    with capture_logs() as logs:
        ring(PUSH_PARTS)
    assert [each["event"] for each in logs] == ["ring_failed"]
