"""Where our errors meet Celery, and what a message is."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from structlog.testing import capture_logs

from powerpact.app import create_app
from powerpact.config import Settings
from powerpact.extensions import celery
from powerpact.services.follow_up import FollowUp
from powerpact.tasks.base import USELESS_AFTER, publish
from powerpact.tasks.orders import push_parts
from powerpact.tasks.publishing import ADVANCE_RUN, LIST_PRODUCTS, PUSH_PARTS, follow
from powerpact.tasks.schedule import ROUTES, beat_schedule
from powerpact.tasks.webhooks import work_store_webhooks, work_webhooks
from tests.tasks.messages import waiting


@pytest.fixture
def queue(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url)


def test_a_message_holds_an_id_and_nothing_else(app: Flask, queue: redis.Redis) -> None:
    publish(ADVANCE_RUN, 7)
    (message,) = waiting(queue, "catalogue")
    assert (message["task"], message["args"]) == (ADVANCE_RUN, [7])


def test_a_message_that_waited_long_is_of_no_use(app: Flask, queue: redis.Redis) -> None:
    publish(ADVANCE_RUN, 7)
    (message,) = waiting(queue, "catalogue")
    left = datetime.fromisoformat(str(message["expires"])) - datetime.now(UTC)
    assert timedelta(0) < left <= timedelta(seconds=USELESS_AFTER)


def test_workers_are_woken_for_everything_that_a_use_case_left_due(
    app: Flask, queue: redis.Redis
) -> None:
    follow(FollowUp(order_syncs=(1, 2), listings=(3, 4), runs=(5,)))
    assert [each["task"] for each in waiting(queue)] == [PUSH_PARTS]
    told = [(each["task"], each["args"]) for each in waiting(queue, "catalogue")]
    assert sorted(told) == [(ADVANCE_RUN, [5]), (LIST_PRODUCTS, [])]


def test_a_redis_that_takes_no_message_is_said_and_costs_nothing_else(
    app: Flask, queue: redis.Redis
) -> None:
    queue.set("catalogue", "not a list, so that Redis refuses the message")
    with capture_logs() as logs:
        publish(ADVANCE_RUN, 7)
    assert [each["event"] for each in logs] == ["publish_failed"]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("task", [push_parts, work_webhooks, work_store_webhooks])
def test_a_task_ends_quietly_when_the_database_is_away(settings: Settings, task: object) -> None:
    away = {"database_url": "postgresql+psycopg://nobody:a-password@127.0.0.1:1/nothing"}
    lonely = create_app(Settings(**{**settings.model_dump(), **away}))
    with lonely.app_context(), capture_logs() as logs:
        task()  # type: ignore[operator]  # a task is called as the function it wraps
    (said,) = logs
    assert (said["event"], said["error"]) == ("task_ended", "ServiceAway")
    assert "a-password" not in str(said)


@pytest.mark.parametrize("task", [push_parts, work_webhooks, work_store_webhooks])
def test_a_worker_that_finds_nothing_to_do_ends(app: Flask, task: object) -> None:
    with app.app_context():
        task()  # type: ignore[operator]  # a task is called as the function it wraps


def test_the_clock_names_tasks_that_exist_and_have_a_queue(app: Flask, settings: Settings) -> None:
    celery.loader.import_default_modules()
    prefixes = tuple(pattern.removesuffix("*") for pattern in ROUTES)
    for entry in beat_schedule(settings).values():
        assert entry["task"] in celery.tasks
        assert str(entry["task"]).startswith(prefixes)
