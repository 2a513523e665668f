"""The task that looks at stores' connections: woken by whoever asks, and by the clock."""

import redis
from sqlalchemy.orm import Session

from powerpact.models import PartnerStore
from powerpact.services.connection_check import check_connection
from powerpact.tasks.connections import check_connections, take_turns_now
from powerpact.tasks.publishing import CHECK_CONNECTIONS, follow
from tests.factories import PartnerStoreFactory
from tests.services.marketplace import ANA
from tests.tasks.messages import waiting


def test_who_asks_for_a_look_wakes_a_worker_that_looks(session: Session, redis_url: str) -> None:
    store_id = PartnerStoreFactory(shop_domain="nobody.myshopify.com").id
    follow(check_connection([store_id], ANA).follow_up)
    queue = redis.Redis.from_url(redis_url)
    assert [each["task"] for each in waiting(queue, "catalogue")] == [CHECK_CONNECTIONS]
    check_connections()
    session.expire_all()
    assert session.get_one(PartnerStore, store_id).check_fault  # Shopify knows no such store


def test_the_clock_gives_each_store_its_turn_and_wakes_a_worker(
    session: Session, redis_url: str
) -> None:
    store_id = PartnerStoreFactory(checked_at=None).id
    take_turns_now()
    session.expire_all()
    assert session.get_one(PartnerStore, store_id).check_due_at
    queue = redis.Redis.from_url(redis_url)
    assert [each["task"] for each in waiting(queue, "catalogue")] == [CHECK_CONNECTIONS]
    take_turns_now()
    assert len(waiting(queue, "catalogue")) == 1
