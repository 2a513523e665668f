"""Previews and mappings in a real browser: what is agreed to, and answers that are waited for."""

from flask import Flask
from playwright.sync_api import expect

from powerpact.extensions import db
from powerpact.models import ProductMap
from powerpact.services.lookups.work import work_lookups
from tests.admin.pages.conftest import StaffPage
from tests.admin.pages.judging import faults_of
from tests.admin.pages.mapping_places import pairing
from tests.factories import ProductMapFactory


def test_what_is_deleted_must_be_agreed_to(app: Flask, staff_page: StaffPage) -> None:
    with app.app_context():
        address = pairing()
    page = staff_page()

    page.goto(address)
    page.get_by_role("button", name="See what becomes of it").click()

    expect(page.get_by_role("heading", name="Deleted at Bubbly: 1")).to_be_visible()
    assert list(faults_of(page)) == []

    page.get_by_role("button", name="Map it").click()

    agreeing = page.get_by_label("Delete 1 variant at Bubbly")
    assert agreeing.evaluate("box => box.validity.valueMissing")

    agreeing.check()
    page.get_by_role("button", name="Map it").click()

    told = page.get_by_text("is that Bubbly product now, with 2 variants paired")
    expect(told).to_be_visible()
    with app.app_context():
        row = db.session.query(ProductMap).one()
        assert row.bubbly_product_id == "gid://shopify/Product/1"


def test_an_answer_appears_by_itself(app: Flask, staff_page: StaffPage) -> None:
    with app.app_context():
        map_id = ProductMapFactory().id
    page = staff_page()

    page.goto(f"/console/product_maps/details/?id={map_id}")
    page.get_by_role("link", name="Preview a sync").click()
    page.get_by_role("button", name="Ask Bubbly").click()

    expect(page.get_by_text("Bubbly is being asked")).to_be_visible()

    with app.app_context():
        work_lookups()

    expect(page.get_by_text("connect it first")).to_be_visible()
    expect(page.get_by_text("Bubbly is being asked")).to_have_count(0)
