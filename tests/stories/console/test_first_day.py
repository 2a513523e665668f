"""What a new member of staff finds in the console of the demo, and puts right there."""

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.chromium import DESK, PHONE, OpenPage
from tests.stories.console.looking import (
    do_to_all_that_match,
    go,
    load_until,
    narrow,
    rows,
    see_it_finished,
    sign_in,
)
from tests.stories.running_demo import Demo, Picture

KILN, FELL = "Kiln & Harbour", "Fell & Ford"
WAITING = 3  # orders, for the partner that is down
UNMAPPED = 2  # orders, of a product without a map


@pytest.mark.timeout(600)
def test_newcomer_puts_right_what_the_demo_leaves(
    demo: Demo, open_page: OpenPage, picture: Picture
) -> None:
    """One story, as all of it happens in one marketplace; each chapter has its own rows in it."""
    page = open_page()
    sign_in(page, demo)
    find_the_partner_that_is_down(page, picture)
    map_what_nobody_sells(page, picture)
    repair_it(page, picture)
    approve_in_bulk(page, picture)
    see_that_nothing_waits_for_it(page)
    retry_all_that_match(page, picture)


def find_the_partner_that_is_down(page: Page, picture: Picture) -> None:
    """From Home to the partner, and from the partner to the orders that wait for it."""
    down = page.get_by_role("link", name="Stores that do not answer")
    load_until(page, down)
    picture(page, "home")
    page.emulate_media(color_scheme="dark")
    picture(page, "home-at-night")
    page.emulate_media(color_scheme="light")
    down.click()
    kiln = rows(page).get_by_role("link", name=KILN)
    load_until(page, kiln)
    kiln.click()
    picture(page, "store")
    page.get_by_role("main").get_by_role("link", name="Partner orders").click()
    narrow(page, State="Retrying")

    load_until(page, rows(page).nth(WAITING - 1))  # now and then one is on its way, in vain
    expect(rows(page).filter(has_text=KILN)).to_have_count(WAITING)
    picture(page, "orders-that-wait")


def repair_it(page: Page, picture: Picture) -> None:
    """Let the partner's store work again."""
    go(page, "Simulator")
    picture(page, "simulator")
    page.get_by_role("button", name=f"Repair {KILN}").click()

    expect(page.get_by_role("status")).to_contain_text(f"{KILN} works again")


def map_what_nobody_sells(page: Page, picture: Picture) -> None:
    """Say whose an unrouted variant is, and see its orders go out to that partner."""
    go(page, "Problems")
    picture(page, "problems")
    page.set_viewport_size(PHONE)
    picture(page, "problems-on-a-phone")
    page.set_viewport_size(DESK)
    page.get_by_role("main").get_by_role("link", name="Map it").click()
    page.get_by_role("main").get_by_role("link", name="See all of them").click()
    links = rows(page).get_by_role("link", name="#")
    expect(links).to_have_count(UNMAPPED)
    orders = links.all_inner_texts()
    page.go_back()
    picture(page, "whose-is-it")
    page.get_by_role("button", name="Map it").click()
    page.get_by_role("main").get_by_role("button", name="Re-route").click()

    see_it_finished(page, UNMAPPED)
    for order in orders:
        go(page, "Partner orders")
        page.get_by_role("searchbox").fill(order)
        narrow(page, Partner=FELL)
        load_until(page, rows(page).get_by_text("Created", exact=True))


def see_that_nothing_waits_for_it(page: Page) -> None:
    """The orders that waited have been made."""
    go(page, "Partner orders")
    narrow(page, Partner=KILN, State="Retrying")

    load_until(page, page.get_by_text("Nothing matches"))


def approve_in_bulk(page: Page, picture: Picture) -> None:
    """Approve every product that is proposed, and watch the run to its end."""
    go(page, "Products")
    narrow(page, Curation="Proposed")
    proposed = rows(page).count()
    assert proposed > 1
    picture(page, "products")
    do_to_all_that_match(page, "Approve")

    see_it_finished(page, proposed)
    picture(page, "run")


def retry_all_that_match(page: Page, picture: Picture) -> None:
    """A partner runs out of stock, has stock again, and its orders are tried again at once."""
    go(page, "Simulator")
    page.get_by_label(f"What goes wrong at {FELL}").select_option("is out of stock")
    page.get_by_role("button", name=f"Break {FELL}").click()
    page.get_by_role("spinbutton", name="Orders").fill(str(WAITING))
    page.get_by_role("combobox", name="Of products by").select_option(FELL)
    page.get_by_role("button", name="Place them").click()
    go(page, "Partner orders")
    narrow(page, State="Failed")
    load_until(page, rows(page).nth(WAITING - 1))
    picture(page, "failed-orders")
    go(page, "Simulator")
    page.get_by_role("button", name=f"Repair {FELL}").click()
    go(page, "Partner orders")
    narrow(page, State="Failed", Cause="Out of stock")
    do_to_all_that_match(page, "Retry")

    see_it_finished(page, WAITING)
    go(page, "Partner orders")
    narrow(page, State="Failed")
    expect(rows(page)).to_have_count(0)
