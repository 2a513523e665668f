"""The page of one order."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import CAUSES, HELD_BY_STAFF
from powerpact.domain.transitions import OrderState
from powerpact.extensions import db
from powerpact.models import (
    OrderSync,
    PartnerStore,
    utc_now,
)
from tests.admin.browser import text_of
from tests.admin.partner.conftest import Frame, OpenFrame
from tests.admin.partner.orders.looking import SHOPPER, S, asked, made, names, page
from tests.factories import (
    OrderSyncAttemptFactory,
    OrderSyncLineFactory,
    PartnerStoreFactory,
)


def test_it_says_what_is_so_what_to_do_and_who_can(me: PartnerStore, mine: Frame) -> None:
    told = page(mine, made(me, cause="order.lineItems.0: Only 1 left"))

    assert "Needs you Your store has too little stock for this order." in told
    assert "Shopify says: “Only 1 left”" in told
    assert "in your Shopify admin. Then retry. Who can put it right: You." in told


def test_its_lines_and_money_sum_to_what_is_paid(me: PartnerStore, mine: Frame) -> None:
    part_id = made(me, owed=Decimal("25.50"), shipping=Decimal("2.25"))
    part = db.session.get_one(OrderSync, part_id)
    terms = {"partner_price": Decimal("10.00"), "owed_each": Decimal("8.50")}
    OrderSyncLineFactory(
        order_sync=part, quantity=3, bubbly_line__title="Bowl", bubbly_line__sku="B-1", **terms
    )

    told = page(mine, part_id)

    assert "Bowl B-1 3 10.00 GBP 15 % 8.50 GBP 25.50 GBP" in told
    assert "For the lines 25.50 GBP For shipping 2.25 GBP You are paid 27.75 GBP" in told


def test_a_test_order_says_that_nobody_paid(me: PartnerStore, mine: Frame) -> None:
    assert "nobody paid" in page(mine, made(me, bubbly_order__test=True))
    assert "nobody paid" not in page(mine, made(me))


def test_a_line_that_was_deleted_says_so(me: PartnerStore, mine: Frame) -> None:
    part_id = made(me, cause_of=CAUSES["variant_gone"])
    line = OrderSyncLineFactory(order_sync=db.session.get_one(OrderSync, part_id))
    line.variant_map.removed_at = utc_now()
    db.session.commit()

    assert "Not in your store any more" in page(mine, part_id)


@pytest.mark.parametrize(
    ("terms", "shown", "hidden"),
    [
        ({}, [], ["ada@example.test", "7946 0001", "7946 0002"]),
        ({"passes_email": True}, ["ada@example.test"], ["7946 0001", "7946 0002"]),
        ({"passes_phone": True}, ["7946 0001", "7946 0002"], ["ada@example.test"]),
    ],
)
def test_of_the_shopper_it_shows_what_the_terms_let_pass(
    frame_of: OpenFrame, session: Session, terms: Any, shown: Any, hidden: Any
) -> None:
    del session
    store = PartnerStoreFactory(**{"passes_email": False, "passes_phone": False, **terms})

    told = page(frame_of(store), made(store, bubbly_order__shopper=SHOPPER))

    assert "Ada Byron 1 Analytical Street E1 1AA London GB" in told
    assert all(each in told for each in shown)
    assert not [each for each in hidden if each in told]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"bubbly_order__shopper": None}, "The shopper's data is not kept any more"),
        ({}, "The order came without a shipping address."),
        (
            {"state": S.CANCELLED, "bubbly_order__shopper": SHOPPER},
            "so its address is not shown",
        ),
    ],
)
def test_where_it_shows_no_address_it_says_why(
    me: PartnerStore, mine: Frame, values: Any, why: str
) -> None:
    told = page(mine, made(me, **values))

    assert why in told
    assert "Analytical" not in told


def test_it_tells_what_happened_and_nothing_of_bubblys_own(me: PartnerStore, mine: Frame) -> None:
    part_id = made(me, state=S.HELD, cause_of=HELD_BY_STAFF, cause="Ana: ask her first")
    OrderSyncAttemptFactory(order_sync_id=part_id, message="host db-7 is away")
    OrderSyncAttemptFactory(order_sync_id=part_id, number=2, outcome=Outcome.NOT_FOUND_YET)

    told = page(mine, part_id)

    assert "Bubbly holds this order." in told
    assert "and Shopify's answer got lost" in told
    assert "it is not there yet" in told
    assert "It can not be retried: only Bubbly can put it right (Held by Bubbly)." in told
    assert "Ana" not in told
    assert "db-7" not in told


def test_while_it_is_on_its_way_its_page_follows_it(
    me: PartnerStore, mine: Frame, session: Session
) -> None:
    part_id = made(me, state=S.PENDING)
    progress = f"/app/orders/progress/?id={part_id}"

    assert f'data-follow="{progress}"' in mine.get(f"orders/details/?id={part_id}").text
    part = session.get_one(OrderSync, part_id)
    part.state, part.partner_order_id = S.CREATED, "gid://shopify/Order/1"
    session.commit()

    now = mine.get(progress)
    assert "data-follow" not in now.text
    assert "It is in your store" in text_of(now)


@pytest.mark.parametrize("state", OrderState)
def test_a_part_in_any_state_has_a_page_and_a_row(
    me: PartnerStore, mine: Frame, state: OrderState
) -> None:
    more = {"claim": "a worker"} if state is S.SENDING else {}
    if state in {S.CREATED, S.PARTIALLY_FULFILLED, S.FULFILLED}:
        more = {"partner_order_id": "gid://shopify/Order/1"}

    assert page(mine, made(me, "#1001", state, **more))
    assert names(mine) == ["#1001"]


def test_more_lines_and_tries_mean_no_more_queries(
    app: Flask, me: PartnerStore, mine: Frame
) -> None:
    counts = []
    for amount in (2, 6):
        part_id = made(me, bubbly_order__shopper=SHOPPER)
        for number in range(amount):
            OrderSyncLineFactory(order_sync=db.session.get_one(OrderSync, part_id))
            OrderSyncAttemptFactory(order_sync_id=part_id, number=number)
        counts.append(len(asked(app, mine, f"orders/details/?id={part_id}")))

    assert counts[1] <= counts[0] <= 16
