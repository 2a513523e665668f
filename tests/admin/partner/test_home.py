"""The dashboard's first page."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from powerpact.domain.causes import (
    HELD_BY_STAFF,
    OUT_OF_STOCK,
    REJECTED,
    STORE_DORMANT,
    VARIANT_GONE,
    Cause,
)
from powerpact.domain.transitions import Curation, OrderState, SyncState
from powerpact.extensions import db
from powerpact.models import PartnerStore, ProductMap, Side, StoreState, Trade, utc_now
from powerpact.services.figures.partner_days import JUST_NOW, count_partner_days
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.topics import PARTNER
from tests.admin.partner.conftest import OpenFrame
from tests.factories import (
    OrderSyncFactory,
    OrderSyncLineFactory,
    PartnerDayFactory,
    PartnerStoreFactory,
    ProductMapFactory,
)
from tests.services.counting import counted_statements

# A store with whose connection nothing is wrong.
WELL = {"timezone": "UTC", "scopes": list(NEEDED), "topics": list(PARTNER)}
Page = Callable[..., str]
Has = Callable[[PartnerStore], object]


@pytest.fixture
def page_of(app: Flask, frame_of: OpenFrame) -> Page:
    """Home of a partner that has what ``has`` makes, and is as ``details`` say."""

    def page(has: Has = lambda _store: None, **details: Any) -> str:
        with app.app_context():
            store = PartnerStoreFactory(**(WELL | details))
            has(store)
            frame = frame_of(db.session.get_one(PartnerStore, store.id))
        return frame.get().text

    return page


def failed(store: PartnerStore, cause: Cause, **details: Any) -> None:
    details = {"state": OrderState.FAILED, **details}
    OrderSyncFactory(partner=store, cause_code=cause.code, fixer=cause.fixer, **details)


def steps(page: str) -> list[str]:
    return re.findall(r'<li class="(done|next|waiting)"', page)


def test_new_partner_is_led_to_its_first_order(page_of: Page) -> None:
    page = page_of()

    assert "To your first order" in page
    assert steps(page) == ["done", "done", "next", "waiting", "waiting", "waiting", "waiting"]
    assert "Nothing needs you" in page


@pytest.mark.parametrize(
    ("product", "following"),
    [
        ({"offered": False, "curation": Curation.PROPOSED, "sync": SyncState.NEVER}, 3),
        ({"curation": Curation.PROPOSED, "sync": SyncState.NEVER}, 4),
        ({"curation": Curation.APPROVED, "sync": SyncState.QUEUED}, 5),
        ({"curation": Curation.APPROVED, "sync": SyncState.SYNCED}, 6),
    ],
)
def test_steps_follow_the_products(page_of: Page, product: dict[str, Any], following: int) -> None:
    page = page_of(
        lambda store: ProductMapFactory(partner=store, **product), catalogue_read_at=utc_now()
    )

    assert steps(page).index("next") == following


def test_steps_of_others_are_not_ones_own(page_of: Page) -> None:
    def others(_store: PartnerStore) -> None:
        OrderSyncFactory()
        ProductMapFactory()

    assert steps(page_of(others)).count("done") == 2


def test_steps_stay_behind_a_fold_after_the_first_order(page_of: Page) -> None:
    page = page_of(lambda store: OrderSyncFactory(partner=store))

    assert "To your first order" not in page
    assert "How you began" in page
    assert set(steps(page)) == {"done"}


def test_what_the_partner_can_put_right_is_counted_by_cause(page_of: Page) -> None:
    def trouble(store: PartnerStore) -> None:
        for _ in range(2):
            failed(store, OUT_OF_STOCK)
        failed(PartnerStoreFactory(), OUT_OF_STOCK)
        failed(store, VARIANT_GONE)
        ProductMapFactory(partner=store, sync=SyncState.FAILED, error_code="x", error="x")
        ProductMapFactory(sync=SyncState.FAILED, error_code="x", error="x")

    page = page_of(trouble)

    counts = re.findall(r'class="count">(\d+\+?)</span>\s*<span class="words"', page)
    assert (counts[0], counts[-1]) == ("2", "1")
    assert "too little stock" in page
    assert "could not be listed" in page
    assert "Nothing needs you" not in page


def test_what_only_bubbly_can_put_right_is_no_task(page_of: Page) -> None:
    page = page_of(lambda store: failed(store, HELD_BY_STAFF, state=OrderState.HELD))

    assert "Nothing needs you" in page
    assert re.search(r"1 order</a>\s*waits for Bubbly", page)


def test_each_number_leads_to_the_list_that_it_counts(app: Flask, frame_of: OpenFrame) -> None:
    with app.app_context():
        store = PartnerStoreFactory(**WELL)
        for cause in (OUT_OF_STOCK, OUT_OF_STOCK, OUT_OF_STOCK, STORE_DORMANT):
            failed(store, cause)
        failed(store, STORE_DORMANT, state=OrderState.HELD)
        failed(store, REJECTED)
        OrderSyncFactory(partner=store)
        ProductMapFactory(partner=store, sync=SyncState.FAILED, error_code="x", error="x")
        ProductMapFactory(partner=store, sync=SyncState.FAILED, offered=False)
        ProductMapFactory(partner=store)
        frame = frame_of(store.shop_domain)
    page = unescape(frame.get().text)

    told = re.findall(r'href="([^"]+)">\s*<span class="count">(\d+)</span>\s*<span class="wo', page)
    told += re.findall(r'href="([^"]+)">(\d+) order</a>\s*waits', page)

    assert sorted(count for _address, count in told) == ["1", "1", "2", "3"]
    for address, count in told:
        listed = frame.get(address).text
        assert len(re.findall(r'name="ids" value="\d+"', listed)) == int(count), address


@pytest.mark.parametrize(
    ("trade", "side", "words"),
    [
        (Trade.PAUSED, Side.PARTNER, "You have paused"),
        (Trade.PAUSED, Side.STAFF, "Bubbly has paused your store"),
        (Trade.SUSPENDED, Side.STAFF, "Bubbly has suspended your store"),
        (Trade.LEFT, Side.PARTNER, "You have left Bubbly"),
    ],
)
def test_a_banner_says_who_stopped_the_trade(
    page_of: Page, trade: Trade, side: Side, words: str
) -> None:
    page = page_of(trade=trade, trade_by=side)

    assert words in page
    assert ("Only Bubbly can resume it" in page) is (side is Side.STAFF)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"state": StoreState.UNAVAILABLE}, "Shopify has closed your store"),
        ({"scopes": list(NEEDED[1:])}, "lacks a permission in your store"),
        ({"topics": None}, "being set up"),
    ],
)
def test_what_is_wrong_with_the_connection_is_said(
    page_of: Page, wrong: dict[str, Any], words: str
) -> None:
    assert words in page_of(**wrong)
    assert words not in page_of()


def test_today_and_the_last_days_are_the_partners_own(page_of: Page) -> None:
    def orders(store: PartnerStore) -> None:
        part = OrderSyncFactory(
            partner=store,
            owed=Decimal("12.25"),
            state=OrderState.CREATED,
            ordered_at=utc_now() + timedelta(seconds=4),
            partner_order_id=f"gid://shopify/Order/{uuid4()}",
        )
        OrderSyncLineFactory(order_sync=part, quantity=3)
        OrderSyncLineFactory(order_sync__owed=Decimal("777.77"), quantity=55)
        PartnerDayFactory(store_id=PartnerStoreFactory().id, orders=66, owed=Decimal("888.88"))
        count_partner_days(JUST_NOW)

    page = page_of(orders)

    assert "12.25 GBP" in page
    assert "95 % within" in page
    assert page.count("<svg") == 3
    for foreign in ("777.77", "888.88", ">55<", ">66<"):
        assert foreign not in page


def test_every_picture_has_its_table_and_no_style_of_its_own(page_of: Page) -> None:
    three_days_ago = (utc_now() - timedelta(days=3)).date()

    def orders(store: PartnerStore) -> None:
        OrderSyncFactory(partner=store)
        PartnerDayFactory(store_id=store.id, day=three_days_ago, orders=7)

    page = page_of(orders)

    assert page.count("<svg") == 2
    assert len(re.findall(r'<th scope="row">', page)) == 30
    assert " style=" not in page


def test_page_asks_the_same_few_questions_whatever_there_is(
    app: Flask, frame_of: OpenFrame
) -> None:
    with app.app_context():
        store_id = PartnerStoreFactory(**WELL).id
        frame = frame_of(db.session.get_one(PartnerStore, store_id))

    def asked() -> int:
        with app.app_context(), counted_statements() as sent:
            assert frame.get().status_code == 200
        return len(sent)

    asked()  # the first request of an application asks for more
    nothing = asked()
    with app.app_context():
        store = db.session.get_one(PartnerStore, store_id)
        for _ in range(12):
            failed(store, OUT_OF_STOCK)
            failed(store, VARIANT_GONE)
            ProductMapFactory(partner=store, sync=SyncState.FAILED)
        db.session.execute(update(ProductMap).values(error_code="x"))
        count_partner_days(JUST_NOW)

    assert asked() <= nothing
    assert nothing < 16
