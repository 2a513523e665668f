"""Working through the inbox: done once, parked with a reason, never lost."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.errors import Refused
from powerpact.models import (
    AuditEvent,
    BubblyOrder,
    EventState,
    Source,
    Store,
    StoreState,
    WebhookEvent,
    utc_now,
)
from powerpact.services.audit import Actor
from powerpact.services.inbox import Delivery, keep
from powerpact.services.inbox_work import MOST_TRIES, due_events, parked_events, process, replay
from tests.factories import BubblyStoreFactory, PartnerStoreFactory, WebhookEventFactory

ANN = Actor("ann", Source.COMMAND_LINE)
AGO = utc_now() - timedelta(minutes=5)


MONEY = {"shop_money": {"amount": "12.00", "currency_code": "GBP"}}
LINE = {
    "id": 2,
    "admin_graphql_api_id": "gid://shopify/LineItem/2",
    "variant_id": 3,
    "product_id": 4,
    "title": "A card",
    "sku": "CARD",
    "vendor": "Bubbly",
    "quantity": 1,
    "price": "12.00",
    "price_set": MONEY,
    "requires_shipping": True,
    "tax_lines": [],
    "discount_allocations": [],
}


def order_body(**changes: object) -> bytes:
    order = {
        "id": 1,
        "admin_graphql_api_id": "gid://shopify/Order/1",
        "name": "#1001",
        "currency": "GBP",
        "created_at": "2026-11-22T12:00:00Z",
        "updated_at": "2026-11-22T12:00:00Z",
        "financial_status": "paid",
        "taxes_included": True,
        "total_price": "12.00",
        "total_price_set": MONEY,
        "total_tax": "0.00",
        "total_discounts": "0.00",
        "tags": "",
        "shipping_lines": [],
        "line_items": [LINE],
    }
    return json.dumps(order | changes).encode()


def of(session: Session, event: WebhookEvent) -> WebhookEvent:
    session.expire_all()
    return session.get_one(WebhookEvent, event.id)


def event_of(**changes: object) -> WebhookEvent:
    return WebhookEventFactory(next_try_at=AGO, **changes)


def test_a_paid_order_is_worked_through(session: Session) -> None:
    BubblyStoreFactory()
    event = event_of(body=order_body())
    process(event.id)
    assert of(session, event).state is EventState.DONE
    order = session.scalars(select(BubblyOrder)).one()
    assert (order.name, order.webhook_event_id) == ("#1001", event.id)


def test_a_finished_event_is_not_worked_through_again(session: Session) -> None:
    BubblyStoreFactory()
    event = event_of(body=order_body())
    process(event.id)
    process(event.id)
    assert of(session, event).tries == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"body": b"not json"}, "JSON"),
        ({"body": b'{"id": 1}'}, "order"),
        ({"body": b"[]"}, "not an object"),
        ({"body": order_body(line_items=[LINE, LINE])}, "uq_bubbly_order_line"),
        ({"topic": "carts/update", "body": b"{}"}, "nobody handles the topic carts/update"),
        ({"shop_domain": "stranger.myshopify.com"}, "no store stranger.myshopify.com"),
    ],
)
def test_what_can_not_be_done_is_parked_with_its_reason(
    session: Session, changes: dict[str, object], reason: str
) -> None:
    BubblyStoreFactory()
    event = event_of(**changes)
    process(event.id)
    parked = of(session, event)
    assert parked.state is EventState.PARKED
    assert reason in parked.reason
    assert [each.id for each in parked_events(10)] == [event.id]


def test_an_order_of_a_partners_own_shop_is_parked(session: Session) -> None:
    PartnerStoreFactory(shop_domain="clay.myshopify.com")
    event = event_of(body=order_body(), shop_domain="clay.myshopify.com")
    process(event.id)
    assert of(session, event).state is EventState.PARKED
    assert session.scalars(select(BubblyOrder)).all() == []


def test_an_event_in_another_workers_hand_is_left_alone(session: Session) -> None:
    BubblyStoreFactory()
    later = utc_now() + timedelta(minutes=1)
    event = WebhookEventFactory(state=EventState.PROCESSING, claim="a", next_try_at=later)
    process(event.id)
    assert of(session, event).tries == 0
    assert due_events(10) == ()


def test_an_event_of_a_dead_worker_is_due_again(session: Session) -> None:
    BubblyStoreFactory()
    event = event_of(state=EventState.PROCESSING, claim="dead", tries=1, body=order_body())
    assert due_events(10) == (event.id,)
    process(event.id)
    assert of(session, event).state is EventState.DONE


def test_an_event_that_never_ends_is_given_to_a_person(session: Session) -> None:
    BubblyStoreFactory()
    event = event_of(state=EventState.PROCESSING, claim="dead", tries=MOST_TRIES)
    due_events(10)
    process(event.id)
    assert of(session, event).state is EventState.PARKED


def test_due_events_come_oldest_first_and_no_more_than_asked(session: Session) -> None:
    late = WebhookEventFactory(next_try_at=AGO + timedelta(minutes=1))
    early = event_of()
    WebhookEventFactory(state=EventState.DONE, next_try_at=AGO)
    assert due_events(1) == (early.id,)
    assert due_events(10) == (late.id,)


def test_an_event_is_given_out_once_in_a_while(session: Session) -> None:
    event = event_of()
    assert due_events(10) == (event.id,)
    assert due_events(10) == ()


def test_a_new_webhook_is_left_to_whoever_published_it(session: Session) -> None:
    delivery = Delivery("d1", "orders/paid", "bubbly.myshopify.com", b"{}")
    assert keep(delivery) is not None
    assert due_events(10) == ()


def test_a_replay_makes_a_parked_event_due(session: Session) -> None:
    event = event_of(state=EventState.PARKED, reason="no store", tries=3)
    replay(event.id, ANN)
    replayed = of(session, event)
    assert (replayed.state, replayed.tries, replayed.reason) == (EventState.RECEIVED, 0, "")
    assert session.scalars(select(AuditEvent)).one().action == "replay"


def test_a_replayed_order_is_not_made_twice(session: Session) -> None:
    BubblyStoreFactory()
    event = event_of(body=order_body())
    process(event.id)
    replay(event.id, ANN)
    process(event.id)
    assert of(session, event).state is EventState.DONE
    assert len(session.scalars(select(BubblyOrder)).all()) == 1


def test_what_is_still_worked_on_is_not_replayed(session: Session) -> None:
    event = event_of(state=EventState.PROCESSING, claim="a")
    with pytest.raises(Refused, match="still being worked on"):
        replay(event.id, ANN)


def uninstall_at(session: Session, moment: str) -> StoreState:
    store = PartnerStoreFactory(shop_domain="clay.myshopify.com", installed_at=AGO)
    event = event_of(topic="app/uninstalled", shop_domain="clay.myshopify.com", triggered_at=moment)
    process(event.id)
    session.expire_all()
    return session.get_one(Store, store.id).state


def test_an_uninstalled_store_is_marked(session: Session) -> None:
    assert uninstall_at(session, utc_now().isoformat()) is StoreState.UNINSTALLED
    assert session.scalars(select(Store)).one().access_token is None


def test_a_late_uninstall_does_not_end_a_newer_install(session: Session) -> None:
    before = AGO - timedelta(seconds=1)
    assert uninstall_at(session, before.isoformat()) is StoreState.ACTIVE
