"""The lists of parts and of Bubbly orders: what they show and how they are narrowed."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from powerpact.domain.causes import OUT_OF_STOCK, Fixer
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import utc_now
from tests.admin.browser import text_of
from tests.factories import (
    BubblyOrderFactory,
    BubblyOrderLineFactory,
    OrderSyncFactory,
    PartnerStoreFactory,
)

pytestmark = pytest.mark.usefixtures("session")
PARTS, ORDERS = "/console/order_syncs/", "/console/bubbly_orders/"


def names(client: FlaskClient, address: str) -> list[str]:
    """The orders of the list, from its top."""
    answer = client.get(address)
    assert answer.status_code == 200
    return re.findall(r"<a href=\"[^\"]*/details/\?id=\d+[^\"]*\">(#[^<]+)</a>", answer.text)


def part(name: str, state: OrderState = OrderState.FAILED, **values: object) -> int:
    made = OrderSyncFactory(
        bubbly_order__name=name,
        state=state,
        **{"cause_code": OUT_OF_STOCK.code, "fixer": Fixer.PARTNER, **values},
    )
    return int(made.id)


def test_a_row_says_the_cause_in_words_and_what_to_do(admin: FlaskClient) -> None:
    part("#1", cause="no bowls " * 30, remedy=OUT_OF_STOCK.remedy)
    page = text_of(admin.get(PARTS))
    assert "Out of stock no bowls no bowls" in page
    assert "…" in page
    assert 5 < page.count("no bowls") < 20
    assert f"{OUT_OF_STOCK.remedy} Who can do it: the partner." in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("flt_state_is=held", ["#held"]),
        ("flt_cause_is=rejected", ["#held"]),
        ("flt_who_can_fix_it_is=staff", ["#held"]),
        ("flt_who_can_fix_it_is=partner&flt_state_is=failed", ["#new", "#old"]),
        ("flt_age_is=1d", ["#old"]),
        ("flt_until_is=2026-01-02", ["#old"]),
        ("flt_from_is=2026-01-02", ["#new", "#held"]),
        ("search=new", ["#new"]),
    ],
)
def test_parts_are_narrowed(admin: FlaskClient, query: str, expected: list[str]) -> None:
    part("#old", created_at=utc_now().replace(year=2026, month=1, day=1))
    part("#held", OrderState.HELD, cause_code="rejected", fixer=Fixer.STAFF)
    part("#new", created_at=utc_now() + timedelta(seconds=1))
    assert names(admin, f"{PARTS}?{query}") == expected


def test_parts_of_one_partner_are_found_by_it(admin: FlaskClient) -> None:
    kiln = PartnerStoreFactory()
    part("#1", partner=kiln)
    part("#2")
    assert names(admin, f"{PARTS}?flt_partner_is={kiln.id}") == ["#1"]


def test_parts_are_sorted_by_age_both_ways(admin: FlaskClient) -> None:
    for hours, name in enumerate(("#young", "#middle", "#old")):
        part(name, created_at=utc_now() - timedelta(hours=hours))
    header = re.search(r'<th[^>]*class="c-age">\s*<a href="([^"]+)"', admin.get(PARTS).text)
    assert header
    oldest_first = header.group(1).replace("&amp;", "&")
    assert names(admin, PARTS) == ["#young", "#middle", "#old"]
    assert names(admin, oldest_first) == ["#old", "#middle", "#young"]
    assert names(admin, f"{oldest_first}&desc=1") == ["#young", "#middle", "#old"]


def test_an_order_says_how_its_parts_stand_and_how_many_lines_have_no_place(
    admin: FlaskClient,
) -> None:
    order = BubblyOrderFactory(name="#1042")
    for state in (OrderState.FAILED, OrderState.PENDING, OrderState.PENDING):
        OrderSyncFactory(bubbly_order=order, state=state, cause_code="rejected")
    for _ in range(3):
        BubblyOrderLineFactory(order=order, destination=Destination.UNROUTED)
    BubblyOrderFactory(name="#empty")
    address = f"/console/bubbly_orders/details/?id={order.id}"
    assert "Paid Failed Pending 2 3 " in text_of(admin.get(ORDERS))
    assert "3 lines have no place" in text_of(admin.get(address))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("flt_with_is=unrouted_lines", ["#lost"]),
        ("flt_with_is=failed_parts", ["#failed"]),
        ("flt_test_order_is=yes", ["#lost"]),
        ("flt_test_order_is=no", ["#fine", "#failed"]),
        ("flt_with_is=failed_parts&flt_test_order_is=yes", []),
        ("flt_until_is=2025-12-31", ["#failed"]),
    ],
)
def test_orders_are_narrowed(admin: FlaskClient, query: str, expected: list[str]) -> None:
    failed = BubblyOrderFactory(name="#failed", placed_at=utc_now().replace(year=2025))
    for _ in range(2):  # an order is shown once
        OrderSyncFactory(bubbly_order=failed, state=OrderState.FAILED, cause_code="rejected")
    lost = BubblyOrderFactory(name="#lost", test=True)
    for _ in range(2):
        BubblyOrderLineFactory(order=lost, destination=Destination.UNROUTED)
    fine = BubblyOrderFactory(name="#fine")
    OrderSyncFactory(bubbly_order=fine)
    assert names(admin, f"{ORDERS}?{query}") == expected
