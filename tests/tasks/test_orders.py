"""From a kept webhook to the message that wakes a pusher; and the sweeps that forget nothing."""

from datetime import timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from powerpact.config import Settings
from powerpact.domain.transitions import OrderState
from powerpact.models import EventState, OrderSync, WebhookEvent, utc_now
from powerpact.services.order_claim import claim_parts
from powerpact.services.platform import bind_platform
from powerpact.tasks.maintenance import sweep_order_syncs
from powerpact.tasks.orders import push_parts
from powerpact.tasks.publishing import PUSH_PARTS
from powerpact.tasks.webhooks import work_store_webhooks, work_webhooks
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


@pytest.fixture
def two_hands(app: Flask, settings: Settings) -> None:
    """A worker that pushes two parts at once; ``app`` puts the settings back."""
    bind_platform(settings.model_copy(update={"pushes_at_once": 2}))


def woken(queue: redis.Redis, name: str = "orders") -> list[str]:
    return [each["task"] for each in waiting(queue, name)]


def test_a_paid_order_wakes_a_pusher(session: Session, queue: redis.Redis) -> None:
    BubblyStoreFactory()
    VariantMapFactory(
        bubbly_variant_id="gid://shopify/ProductVariant/3",
        product_map=ProductMapFactory(partner=PartnerStoreFactory()),
    )
    WebhookEventFactory(body=order_body())
    work_webhooks()
    assert session.query(OrderSync).one().state is OrderState.PENDING
    assert woken(queue) == [PUSH_PARTS]


def test_an_order_of_bubblys_own_goods_wakes_nobody(session: Session, queue: redis.Redis) -> None:
    BubblyStoreFactory()
    WebhookEventFactory(body=order_body())
    work_webhooks()
    assert woken(queue) == []


def test_a_webhook_that_waits_for_a_store_is_worked_on_by_its_own_task(session: Session) -> None:
    event_id = WebhookEventFactory(topic="products/delete", body=b"[]").id
    session.commit()
    work_webhooks()
    assert session.get_one(WebhookEvent, event_id).state is EventState.RECEIVED
    work_store_webhooks()
    session.expire_all()
    assert session.get_one(WebhookEvent, event_id).state is EventState.PARKED


def test_a_sweep_takes_a_part_back_from_a_dead_worker_and_wakes_another(
    session: Session, queue: redis.Redis
) -> None:
    part_id = due_part(session)
    assert len(claim_parts(1)) == 1
    session.execute(update(OrderSync).values(next_attempt_at=utc_now() - AGO))
    session.commit()
    sweep_order_syncs()
    assert session.get_one(OrderSync, part_id).state is OrderState.RETRYING
    assert woken(queue) == [PUSH_PARTS]


def test_a_sweep_without_dead_workers_wakes_nobody(session: Session, queue: redis.Redis) -> None:
    due_part(session)
    sweep_order_syncs()
    assert woken(queue) == []


def test_one_message_pushes_everything_that_is_due(session: Session) -> None:
    partner = PartnerStoreFactory(access_token=None)  # so that each push ends at once
    for _ in range(3):
        OrderSyncLineFactory(order_sync=OrderSyncFactory(partner=partner))
    session.commit()
    push_parts()
    session.expire_all()
    assert {part.state for part in session.query(OrderSync)} == {OrderState.FAILED}


def test_more_than_one_worker_can_do_wakes_another(
    session: Session, queue: redis.Redis, two_hands: None
) -> None:
    partner = PartnerStoreFactory(access_token=None)
    for _ in range(3):
        OrderSyncLineFactory(order_sync=OrderSyncFactory(partner=partner))
    session.commit()
    push_parts()
    assert woken(queue) == [PUSH_PARTS]
