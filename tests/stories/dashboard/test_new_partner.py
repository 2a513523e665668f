"""From the first page to the last: how a store becomes a partner, sells, mends, leaves, returns."""

import pytest
from playwright.sync_api import Page, expect

from powerpact.demo.shops import BUBBLY, NEWCOMER
from powerpact.simulator.control_client import SimulatorClient
from tests.fixtures.chromium import DESK, PHONE
from tests.stories.console.looking import do_to_all_that_match, go, narrow, rows, see_it_finished
from tests.stories.dashboard.looking import Dashboard
from tests.stories.dashboard.stores import Piece, delivered, for_sale, on_sale, piece
from tests.stories.running_demo import Picture

KEPT_BACK = 3  # pieces of each variant
MEMBERSHIP = "Pause, resume or leave"


@pytest.mark.timeout(900)
def test_new_partner_joins_sells_puts_right_leaves_and_comes_back(
    partner: Dashboard, staff: Page, shopify: SimulatorClient, picture: Picture
) -> None:
    """One story, as all of it happens to one store; each chapter begins where another ended."""
    install_and_agree(partner, picture)
    withdrawn = offer_all_but_one(partner)
    be_approved(staff)
    see_them_listed(partner, shopify, withdrawn, picture)
    get_an_order(partner, staff, shopify, picture)
    gone = lose_a_variant_while_pausing(partner, staff, shopify)
    see_what_failed_and_why(partner, gone, picture)
    make_it_again_and_retry(partner, shopify, gone, picture)
    keep_some_stock_back(partner, shopify, picture)
    leave(partner, shopify)
    come_back(partner, shopify, withdrawn)
    assert partner.page.context.cookies() == []


def install_and_agree(partner: Dashboard, picture: Picture) -> None:
    """Install the app as staff's invitation says, read the words, and be led on."""
    partner.page.goto(partner.begins)
    partner.page.get_by_role("button", name="Install").click()
    partner.sees(f"Sell at {BUBBLY.name}")
    picture(partner.page, "dashboard-welcome")
    partner.agree("Agree and start selling")
    partner.is_told("Your catalogue is being read.")

    read = partner.frame.locator("ol.steps li", has_text="Your catalogue is read")
    partner.load_until(read.get_by_text("Done"))
    picture(partner.page, "dashboard-first-steps")


def offer_all_but_one(partner: Dashboard) -> str:
    """Withdraw two products, offer one of them again; the title of the other."""
    partner.go("Products")
    expect(partner.rows).to_have_count(NEWCOMER.products)
    first, second = (row.get_by_role("link").inner_text() for row in partner.rows.all()[:2])
    for title in (first, second):
        do_to_row(partner, title, "Withdraw", "Not offered")
    do_to_row(partner, second, "Offer", "Proposed")
    return first


def do_to_row(partner: Dashboard, title: str, action: str, state: str) -> None:
    row = partner.rows.filter(has_text=title)
    row.get_by_role("button", name=action, exact=True).click()
    expect(row).to_contain_text(state)


def be_approved(staff: Page) -> None:
    """Staff look at what is new, and approve all of it."""
    go(staff, "Products")
    narrow(staff, Partner=NEWCOMER.name, Curation="Proposed")
    proposed = rows(staff).count()
    do_to_all_that_match(staff, "Approve")
    see_it_finished(staff, proposed)


def see_them_listed(
    partner: Dashboard, shopify: SimulatorClient, withdrawn: str, picture: Picture
) -> None:
    """Every product that is offered is listed, in the dashboard and in Bubbly's own store."""
    offered = NEWCOMER.products - 1
    listed = partner.rows.get_by_text("Listed", exact=True)
    partner.load_until(listed.nth(offered - 1))
    expect(partner.rows.filter(has_text=withdrawn)).to_contain_text("Not offered")
    picture(partner.page, "dashboard-products")

    assert len(on_sale(shopify)) == offered
    assert withdrawn not in on_sale(shopify)


def get_an_order(
    partner: Dashboard, staff: Page, shopify: SimulatorClient, picture: Picture
) -> None:
    """A shopper buys at Bubbly, and the order is made in the partner's store."""
    bought = piece(shopify, of_several=False)
    order_at_bubbly(staff, bought)
    partner.go("Orders")
    partner.load_until(partner.rows.filter(has_text="In your store"))
    partner.open_order()
    expect(partner.frame.get_by_text(bought.title)).to_be_visible()
    picture(partner.page, "dashboard-order")

    [made] = delivered(shopify, bought.sku)
    expect(partner.frame.get_by_role("link", name=made["name"]).first).to_be_visible()


def order_at_bubbly(staff: Page, bought: Piece) -> None:
    """As a shopper: the demo's shop window is a page of the console."""
    go(staff, "Simulator")
    staff.get_by_role("searchbox", name="Find products").fill(bought.sku)
    staff.get_by_role("button", name="Show").click()
    staff.get_by_role("spinbutton", name=f"Pieces of {bought.name}").fill("1")
    staff.get_by_role("button", name="Place this order").click()
    expect(staff.get_by_role("status")).to_contain_text("was placed at Bubbly")


