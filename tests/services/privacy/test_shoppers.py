"""A shopper's data: found and handed out, or erased so that it stays erased."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.causes import SHOPPER_ERASED
from powerpact.domain.transitions import OrderState
from powerpact.models import (
    BubblyOrder,
    EventState,
    OrderSync,
    PrivacyState,
    WebhookEvent,
    utc_now,
)
from powerpact.services.inbox_replay import replay
from powerpact.services.inbox_work import work_through
from powerpact.services.order_retry import retry
from powerpact.services.privacy.actor import BY_LAW
from powerpact.services.privacy.requests import due_requests
from powerpact.services.privacy.work import work_request
from powerpact.services.shopper_erasure import erase_named
from powerpact.services.transactions import transaction
from powerpact.shopify.parsing.placed_order import placed_order_from_webhook
from tests.factories import (
    BubblyOrderFactory,
    BubblyOrderLineFactory,
    BubblyStoreFactory,
    OrderSyncFactory,
    OrderSyncLineFactory,
    PartnerStoreFactory,
    WebhookEventFactory,
)
from tests.services.marketplace import ANA, Shop
from tests.services.privacy.asking import ADA, BUBBLY, SHOPPER, deliver, do_all, only_request
from tests.services.selling import Seller, part_of, part_row, push
from tests.services.test_inbox_work import event_of, order_body

MADE = {"state": OrderState.CREATED, "next_attempt_at": None}
ADDRESS = {"first_name": "Ada", "address1": "1 Analytical Street", "country_code": "GB"}


def shopper_of(order_id: int) -> Any:
    with transaction() as session:
        return session.scalars(select(BubblyOrder.shopper).where(BubblyOrder.id == order_id)).one()


def number(gid: str) -> int:
    return int(gid.rpartition("/")[2])


def test_an_order_that_is_named_loses_its_shopper_and_others_keep_theirs(session: Session) -> None:
    BubblyStoreFactory()
    named = BubblyOrderFactory(shopper={**SHOPPER, "email": "old@example.test"})
    alike = BubblyOrderFactory(shopper=SHOPPER)
    other = BubblyOrderFactory(shopper={**SHOPPER, "email": "bob@example.test"})
    ids = [each.id for each in (named, alike, other)]
    deliver("customers/redact", customer=ADA, orders_to_redact=[number(named.shopify_id)])
    do_all()
    assert [shopper_of(each) is None for each in ids] == [
        True,
        True,
        False,
    ]
    assert only_request().done["orders"] == 2


def test_erasing_many_goes_on_where_a_worker_died(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("powerpact.services.privacy.shoppers.BATCH", 2)
    BubblyStoreFactory()
    orders = [BubblyOrderFactory(shopper=SHOPPER) for _ in range(5)]
    numbers = [number(each.shopify_id) for each in orders]
    ids = [each.id for each in orders]
    deliver("customers/redact", orders_to_redact=numbers)
    (request_id,) = due_requests(1)
    next(work_request(request_id))  # the worker dies after its first step
    session.expire_all()
    assert len(session.scalars(select(BubblyOrder).where(BubblyOrder.shopper.is_(None))).all()) == 2
    do_all()
    assert {shopper_of(each) for each in ids} == {None}
    assert only_request().done["orders"] == 5


@pytest.mark.parametrize(
    ("state", "columns"),
    [
        (OrderState.PENDING, {}),
        (OrderState.RETRYING, {}),
        (OrderState.HELD, {"cause_code": "store_paused"}),
        (OrderState.FAILED, {"cause_code": "out_of_stock"}),
    ],
)
def test_a_part_that_is_not_sent_yet_waits_and_says_why(
    session: Session, state: OrderState, columns: dict[str, object]
) -> None:
    BubblyStoreFactory()
    part = OrderSyncFactory(state=state, bubbly_order__shopper=SHOPPER, **columns)
    named = number(part.bubbly_order.shopify_id)
    deliver("customers/redact", orders_to_redact=[named])
    do_all()
    row = part_row(part.id)
    assert (row.state, row.cause_code) == (OrderState.HELD, SHOPPER_ERASED.code)
    assert only_request().done["parts_held"] == 1
    left = retry([part.id], ANA).left[part.id]
    assert "erased" in left


@pytest.mark.parametrize(
    ("state", "columns"),
    [
        (OrderState.RETRYING, {"unclear_since": utc_now()}),
        (OrderState.SENDING, {"claim": "a"}),
        (OrderState.CREATED, {"partner_order_id": "gid://shopify/Order/9"}),
        (OrderState.FAILED, {"cause_code": "duplicate"}),
    ],
)
def test_a_part_that_has_or_may_have_an_order_stays_as_it_is(
    session: Session, state: OrderState, columns: dict[str, object]
) -> None:
    BubblyStoreFactory()
    part = OrderSyncFactory(state=state, bubbly_order__shopper=SHOPPER, **columns)
    part_id, order_id = part.id, part.bubbly_order_id
    deliver("customers/redact", orders_to_redact=[number(part.bubbly_order.shopify_id)])
    do_all()
    assert part_row(part_id).state is state
    assert shopper_of(order_id) is None


def test_no_parcel_goes_out_without_an_address(potter: Seller, session: Session) -> None:
    part_id = part_of(potter)
    part = part_row(part_id)
    session.get_one(BubblyOrder, part.bubbly_order_id).shopper = None
    session.commit()
    push(part_id)
    failed = part_row(part_id)
    assert (failed.state, failed.cause_code) == (OrderState.FAILED, SHOPPER_ERASED.code)
    assert potter.orders() == []


def test_an_unclear_part_finds_its_order_although_the_shopper_is_erased(
    bubbly: Shop, potter: Seller, session: Session
) -> None:
    part_id = part_of(potter)
    potter.fault("answer_lost", after_work=True)
    push(part_id)
    gid = session.scalars(select(BubblyOrder.shopify_id)).one()
    deliver("customers/redact", bubbly.domain, orders_to_redact=[number(gid)])
    do_all()
    potter.repaired()
    with transaction() as writing:
        writing.get_one(OrderSync, part_id).next_attempt_at = utc_now()
    push(part_id)
    assert part_row(part_id).state is OrderState.CREATED
    assert len(potter.orders()) == 1


def test_an_order_that_comes_after_its_erasure_is_kept_without_its_shopper(
    session: Session,
) -> None:
    BubblyStoreFactory()
    deliver("customers/redact", customer=ADA, orders_to_redact=[1])
    do_all()
    event_of(body=order_body(shipping_address=ADDRESS, email="ada@example.test"))
    list(work_through("webhooks"))
    assert session.scalars(select(BubblyOrder)).one().shopper is None


def test_a_replay_brings_no_shopper_back(session: Session) -> None:
    BubblyStoreFactory()
    body = order_body(shipping_address=ADDRESS, email="ada@example.test")
    parked = WebhookEventFactory(
        body=body, state=EventState.PARKED, reason="no store", shop_domain=BUBBLY
    )
    deliver("customers/redact", customer=ADA, orders_to_redact=[1])
    do_all()
    session.expire_all()
    kept = session.get_one(WebhookEvent, parked.id).body
    assert b"Ada" not in kept
    assert b"ada@example" not in kept
    replay([parked.id], ANA)
    list(work_through("webhooks"))
    order = session.scalars(select(BubblyOrder)).one()
    assert (order.name, order.shopper) == ("#1001", None)


def test_a_parked_order_of_somebody_else_keeps_its_body(session: Session) -> None:
    BubblyStoreFactory()
    parked = WebhookEventFactory(body=order_body(email="bob@example.test"), state=EventState.PARKED)
    deliver("customers/redact", customer=ADA, orders_to_redact=[2])
    do_all()
    session.expire_all()
    assert b"bob@example.test" in session.get_one(WebhookEvent, parked.id).body


def test_erasing_twice_changes_nothing_more(session: Session) -> None:
    BubblyStoreFactory()
    part = OrderSyncFactory(bubbly_order__shopper=SHOPPER)
    gid = part.bubbly_order.shopify_id

    def erase() -> tuple[int, int]:
        with transaction() as writing:
            return erase_named(writing, [gid, "gid://shopify/Order/999"], BY_LAW)

    assert (erase(), erase()) == ((1, 1), (0, 0))


def test_bubbly_is_handed_all_that_is_kept_of_the_shopper(session: Session) -> None:
    BubblyStoreFactory()
    order = BubblyOrderFactory(shopper=SHOPPER)
    BubblyOrderLineFactory(order=order, title="A bowl")
    OrderSyncFactory(
        bubbly_order=order,
        partner_order_id="gid://shopify/Order/9",
        partner_order_name="#9",
        **MADE,
    )
    BubblyOrderFactory(shopper={**SHOPPER, "email": "bob@example.test"})
    parked = order_body(
        id=5, admin_graphql_api_id="gid://shopify/Order/5", email="ada@example.test"
    )
    WebhookEventFactory(body=parked, state=EventState.PARKED)
    deliver("customers/data_request", customer=ADA, orders_requested=[5], data_request={"id": 3})
    do_all()
    request = only_request()
    assert (request.state, request.done) == (PrivacyState.READY, {"orders": 1, "webhooks": 1})
    assert request.export
    (told,) = request.export["orders"]
    assert told["shopper"] == SHOPPER
    assert told["lines"][0]["title"] == "A bowl"
    assert told["sent_to"][0]["order"] == "#9"
    assert "ada@example.test" in request.export["webhooks"][0]["body"]
    assert "bob@example.test" not in json.dumps(request.export)


def partners_order(session: Session, **terms: object) -> OrderSync:
    """A part in the store of Clay, in an order that another partner has a part of as well."""
    clay = PartnerStoreFactory(shop_domain="clay.myshopify.com", **terms)
    order = BubblyOrderFactory(shopper=SHOPPER)
    part: OrderSync = OrderSyncFactory(
        bubbly_order=order, partner=clay, partner_order_id="gid://shopify/Order/9", **MADE
    )
    OrderSyncLineFactory(order_sync=part, bubbly_line__title="A bowl")
    theirs = OrderSyncFactory(bubbly_order=order, partner_order_id="gid://shopify/Order/10", **MADE)
    OrderSyncLineFactory(order_sync=theirs, bubbly_line__title="A secret of another partner")
    return part


def test_a_partner_is_handed_its_own_part_and_what_it_was_sent(session: Session) -> None:
    partners_order(session)
    deliver("customers/data_request", "clay.myshopify.com", customer=ADA, orders_requested=[9])
    do_all()
    export = only_request().export
    assert export
    (told,) = export["orders"]
    assert told["shopper"]["address"]["address1"] == "1 Analytical Street"
    assert (told["shopper"]["email"], told["shopper"]["phone"]) == ("", "")
    assert [line["title"] for line in told["lines"]] == ["A bowl"]
    assert "secret" not in json.dumps(export)


@pytest.mark.parametrize("topic", ["customers/data_request", "customers/redact"])
def test_a_partner_reaches_no_order_of_another_store(session: Session, topic: str) -> None:
    part = partners_order(session)
    bubblys = number(part.bubbly_order.shopify_id) + 5000
    part.bubbly_order.shopify_id = f"gid://shopify/Order/{bubblys}"
    session.commit()
    order_id = part.bubbly_order_id
    asked = {"orders_requested": [10, bubblys], "orders_to_redact": [10, bubblys]}
    deliver(topic, "clay.myshopify.com", customer=ADA, **asked)
    do_all()
    request = only_request()
    assert (request.state, request.export) == (PrivacyState.DONE, None)
    assert shopper_of(order_id) == SHOPPER


def test_a_partners_redaction_erases_our_copy_of_its_order(session: Session) -> None:
    order_id = partners_order(session).bubbly_order_id
    deliver("customers/redact", "clay.myshopify.com", customer=ADA, orders_to_redact=[9])
    do_all()
    assert shopper_of(order_id) is None


def test_a_scrubbed_body_is_the_same_order_without_the_shopper(session: Session) -> None:
    BubblyStoreFactory()
    body = order_body(shipping_address=ADDRESS, email="ada@example.test", note="For Ada", phone="1")
    event = WebhookEventFactory(body=body, state=EventState.PARKED)
    deliver("customers/redact", customer=ADA, orders_to_redact=[1])
    do_all()
    session.expire_all()
    left = placed_order_from_webhook(session.get_one(WebhookEvent, event.id).body)
    whole = placed_order_from_webhook(body)
    assert (left.lines, left.total, left.placed_at) == (whole.lines, whole.total, whole.placed_at)
    assert (left.shipping_address, left.email, left.note, left.phone) == (None, "", "", "")
