"""Admin around the app, in a real browser: its address, its links, what it shows."""

import pytest
from playwright.sync_api import expect

from powerpact.simulator.control_client import SimulatorClient
from tests.fixtures.embedded import OpenInAdmin, app_frame
from tests.simulator.admin.conftest import SHOP, OpenFrame, StandIn
from tests.simulator.admin.seeing import NAV, claims, expect_at


def test_admin_s_address_follows_the_app_without_what_admin_added(open_frame: OpenFrame) -> None:
    page, frame = open_frame("orders?state=new")
    expect_at(page, "/orders?state=new")

    frame.evaluate("history.pushState(null, '', '/app/orders/7' + location.search)")
    expect_at(page, "/orders/7?state=new")
    frame.evaluate("history.replaceState(null, '', '/app/products')")
    expect_at(page, "/products")
    page.go_back()
    expect_at(page, "/orders?state=new")


def test_a_reload_keeps_the_page_of_the_app(stand_in: StandIn, open_frame: OpenFrame) -> None:
    page, frame = open_frame()
    frame.evaluate("history.pushState(null, '', '/app/orders')")
    expect_at(page, "/orders")

    page.reload()
    app_frame(page).wait_for_load_state()

    (seen,) = stand_in.requests("/app/orders")
    assert claims(seen.query["id_token"][0])


def test_a_page_opened_in_a_tab_of_its_own_goes_to_its_place_in_admin(
    stand_in: StandIn, open_frame: OpenFrame, address: str
) -> None:
    page, frame = open_frame()
    query = frame.evaluate("location.search")

    tab = page.context.new_page()
    tab.goto(f"{address}/app/orders{query}&state=new")

    expect_at(tab, "/orders?state=new")
    expect(tab.frame_locator("#app").locator("body")).to_be_attached()


def test_a_bounce_page_opened_by_itself_goes_where_it_was_leading(
    open_frame: OpenFrame, address: str
) -> None:
    page, frame = open_frame()
    query = frame.evaluate("location.search")

    tab = page.context.new_page()
    tab.goto(f"{address}/bounce{query}&shopify-reload={address}/app/orders")

    expect_at(tab, "/orders")


def test_admin_hears_only_the_frame_of_the_app(open_frame: OpenFrame) -> None:
    page, frame = open_frame()

    page.evaluate(
        """new Promise((heard) => {
            addEventListener("message", heard, { once: true });
            postMessage({ kind: "toast", text: "Forged", bad: false, duration: 5000 }, "*");
        }).then(() => null)"""
    )

    expect(page.get_by_role("status")).to_be_empty()
    frame.evaluate("shopify.toast.show('Real')")
    expect(page.get_by_role("status")).to_have_text("Real")


def test_admin_shows_the_app_s_links_and_marks_the_current_one(
    stand_in: StandIn, open_frame: OpenFrame
) -> None:
    stand_in.pages = {"/app/": NAV, "/app/orders/7": NAV}
    page, frame = open_frame("orders/7")
    nav = page.get_by_role("navigation", name="Admin")

    expect(nav.get_by_role("link")).to_have_text(["PowerPact", "Orders", "Products"])
    expect(nav.locator("[aria-current]")).to_have_text(["Orders"])
    frame.evaluate("history.pushState(null, '', '/app/products')")
    expect(nav.locator("[aria-current]")).to_have_text(["Products"])


def test_a_link_in_admin_loads_the_page_in_the_frame_without_a_token(
    stand_in: StandIn, open_frame: OpenFrame
) -> None:
    """Its address has no shop and host either, as the app wrote it; App Bridge says so."""
    stand_in.pages = {"/app/": NAV}
    page, frame = open_frame(expected=("lacks shop and host",))

    page.get_by_role("link", name="Orders").click()

    frame.wait_for_url("**/app/orders")
    (seen,) = stand_in.requests("/app/orders")
    assert (seen.query, seen.bearer) == ({}, "")


@pytest.mark.parametrize(("link", "place"), [("Orders", "/orders"), ("PowerPact", "")])
def test_the_app_may_follow_a_link_in_admin_by_itself(
    stand_in: StandIn, open_frame: OpenFrame, link: str, place: str
) -> None:
    stand_in.pages = {"/app/7": NAV}
    page, frame = open_frame("7")
    frame.evaluate(
        """document.addEventListener("shopify:navigate", (event) => {
            event.preventDefault();
            history.pushState(null, "", event.target.getAttribute("href"));
        })"""
    )

    page.get_by_role("link", name=link).click()

    expect_at(page, place)
    assert [one.path for one in stand_in.seen] == ["/app/7"]


def test_links_that_come_later_are_shown_too(stand_in: StandIn, open_frame: OpenFrame) -> None:
    page, frame = open_frame()

    frame.evaluate("(nav) => { document.body.innerHTML = nav }", NAV)

    expect(page.get_by_role("link", name="Products")).to_be_visible()


def test_admin_shows_what_the_app_has_to_say(open_frame: OpenFrame) -> None:
    page, frame = open_frame()

    frame.evaluate("shopify.toast.show('Saved')")
    expect(page.get_by_role("status")).to_have_text("Saved")
    frame.evaluate("shopify.loading(true)")
    expect(page.get_by_role("progressbar")).to_be_visible()
    frame.evaluate("shopify.loading(false)")
    expect(page.get_by_role("progressbar")).to_be_hidden()


def test_a_choice_in_the_save_bar_presses_the_app_s_own_button(
    stand_in: StandIn, open_frame: OpenFrame
) -> None:
    stand_in.pages["/app/"] = """<ui-save-bar id="bar"><button variant="primary">Keep</button>
        <button>Drop</button></ui-save-bar>"""
    page, frame = open_frame()
    frame.evaluate(
        """window.pressed = new Promise((known) => {
            const names = [];
            document.addEventListener("click", ({ target }) => {
                if (names.push(target.textContent) === 2) known(names);
            });
        }); shopify.saveBar.show("bar")"""
    )

    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Discard").click()

    assert frame.evaluate("pressed") == ["Keep", "Drop"]
    frame.evaluate("shopify.saveBar.hide('bar')")
    expect(page.get_by_role("group", name="Unsaved changes")).to_be_hidden()


def test_vitals_are_reported(stand_in: StandIn, open_frame: OpenFrame) -> None:
    stand_in.pages["/app/"] = "<h1>Hello</h1>"
    _, frame = open_frame()

    milliseconds = frame.evaluate(
        """new Promise((known) => shopify.webVitals.onReport(({ metrics: [{ name, value }] }) => {
            if (name === "LCP") known(value);
        }))"""
    )

    assert milliseconds > 0


def test_installing_and_removing_the_app_in_admin(
    simulator: SimulatorClient, stand_in: StandIn, open_in_admin: OpenInAdmin
) -> None:
    simulator.uninstall(SHOP)
    stand_in.pages["/app/"] = "<h1>Welcome</h1>"

    page, frame = open_in_admin(SHOP)
    page.get_by_role("button", name="Install").click()
    expect(frame.get_by_role("heading", name="Welcome")).to_be_visible()
    page.get_by_text("Apps", exact=True).click()
    page.get_by_role("button", name="Uninstall PowerPact").click()

    expect(page.get_by_role("heading", name="Install PowerPact")).to_be_visible()
    assert simulator.store(SHOP)["installed"] is False
