"""Orders in the browser: from the list to one of them, and retrying."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Frame, expect
from sqlalchemy.orm import Session

from powerpact.domain.causes import HELD_BY_STAFF
from powerpact.domain.transitions import OrderState
from powerpact.extensions import db
from powerpact.models import OrderSync, PartnerStore
from powerpact.services.bulk.work import work_bulk_actions
from tests.admin.pages.judging import GRAVE, SIDEWAYS
from tests.admin.partner.orders.looking import SHOPPER, S, made, state_of
from tests.admin.partner.pages.conftest import SHOP
from tests.factories import OrderSyncAttemptFactory, OrderSyncLineFactory
from tests.fixtures.chromium import DESK, PHONE
from tests.fixtures.embedded import OpenInAdmin, app_frame


@pytest.fixture
def stuck(session: Session, fern: int) -> list[int]:
    """Two orders that wait for the partner, and one that Bubbly holds."""
    store = session.get_one(PartnerStore, fern)
    ids = [made(store, name, bubbly_order__shopper=SHOPPER) for name in ("#1001", "#1002")]
    ids.append(made(store, "#1003", S.HELD, cause_of=HELD_BY_STAFF))
    for part_id in ids:
        OrderSyncLineFactory(order_sync=db.session.get_one(OrderSync, part_id))
        OrderSyncAttemptFactory(order_sync_id=part_id)
    return ids


def test_one_is_looked_at_and_retried(
    session: Session, stuck: list[int], open_in_admin: OpenInAdmin
) -> None:
    page, frame = open_in_admin(SHOP, "orders/")
    frame.get_by_role("link", name="#1001").click()
    expect(frame.get_by_text("Your store has too little stock")).to_be_visible()
    expect(frame.get_by_text("1 Analytical Street")).to_be_visible()

    frame.get_by_role("button", name="Retry").click()

    expect(frame.get_by_text("1 order on the way to your store.")).to_be_visible()
    expect(frame.get_by_text("It goes to your store in a moment.")).to_be_visible()
    assert state_of(session, stuck[0]) is S.PENDING
    _made_by_a_worker(session, stuck[0])
    expect(frame.get_by_text("It is in your store as order #77.")).to_be_visible(timeout=10_000)
    expect(frame.get_by_role("button", name="Retry")).to_have_count(0)
    assert "id_token" not in app_frame(page).url


def _made_by_a_worker(session: Session, part_id: int) -> None:
    part = session.get_one(OrderSync, part_id)
    part.state, part.partner_order_id = OrderState.CREATED, "gid://shopify/Order/1"
    part.partner_order_name = "#77"
    session.commit()


def test_all_that_match_are_retried_by_a_run_that_is_followed(
    app: Flask, session: Session, stuck: list[int], open_in_admin: OpenInAdmin
) -> None:
    _page, frame = open_in_admin(SHOP, "orders/")
    frame.get_by_label("all that match").check()
    frame.locator("#rows").get_by_role("button", name="Retry").click()
    expect(frame.get_by_text("3 now")).to_be_visible()
    frame.get_by_role("button", name="Retry").click()
    expect(frame.get_by_text("Queued")).to_be_visible()

    with app.app_context():
        list(work_bulk_actions())

    expect(frame.get_by_text("1 could not be done")).to_be_visible(timeout=10_000)
    expect(frame.get_by_text("Only Bubbly can put it right")).to_be_visible(timeout=10_000)
    assert [state_of(session, each) for each in stuck] == [S.PENDING, S.PENDING, S.HELD]
    frame.get_by_role("link", name=f"Order {stuck[2]}").click()
    expect(frame.get_by_text("Bubbly holds this order.")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_everybody_can_use_both_pages(
    stuck: list[int], open_in_admin: OpenInAdmin, size: dict[str, int]
) -> None:
    for path in ("orders/", f"orders/details/?id={stuck[0]}"):
        page, frame = open_in_admin(SHOP, path, viewport=size)
        expect(frame.get_by_role("button", name="Retry").first).to_be_visible()

        assert _faults(app_frame(page)) == []


def _faults(frame: Frame) -> list[str]:
    """What hangs over, and what axe-core finds that is serious."""
    hidden = frame.evaluate(SIDEWAYS)
    found = Axe().run(frame).response["violations"]
    grave = [fault["id"] for fault in found if fault["impact"] in GRAVE]
    return [f"{hidden} pixels hang over", *grave] if hidden > 0 else grave
