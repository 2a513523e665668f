"""From a kept webhook to the message that pushes a part; and the sweeps that forget nothing."""

from datetime import timedelta

import pytest
import redis
from sqlalchemy import update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, WebhookEvent, utc_now
from powerpact.services.order_claim import claim_part
from powerpact.tasks.maintenance import sweep_order_syncs, sweep_webhooks
from powerpact.tasks.orders import push_part
from powerpact.tasks.webhooks import process_event
from tests.factories import (
    BubblyStoreFactory,
    OrderSyncFactory,
    OrderSyncLineFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    VariantMapFactory,
    WebhookEventFactory,
)
from tests.services.test_inbox_work import order_body
from tests.tasks.messages import waiting

AGO = timedelta(hours=1)


@pytest.fixture
def queue(redis_url: str) -> redis.Redis:
    return redis.Redis.from_url(redis_url)


def due_part(session: Session) -> int:
    part_id: int = OrderSyncFactory(next_attempt_at=utc_now() - AGO).id
    session.commit()
    return part_id


def test_a_paid_order_ends_in_a_message_for_each_part(session: Session, queue: redis.Redis) -> None:
    BubblyStoreFactory()
    VariantMapFactory(
        bubbly_variant_id="gid://shopify/ProductVariant/3",
        product_map=ProductMapFactory(partner=PartnerStoreFactory()),
    )
    event = WebhookEventFactory(body=order_body())
    process_event(event.id)
    part = session.query(OrderSync).one()
    assert [each["args"] for each in waiting(queue)] == [[part.id]]


def test_a_sweep_wakes_a_worker_for_a_part_that_no_message_speaks_of(
    session: Session, queue: redis.Redis
) -> None:
    part_id = due_part(session)
    sweep_order_syncs()
    assert [each["args"] for each in waiting(queue)] == [[part_id]]


def test_a_sweep_takes_a_part_back_from_a_dead_worker_and_wakes_another(
    session: Session, queue: redis.Redis
) -> None:
    part_id = due_part(session)
    assert claim_part(part_id) is not None
    session.execute(update(OrderSync).values(next_attempt_at=utc_now() - AGO))
    session.commit()
    sweep_order_syncs()
    assert session.get_one(OrderSync, part_id).state is OrderState.RETRYING
    assert [each["args"] for each in waiting(queue)] == [[part_id]]


def test_a_sweep_wakes_a_worker_for_a_webhook_whose_message_was_lost(
    session: Session, queue: redis.Redis
) -> None:
    event = WebhookEventFactory(next_try_at=utc_now() - AGO)
    event_id = event.id
    session.commit()
    sweep_webhooks()
    sweep_webhooks()
    assert [each["args"] for each in waiting(queue, "webhooks")] == [[event_id]]
    assert session.get_one(WebhookEvent, event_id).tries == 0


def test_a_finished_part_wakes_a_worker_for_the_next_of_its_store(
    session: Session, queue: redis.Redis
) -> None:
    partner = PartnerStoreFactory(access_token=None)  # so that the push ends at once
    first, second = (OrderSyncFactory(partner=partner) for _ in range(2))
    OrderSyncLineFactory(order_sync=first)
    first_id, second_id = first.id, second.id
    session.commit()
    push_part(first_id)
    assert [each["args"] for each in waiting(queue)] == [[second_id]]
