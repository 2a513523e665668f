"""What somebody does again and again in the console."""

import time

from playwright.sync_api import Locator, Page


def go(page: Page, place: str) -> None:
    """Follow the menu."""
    menu = page.get_by_role("navigation", name="Console")
    menu.get_by_role("link", name=place, exact=True).click()


def narrow(page: Page, **filters: str) -> None:
    """Choose filters of a list by their labels, and show what they leave."""
    for label, choice in filters.items():
        page.get_by_role("combobox", name=label, exact=True).select_option(choice)
    with page.expect_navigation():  # the rows that follow are not those of the page before
        page.get_by_role("search").get_by_role("button", name="Show").click()


def rows(page: Page) -> Locator:
    """The rows of the page's table."""
    return page.get_by_role("main").locator("tbody tr")


def do_to_all_that_match(page: Page, action: str) -> None:
    """Do it to every row of the list, confirm it, and be led to the run."""
    page.get_by_label("all that match").check()
    page.locator("form#rows").get_by_role("button", name=action, exact=True).click()
    page.get_by_role("main").get_by_role("button", name=action, exact=True).click()
    page.wait_for_url("**/sync_runs/details/**")


def load_until(page: Page, wanted: Locator, seconds: float = 90) -> None:
    """Load the page again and again until it shows what is wanted."""
    deadline = time.monotonic() + seconds
    while not wanted.is_visible():
        assert time.monotonic() < deadline, f"{page.url} never showed it: {wanted}"
        page.wait_for_timeout(500)
        page.reload()
