"""The inbox against a real database: what is kept, what is told, and what a bad row spoils."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from powerpact.config import Settings
from powerpact.errors import Malformed
from powerpact.models import WebhookEvent
from powerpact.services.inbox import Delivery, Inbox

WAITING_FOR_LOCKS = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'webhook_event'::regclass"
)


def delivery(number: int | str, topic: str = "orders/paid") -> Delivery:
    return Delivery(f"delivery-{number}", topic, "bubbly.myshopify.com", b'{"id": "\xc3\xa4"}')


def kept(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(WebhookEvent.delivery_id)))


@pytest.fixture
def told() -> list[set[str]]:
    """The queues that each group told, in order."""
    return []


@pytest.fixture
def inboxes(app: Flask, settings: Settings, told: list[set[str]]) -> Iterator[Callable[[], Inbox]]:
    """Makes inboxes, as several processes have them."""
    made: list[Inbox] = []

    def make() -> Inbox:
        made.append(Inbox(settings.database_url.get_secret_value(), told.append))
        return made[-1]

    yield make
    for inbox in made:
        inbox.close()


def keep_together(
    inbox: Inbox, deliveries: Sequence[Delivery], session: Session
) -> list[Future[None]]:
    """All of them come while another one waits for a lock, so that they make up one group."""
    with ThreadPoolExecutor(len(deliveries) + 1) as pool:
        session.execute(text("LOCK TABLE webhook_event IN EXCLUSIVE MODE"))
        other = pool.submit(inbox.keep, delivery("other"))
        until(lambda: session.scalar(text(WAITING_FOR_LOCKS)) == 1)
        asked = [pool.submit(inbox.keep, each) for each in deliveries]
        until(lambda: len(inbox._group_commit._callers) == len(deliveries))
        session.rollback()
        wait([other, *asked], timeout=10)
    return asked


def until(fact: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 2
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_one_that_no_database_can_hold_is_refused_and_its_neighbours_are_kept(
    inboxes: Callable[[], Inbox], session: Session
) -> None:
    bad = delivery("bad", topic="orders/\x00")
    asked = keep_together(inboxes(), [bad, *map(delivery, range(9))], session)
    with pytest.raises(Malformed):
        asked[0].result()
    assert [each.exception() for each in asked[1:]] == [None] * 9
    assert sorted(kept(session)) == [
        *(f"delivery-{number}" for number in range(9)),
        "delivery-other",
    ]


def test_the_same_delivery_twice_in_one_group_is_one_row(
    inboxes: Callable[[], Inbox], session: Session
) -> None:
    asked = keep_together(inboxes(), [delivery(number % 2) for number in range(6)], session)
    assert [each.exception() for each in asked] == [None] * 6
    assert sorted(kept(session)) == ["delivery-0", "delivery-1", "delivery-other"]


def test_each_queue_that_got_rows_is_told_once_a_group_and_no_other(
    inboxes: Callable[[], Inbox], session: Session, told: list[set[str]]
) -> None:
    inbox = inboxes()
    inbox.keep(delivery(1, "products/update"))
    inbox.keep(delivery(1, "products/update"))
    inbox.keep(delivery(2))
    inbox.close()
    assert told == [{"catalogue"}, set(), {"webhooks"}]


def test_processes_that_get_the_same_deliveries_do_not_wait_for_each_other_for_ever(
    inboxes: Callable[[], Inbox], session: Session
) -> None:
    both = inboxes(), inboxes()
    with ThreadPoolExecutor(40) as pool:
        asked = [
            pool.submit(both[(number // 60 + turn) % 2].keep, delivery(number))
            for turn in range(2)
            for number in (range(120) if turn else reversed(range(120)))
        ]
        wait(asked, timeout=30)
    assert [each.exception() for each in asked] == [None] * 240
    assert session.scalar(select(func.count()).select_from(WebhookEvent)) == 120
