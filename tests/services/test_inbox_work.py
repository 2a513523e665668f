"""Working through the inbox: done once, parked with a reason, never lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import (
    BubblyOrder,
    EventState,
    Source,
    WebhookEvent,
    utc_now,
)
from powerpact.services.audit import Actor
from powerpact.services.follow_up import FollowUp
from powerpact.services.inbox_claim import claim_events
from powerpact.services.inbox_work import (
    BATCH,
    MOST_TRIES,
    parked_events,
    work_side_by_side,
    work_through,
)
from tests.factories import BubblyStoreFactory, PartnerStoreFactory, WebhookEventFactory
from tests.services.counting import counted_statements

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


def work() -> list[FollowUp]:
    """Work through what is due now; what each batch left to be done."""
    return list(work_through("webhooks"))


def event_of(**changes: object) -> WebhookEvent:
    return WebhookEventFactory(**({"next_try_at": AGO} | changes))


def test_a_paid_order_is_worked_through(session: Session) -> None:
    BubblyStoreFactory()
    event = event_of(body=order_body())
    work()
    assert of(session, event).state is EventState.DONE
    order = session.scalars(select(BubblyOrder)).one()
    assert (order.name, order.webhook_event_id) == ("#1001", event.id)


def test_a_finished_event_is_not_worked_through_again(session: Session) -> None:
    BubblyStoreFactory()
    event = event_of(body=order_body())
    work()
    work()
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
    work()
    parked = of(session, event)
    assert parked.state is EventState.PARKED
    assert reason in parked.reason
    assert [each.id for each in parked_events(10)] == [event.id]


def test_an_order_of_a_partners_own_shop_is_parked(session: Session) -> None:
    PartnerStoreFactory(shop_domain="clay.myshopify.com")
    event = event_of(body=order_body(), shop_domain="clay.myshopify.com")
    work()
    assert of(session, event).state is EventState.PARKED
    assert session.scalars(select(BubblyOrder)).all() == []


def test_an_event_in_another_workers_hand_is_left_alone(session: Session) -> None:
    BubblyStoreFactory()
    later = utc_now() + timedelta(minutes=1)
    event = WebhookEventFactory(state=EventState.PROCESSING, claim="a", next_try_at=later)
    assert work() == []
    assert of(session, event).tries == 0


def test_an_event_of_a_dead_worker_is_worked_through(session: Session) -> None:
    BubblyStoreFactory()
    event = event_of(state=EventState.PROCESSING, claim="dead", tries=1, body=order_body())
    work()
    assert of(session, event).state is EventState.DONE


def test_an_event_that_never_ends_is_given_to_a_person(session: Session) -> None:
    BubblyStoreFactory()
    event = event_of(state=EventState.PROCESSING, claim="dead", tries=MOST_TRIES)
    work()
    assert of(session, event).state is EventState.PARKED


def claimed(limit: int, queue: str = "webhooks") -> list[int]:
    return [event.id for event in claim_events(queue, limit)]


def test_events_are_claimed_oldest_first_no_more_than_asked_and_once(session: Session) -> None:
    late = event_of(next_try_at=AGO + timedelta(minutes=1)).id
    early = event_of().id
    WebhookEventFactory(state=EventState.DONE, next_try_at=AGO)
    assert claimed(1) == [early]
    assert claimed(10) == [late]
    assert claimed(10) == []


def test_each_queue_has_its_own_events(session: Session) -> None:
    order, product = event_of().id, event_of(topic="products/update").id
    assert (claimed(10), claimed(10, "catalogue")) == ([order], [product])


def test_what_was_tried_before_comes_after_what_is_new_and_alone(session: Session) -> None:
    tried = [event_of(tries=1, next_try_at=AGO - timedelta(minutes=1)).id for _ in range(2)]
    new = [event_of().id for _ in range(2)]
    assert claimed(10) == new
    assert claimed(10) == tried[:1]


def test_ten_workers_at_once_claim_each_event_once(app: Flask, session: Session) -> None:
    events = [event_of().id for _ in range(20)]

    def work(_: int) -> list[int]:
        with app.app_context():
            return claimed(3)

    with ThreadPoolExecutor(10) as pool:
        taken = [event_id for ids in pool.map(work, range(10)) for event_id in ids]
    assert sorted(taken) == events


def paid(number: int, **changes: object) -> WebhookEvent:
    line = LINE | {"admin_graphql_api_id": f"gid://shopify/LineItem/{number}"}
    names = {"admin_graphql_api_id": f"gid://shopify/Order/{number}", "name": f"#{number}"}
    return event_of(body=order_body(line_items=[line], **names, **changes))


def test_many_orders_are_kept_together(session: Session) -> None:
    BubblyStoreFactory()
    events = [paid(number) for number in range(1, 4)]
    assert len(work()) == 1
    assert {of(session, event).state for event in events} == {EventState.DONE}
    kept = session.scalars(select(BubblyOrder).order_by(BubblyOrder.name)).all()
    assert [(order.name, order.webhook_event_id) for order in kept] == [
        (f"#{number}", event.id) for number, event in enumerate(events, start=1)
    ]


def test_two_deliveries_of_one_order_that_come_together_make_one(session: Session) -> None:
    BubblyStoreFactory()
    events = [paid(1), paid(1)]
    work()
    assert {of(session, event).state for event in events} == {EventState.DONE}
    assert len(session.scalars(select(BubblyOrder)).all()) == 1


@pytest.mark.parametrize("faulty", [b"not json", order_body(line_items=[LINE, LINE])])
def test_an_order_that_can_not_be_kept_does_not_hold_up_the_others(
    session: Session, faulty: bytes
) -> None:
    BubblyStoreFactory()
    good, bad = [paid(11), paid(12)], event_of(body=faulty)
    work()
    assert {of(session, event).state for event in good} == {EventState.DONE}
    assert of(session, bad).state is EventState.PARKED


def test_an_order_of_a_partner_is_parked_among_bubblys_own(session: Session) -> None:
    BubblyStoreFactory()
    PartnerStoreFactory(shop_domain="clay.myshopify.com")
    good, stray = paid(11), paid(12)
    stray.shop_domain = "clay.myshopify.com"
    session.commit()
    work()
    assert of(session, good).state is EventState.DONE
    assert of(session, stray).state is EventState.PARKED


def test_the_number_of_statements_does_not_depend_on_the_orders(session: Session) -> None:
    BubblyStoreFactory()

    def statements(*numbers: int) -> int:
        for number in numbers:
            paid(number)
        session.commit()
        with counted_statements() as sent:
            work()
        return len(sent)

    assert statements(*range(100, 103)) == statements(*range(200, 220))


def test_webhooks_that_wait_for_a_store_are_worked_on_side_by_side(
    app: Flask, session: Session
) -> None:
    """Each ends by itself: what nobody can answer is parked, the others are done."""
    PartnerStoreFactory(shop_domain="clay.myshopify.com")
    gone = b'{"id": 7, "admin_graphql_api_id": "gid://shopify/Product/7"}'
    fields = {"topic": "products/delete", "shop_domain": "clay.myshopify.com"}
    events = [event_of(**fields, body=body) for body in (gone, b"[]", gone)]
    list(work_side_by_side("catalogue", 2, app.app_context))
    states = [of(session, event).state for event in events]
    assert states == [EventState.DONE, EventState.PARKED, EventState.DONE]


def test_a_worker_with_a_full_batch_calls_for_another(session: Session) -> None:
    BubblyStoreFactory()
    for number in range(1, BATCH + 2):
        paid(number)
    session.commit()
    called: list[int] = []
    assert len(list(work_through("webhooks", more=lambda: called.append(1)))) == 2
    assert called == [1]