def lose_a_variant_while_pausing(
    partner: Dashboard, staff: Page, shopify: SimulatorClient
) -> Piece:
    """Somebody in the partner's store deletes a variant that a shopper has bought meanwhile."""
    to_membership(partner)
    partner.press("Pause")
    partner.is_told("You have paused.")
    gone = piece(shopify, of_several=True)
    order_at_bubbly(staff, gone)
    partner.go("Orders")
    partner.load_until(partner.rows.filter(has_text="You are away"))
    shopify.delete_variant(NEWCOMER.domain, gone.sku)
    to_membership(partner)
    partner.press("Resume")
    partner.is_told("You have resumed.")
    return gone


def to_membership(partner: Dashboard) -> None:
    partner.go("Settings")
    partner.follow(MEMBERSHIP)
    partner.sees("Membership")


def see_what_failed_and_why(partner: Dashboard, gone: Piece, picture: Picture) -> None:
    """Home leads to the order, which says what is wrong and what to do; retrying is too early."""
    partner.go("Orders")
    partner.load_until(partner.rows.filter(has_text="Product deleted"))
    picture(partner.page, "dashboard-orders")
    partner.page.get_by_role("navigation", name="Admin").get_by_role("link").first.click()
    partner.sees("Home")
    partner.load_until(partner.frame.locator("rect.orders").first)
    picture(partner.page, "dashboard-home")
    partner.page.set_viewport_size(PHONE)
    picture(partner.page, "dashboard-home-on-a-phone")
    partner.page.set_viewport_size(DESK)
    partner.follow("A product of this order was deleted in your store.")
    partner.sees("Orders")
    partner.open_order()
    partner.load_until(partner.frame.get_by_text("Not in your store any more"))
    expect(partner.frame.get_by_text("Create it again with the same SKU")).to_be_visible()
    picture(partner.page, "dashboard-failed-order")
    partner.page.set_viewport_size(PHONE)
    picture(partner.page, "dashboard-failed-order-on-a-phone")
    partner.page.set_viewport_size(DESK)
    partner.press("Retry")
    partner.is_told(f"your store has nothing with the SKU {gone.sku}")


def make_it_again_and_retry(
    partner: Dashboard, shopify: SimulatorClient, gone: Piece, picture: Picture
) -> None:
    """Put it right in the store, retry, and have the order once."""
    shopify.create_variant(
        NEWCOMER.domain,
        gone.product_id,
        {"Shade": gone.shade},
        price=gone.price,
        sku=gone.sku,
        quantity=gone.available,
    )
    partner.go("Products")
    partner.follow(gone.title)
    partner.sees(gone.title)
    variants = partner.rows.filter(has_text=gone.sku)
    partner.load_until(variants.filter(has_not_text="deleted"))
    partner.go("Orders")
    partner.open_order()
    partner.press("Retry")

    partner.load_until(partner.frame.get_by_text("In your store", exact=True))
    assert len(delivered(shopify, gone.sku)) == 1


def keep_some_stock_back(partner: Dashboard, shopify: SimulatorClient, picture: Picture) -> None:
    """Change a setting, and see it reach Bubbly."""
    kept = piece(shopify, of_several=False)
    partner.go("Settings")
    partner.wait_until(
        lambda: for_sale(shopify, kept.sku) == kept.available, f"Bubbly sells all of {kept}"
    )
    picture(partner.page, "dashboard-settings")
    partner.frame.get_by_label("Stock buffer").fill(str(KEPT_BACK))
    partner.press("Save")
    partner.is_told("Your settings are saved.")

    left = kept.available - KEPT_BACK
    partner.wait_until(
        lambda: for_sale(shopify, kept.sku) == left, f"Bubbly sells {left} of {kept}"
    )


def leave(partner: Dashboard, shopify: SimulatorClient) -> None:
    """Leave Bubbly, and remove the app as well."""
    to_membership(partner)
    partner.follow("Leave Bubbly")
    partner.sees("Leave Bubbly")
    partner.press("Leave Bubbly")
    partner.sees("Come back to Bubbly")

    partner.wait_until(lambda: not on_sale(shopify), "nothing is on sale at Bubbly")
    partner.page.get_by_text("Apps").click()
    partner.page.get_by_role("button", name="Uninstall").click()


def come_back(partner: Dashboard, shopify: SimulatorClient, withdrawn: str) -> None:
    """Install the app again, agree again, and sell what was sold before."""
    partner.page.get_by_role("button", name="Install").click()
    partner.sees("Home")
    partner.is_told("You have left Bubbly")
    partner.follow("Come back")
    partner.sees("Come back to Bubbly")
    partner.agree("Agree and come back")

    offered = NEWCOMER.products - 1
    partner.wait_until(lambda: len(on_sale(shopify)) == offered, "all that was on sale is so again")
    assert withdrawn not in on_sale(shopify)
    partner.go("Orders")
    expect(partner.rows).to_have_count(2)
