"""The console without a mouse."""

from flask import Flask
from playwright.sync_api import Page, expect

from powerpact.domain.transitions import Curation, SyncState
from tests.admin.pages.conftest import StaffPage
from tests.factories import ProductMapFactory

FAR = 40  # presses; nobody wants more
HAS_FOCUS = "wanted => document.activeElement.matches(wanted)"


def _press_until(page: Page, key: str, wanted: str) -> int:
    """Press ``key`` until the selector names what has the focus; how often."""
    for presses in range(1, FAR):
        page.keyboard.press(key)
        if page.evaluate(HAS_FOCUS, wanted):
            return presses
    raise AssertionError(f"{wanted} is not reached with {key}")


def test_first_stop_of_a_page_leads_past_the_menu(staff_page: StaffPage) -> None:
    page = staff_page()
    page.goto("/console/order_syncs/")

    assert _press_until(page, "Tab", "a.skip") == 1
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")

    assert _press_until(page, "Tab", "main *") == 1


def test_row_is_ticked_and_acted_on_with_keys_alone(app: Flask, staff_page: StaffPage) -> None:
    with app.app_context():
        ProductMapFactory(title="Bowl", curation=Curation.PROPOSED, sync=SyncState.NEVER)
    page = staff_page()
    page.goto("/console/product_maps/#content")

    _press_until(page, "Tab", "input[name=ids]")
    page.keyboard.press("Space")
    _press_until(page, "Shift+Tab", "form#rows [formaction*=approve]")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_have_text("1 product approved.")
