"""Moving through the framed dashboard, as no browser does by itself: each page needs a token."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from powerpact.extensions import db
from powerpact.models import PartnerStore, RunState
from powerpact.simulator.control_client import SimulatorClient
from tests.admin.partner.pages.conftest import SHOP
from tests.factories import SyncRunFactory
from tests.fixtures.embedded import OpenInAdmin, app_frame

HEADING = "s-page > h1"
KEPT_COOKIES = "document.cookie = 'kept=1; SameSite=None; Secure'; document.cookie"


@pytest.fixture
def runs(app: Flask, fern: int) -> list[str]:
    """Runs of the partner's own, by their titles."""
    with app.app_context():
        store = db.session.get_one(PartnerStore, fern)
        for title in ("First", "Second"):
            SyncRunFactory(store=store, title=title, state=RunState.FINISHED)
    return ["First", "Second"]


def test_links_back_forward_and_reload_keep_their_place(
    open_in_admin: OpenInAdmin, runs: list[str]
) -> None:
    page, frame = open_in_admin(SHOP, "runs/")
    expect(frame.locator("tbody tr")).to_have_count(len(runs))

    frame.get_by_role("link", name="First").click()
    expect(frame.locator(HEADING)).to_have_text("First")
    page.go_back()
    expect(frame.locator("tbody tr")).to_have_count(len(runs))
    page.go_forward()
    expect(frame.locator(HEADING)).to_have_text("First")
    page.reload()
    expect(frame.locator(HEADING)).to_have_text("First")
    assert "id_token" not in app_frame(page).url


@pytest.mark.usefixtures("runs")
def test_frame_that_is_reloaded_alone_gets_a_token_by_the_bounce_page(
    open_in_admin: OpenInAdmin,
) -> None:
    page, frame = open_in_admin(SHOP, "runs/")
    frame.get_by_role("link", name="Second").click()
    expect(frame.locator(HEADING)).to_have_text("Second")

    app_frame(page).evaluate("location.reload()")

    expect(frame.locator(HEADING)).to_have_text("Second")


@pytest.mark.usefixtures("runs")
def test_filters_and_menu_need_no_document(open_in_admin: OpenInAdmin) -> None:
    page, frame = open_in_admin(SHOP, "runs/")

    frame.get_by_label("State").select_option("Failed")
    frame.get_by_role("button", name="Show").click()
    expect(frame.get_by_text("Nothing matches")).to_be_visible()
    frame.get_by_role("link", name="Show all").first.click()
    expect(frame.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="PowerPact").click()

    expect(frame.locator(HEADING)).to_have_text("Home")


@pytest.mark.usefixtures("runs")
def test_file_is_downloaded_with_a_token(open_in_admin: OpenInAdmin) -> None:
    page, frame = open_in_admin(SHOP, "runs/")

    with page.expect_download() as download:
        frame.get_by_role("link", name="CSV file").click()

    assert download.value.suggested_filename.startswith("runs-")
    assert "First" in download.value.path().read_text()


@pytest.mark.usefixtures("runs")
def test_link_in_a_new_tab_is_led_into_admin(open_in_admin: OpenInAdmin) -> None:
    page, frame = open_in_admin(SHOP, "runs/")
    link = frame.get_by_role("link", name="First")

    with page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])

    tab = opened.value
    expect(tab.frame_locator("#app").locator(HEADING)).to_have_text("First")
    assert "/store/fern/apps/" in tab.url


@pytest.mark.usefixtures("fern")
def test_no_cookie_is_kept(open_in_admin: OpenInAdmin) -> None:
    page, frame = open_in_admin(SHOP)
    expect(frame.locator(HEADING)).to_have_text("Home")

    assert app_frame(page).evaluate(KEPT_COOKIES) == ""
    assert page.context.cookies() == []


@pytest.mark.usefixtures("runs")
def test_a_page_left_open_for_hours_goes_on(
    open_in_admin: OpenInAdmin, simulator: SimulatorClient
) -> None:
    _page, frame = open_in_admin(SHOP, "runs/", expected=("401",))
    expect(frame.locator("tbody tr")).to_have_count(2)
    simulator.add_fault("id_token_expired", shop=SHOP, operation="id_token", count=1)

    frame.get_by_role("link", name="First").click()

    expect(frame.locator(HEADING)).to_have_text("First")
