"""From a store that nobody knows to a member and out again, in the browser, as its staff do it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import FrameLocator, Page, expect

from powerpact.extensions import db
from powerpact.models import (
    Admission,
    AdmissionState,
    PartnerStore,
    Source,
    StoreState,
    Trade,
    utc_now,
)
from powerpact.services.admissions import approve
from powerpact.services.audit import Actor
from powerpact.simulator.control_client import SimulatorClient
from tests.admin.pages.judging import GRAVE, SIDEWAYS
from tests.factories import AdmissionFactory, BubblyStoreFactory, PartnerStoreFactory
from tests.fixtures.chromium import DESK, PHONE
from tests.fixtures.embedded import OpenInAdmin, app_frame

SHOP = "moss.myshopify.com"
HEADING = "s-page > h1"
ANA = Actor("ana@bubbly.test", Source.CONSOLE)


@pytest.fixture(autouse=True)
def moss(app: Flask, simulator: SimulatorClient) -> None:
    """A store at Shopify that has the app, and that nobody invited; and Bubbly."""
    simulator.create_store(SHOP, "Moss")
    with app.app_context():
        BubblyStoreFactory()


def heading(frame: FrameLocator, text: str) -> None:
    expect(frame.locator(HEADING)).to_have_text(text)


def banner(frame: FrameLocator, text: str) -> None:
    expect(frame.locator("s-banner", has_text=text).first).to_be_visible()


def trade(app: Flask) -> Trade:
    with app.app_context():
        return db.session.scalars(db.select(PartnerStore.trade)).one()


def fill_in(frame: FrameLocator, **said: str) -> None:
    for name, text in said.items():
        frame.locator(f"[name={name}]").locator("input, textarea").fill(text)


def keeps_nobody_out(page: Page) -> None:
    """What axe-core finds in the frame, and whether a phone has to scroll sideways."""
    page.set_viewport_size(PHONE)
    frame = app_frame(page)
    assert frame.evaluate(SIDEWAYS) <= 0
    found = Axe().run(frame).response["violations"]
    assert [fault["help"] for fault in found if fault["impact"] in GRAVE] == []
    page.set_viewport_size(DESK)


def test_a_store_asks_is_let_in_and_agrees(app: Flask, open_in_admin: OpenInAdmin) -> None:
    page, frame = open_in_admin(SHOP)
    heading(frame, "Ask to sell at Bubbly")
    keeps_nobody_out(page)
    fill_in(frame, name="Moss", email="owner@moss.test", message="We make green things.")
    frame.get_by_role("button", name="Ask to be let in").click()
    heading(frame, "You asked to sell at Bubbly")
    keeps_nobody_out(page)

    with app.app_context():
        asked = db.session.scalars(db.select(Admission.id)).one()
        approve([asked], ANA, code="moss", commission=Decimal(15))
    page.reload()

    heading(frame, "Sell at Bubbly")
    keeps_nobody_out(page)
    frame.get_by_label("We have read this and agree to it.").check()
    frame.get_by_role("button", name="Agree and start selling").click()
    heading(frame, "Home")
    banner(frame, "You sell at Bubbly from now on.")
    assert trade(app) is Trade.OPEN
    page.go_back()
    heading(frame, "Home")


def test_a_partner_leaves_and_comes_back(app: Flask, open_in_admin: OpenInAdmin) -> None:
    with app.app_context():
        AdmissionFactory(shop_domain=SHOP, code="moss")
    page, frame = open_in_admin(SHOP)
    agree(frame, "Agree and start selling")
    page, frame = open_in_admin(SHOP, "membership/")
    heading(frame, "Membership")
    keeps_nobody_out(page)
    frame.get_by_role("button", name="Pause").click()
    banner(frame, "You have paused.")
    frame.get_by_role("link", name="Leave Bubbly").click()
    heading(frame, "Leave Bubbly")
    keeps_nobody_out(page)
    frame.get_by_role("button", name="Leave Bubbly").click()
    heading(frame, "Come back to Bubbly")
    assert trade(app) is Trade.LEFT
    keeps_nobody_out(page)

    agree(frame, "Agree and come back")

    assert trade(app) is Trade.OPEN


def test_nothing_is_agreed_to_before_it_is_ticked(app: Flask, open_in_admin: OpenInAdmin) -> None:
    with app.app_context():
        AdmissionFactory(shop_domain=SHOP, code="moss")
    _page, frame = open_in_admin(SHOP)
    frame.get_by_role("button", name="Agree and start selling").click()
    heading(frame, "Sell at Bubbly")
    assert trade(app) is Trade.JOINING


def test_what_is_wrong_in_the_form_is_said_and_stays(open_in_admin: OpenInAdmin) -> None:
    page, frame = open_in_admin(SHOP)
    heading(frame, "Ask to sell at Bubbly")
    fill_in(frame, name="Moss", email="owner@moss", message="We make green things.")
    frame.get_by_role("button", name="Ask to be let in").click()
    expect(frame.locator("s-email-field")).to_contain_text("no e-mail address")
    expect(frame.locator("[name=message]").locator("textarea")).to_have_value(
        "We make green things."
    )
    keeps_nobody_out(page)
    page.reload()
    heading(frame, "Ask to sell at Bubbly")


def test_a_store_that_shopify_does_not_connect_goes_on_when_it_does(
    app: Flask, open_in_admin: OpenInAdmin, simulator: SimulatorClient
) -> None:
    fault = simulator.add_fault("down", shop=SHOP, operation=None)
    with app.app_context():
        AdmissionFactory(shop_domain=SHOP, code="moss")
    page, frame = open_in_admin(SHOP)
    heading(frame, "Connecting your store")
    keeps_nobody_out(page)
    simulator.clear_faults(fault_id=fault["id"])

    frame.get_by_role("link", name="Try again").click()

    heading(frame, "Sell at Bubbly")


def test_a_store_that_another_page_connects_goes_on_by_itself(
    app: Flask, open_in_admin: OpenInAdmin
) -> None:
    with app.app_context():
        soon = utc_now() + timedelta(seconds=4)
        PartnerStoreFactory(
            shop_domain=SHOP,
            trade=Trade.JOINING,
            state=StoreState.RECONNECT_NEEDED,
            refreshing_until=soon,
        )
    _page, frame = open_in_admin(SHOP)
    heading(frame, "Connecting your store")
    heading(frame, "Sell at Bubbly")


def test_who_was_declined_reads_the_answer(app: Flask, open_in_admin: OpenInAdmin) -> None:
    with app.app_context():
        told = {"answer": "We have enough moss.", "decided_at": utc_now(), "code": None}
        AdmissionFactory(shop_domain=SHOP, state=AdmissionState.DECLINED, **told)
    page, frame = open_in_admin(SHOP)
    expect(frame.get_by_text("We have enough moss.")).to_be_visible()
    keeps_nobody_out(page)


def agree(frame: FrameLocator, button: str) -> None:
    frame.get_by_label("We have read this and agree to it.").check()
    frame.get_by_role("button", name=button).click()
    heading(frame, "Home")
