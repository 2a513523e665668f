"""The list of orders: what a row says, how it is narrowed, and the file."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from powerpact.domain.causes import CAUSES, HELD_BY_STAFF
from powerpact.extensions import db
from powerpact.models import (
    OrderSync,
    PartnerStore,
    utc_now,
)
from tests.admin.browser import text_of
from tests.admin.partner.conftest import Frame
from tests.admin.partner.orders.looking import SHOPPER, S, asked, made, names
from tests.factories import (
    OrderSyncLineFactory,
)


def test_a_row_says_what_is_paid_what_is_wrong_and_who_can(me: PartnerStore, mine: Frame) -> None:
    part_id = made(me, "#1001", owed=Decimal("17.00"), shipping=Decimal("3.50"))
    for quantity in (2, 3):
        OrderSyncLineFactory(order_sync=db.session.get_one(OrderSync, part_id), quantity=quantity)

    told = text_of(mine.get("orders/"))

    assert "#1001" in told
    assert "Needs you Too little stock You can put it right" in told
    assert " 5 20.50 GBP" in told


def test_an_order_that_is_made_leads_to_the_store(
    app: Flask, me: PartnerStore, mine: Frame
) -> None:
    gid = "gid://shopify/Order/4711"
    made(me, state=S.CREATED, partner_order_id=gid, partner_order_name="#77")

    answer = mine.get("orders/").text

    address = f"{app.config['SETTINGS'].shop_in_admin('fern.myshopify.com')}/orders/4711"
    assert f'<a href="{address}" target="_top">#77</a>' in answer


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["#new", "#held", "#sent", "#old"]),
        ("?flt_stage_is=needs_you", ["#new", "#old"]),
        ("?flt_stage_is=with_bubbly", ["#held"]),
        ("?flt_stage_is=in_your_store", ["#sent"]),
        ("?flt_stage_is=shipped", []),
        ("?flt_cause_is=out_of_stock", ["#new", "#old"]),
        ("?flt_cause_is=held_by_staff", ["#held"]),
        ("?flt_until_is=2026-01-02", ["#old"]),
        ("?flt_from_is=2026-01-02", ["#new", "#held", "#sent"]),
        ("?search=new", ["#new"]),
        ("?search=%23new", ["#new"]),
        ("?search=77", ["#sent"]),
        ("?search=%2377", ["#sent"]),
        ("?search=4711", ["#sent"]),
        ("?search=gid://shopify/Order/4711", ["#sent"]),
        ("?search=none", []),
    ],
)
def test_orders_are_narrowed(
    me: PartnerStore, mine: Frame, query: str, expected: list[str]
) -> None:
    now = utc_now()
    made(me, "#old", created_at=now.replace(year=2026, month=1, day=1))
    gid = {"partner_order_id": "gid://shopify/Order/4711", "partner_order_name": "#77"}
    made(me, "#sent", S.CREATED, created_at=now - timedelta(seconds=3), **gid)
    made(me, "#held", S.HELD, cause_of=HELD_BY_STAFF, created_at=now - timedelta(seconds=2))
    made(me, "#new", created_at=now)

    assert names(mine, query) == expected


def test_every_cause_can_be_chosen_in_words(mine: Frame) -> None:
    answer = mine.get("orders/").text

    for code in CAUSES:
        assert f'<option value="{code}">' in answer


def test_the_file_holds_the_same_and_no_shopper(me: PartnerStore, mine: Frame) -> None:
    part_id = made(me, "#1001", bubbly_order__shopper=SHOPPER)
    OrderSyncLineFactory(order_sync=db.session.get_one(OrderSync, part_id), quantity=4)
    made(me, "#1002", S.PENDING)

    told = mine.get("orders/csv/?flt_stage_is=needs_you").text

    assert f"{part_id},#1001,Needs you,Too little stock You can put it right,,4,8.50 GBP," in told
    assert "#1002" not in told
    assert "ada@example.test" not in told


def test_more_orders_mean_no_more_queries(app: Flask, me: PartnerStore, mine: Frame) -> None:
    counts = []
    for number in (2, 5):
        for each in range(number):
            part_id = made(me, f"#{number}{each}")
            OrderSyncLineFactory(order_sync=db.session.get_one(OrderSync, part_id))
        counts.append(len(asked(app, mine, "orders/")))

    assert counts[1] <= counts[0] <= 14
