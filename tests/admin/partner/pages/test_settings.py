"""The settings page with Polaris fields, as a merchant fills it in."""

from flask import Flask
from playwright.sync_api import expect

from powerpact.extensions import db
from powerpact.models import AlertPace, Deletion, PartnerStore
from tests.admin.partner.pages.conftest import SHOP
from tests.fixtures.embedded import OpenInAdmin


def test_what_is_filled_in_is_kept(app: Flask, fern: int, open_in_admin: OpenInAdmin) -> None:
    _page, frame = open_in_admin(SHOP, "settings/", expected=("422",))
    frame.get_by_label("Offer new products by themselves").uncheck()
    frame.get_by_label("Stock buffer").fill("4")
    frame.get_by_label("When you delete a product in your store").select_option("sold_out")
    frame.get_by_label("E-mail address").fill("nonsense")
    frame.get_by_label("How often").select_option("at_once")
    frame.get_by_role("button", name="Save").click()
    expect(frame.get_by_text("is no e-mail address")).to_be_visible()

    frame.get_by_label("E-mail address").fill("orders@fern.test")
    frame.get_by_role("button", name="Save").click()
    expect(frame.get_by_text("Your settings are saved")).to_be_visible()
    frame.get_by_role("button", name="Send a test mail").click()
    expect(frame.get_by_text("on its way to orders@fern.test")).to_be_visible()

    with app.app_context():
        store = db.session.get_one(PartnerStore, fern)
        assert (store.auto_offer, store.stock_buffer) == (False, 4)
        assert (store.on_deletion, store.alert_pace) == (Deletion.SOLD_OUT, AlertPace.AT_ONCE)
        assert store.alert_email == "orders@fern.test"
