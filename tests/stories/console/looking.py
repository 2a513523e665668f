"""What somebody does again and again in the console."""

import time

from playwright.sync_api import Locator, Page, expect

from tests.stories.running_demo import Demo

RUN_WITHIN = 60_000  # milliseconds


def sign_in(page: Page, demo: Demo) -> None:
    """Begin at the login of the demo."""
    page.goto("/console/")
    page.get_by_label("E-mail").fill(demo.email)
    page.get_by_label("Password", exact=True).fill(demo.password)
    page.get_by_role("button", name="Sign in").click()


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


def see_it_finished(page: Page, rows_of_it: int) -> None:
    """Watch the run of this page until its bar is at its end; the page loads itself then."""
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("value", str(rows_of_it), timeout=RUN_WITHIN)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    expect(page.get_by_text("Finished").first).to_be_visible()
