"""App Bridge in a real browser, between a page of the app and the admin around it."""

import re

import jwt
import pytest
from playwright.sync_api import Browser, Page, expect

from powerpact.simulator.control_client import SimulatorClient
from tests.fixtures.chromium import new_context
from tests.fixtures.embedded import OpenInAdmin, app_frame
from tests.fixtures.simulator import CLIENT_ID, CLIENT_SECRET
from tests.simulator.admin.conftest import SHOP, Answer, OpenFrame, StandIn

PLACE = f"/store/kiln/apps/{CLIENT_ID}"
STALE = Answer("401 Unauthorized", (("X-Shopify-Retry-Invalid-Session-Request", "1"),))
TOKEN_IN_TIME = """Promise.race([
    shopify.idToken().catch((fault) => fault.message),
    new Promise((give_up) => setTimeout(give_up, 1500, "nothing")),
])"""
NAV = """<s-app-nav><s-link href="/app/" rel="home">Home</s-link>
    <s-link href="/app/orders">Orders</s-link><s-link href="/app/products">Products</s-link>
    </s-app-nav>"""


def claims(token: str) -> dict[str, str]:
    read: dict[str, str] = jwt.decode(
        token, CLIENT_SECRET, algorithms=["HS256"], audience=CLIENT_ID
    )
    return read


def at(page: Page, place: str) -> None:
    """The address of admin leads there."""
    expect(page).to_have_url(re.compile(re.escape(PLACE + place) + "$"))


def test_the_app_knows_where_it_is(open_frame: OpenFrame) -> None:
    _, frame = open_frame()

    config = frame.evaluate("shopify.config")

    assert (config["apiKey"], config["shop"], config["locale"]) == (CLIENT_ID, SHOP, "en")
    assert frame.evaluate("shopify.environment.embedded") is True


def test_a_token_is_real_and_a_new_one_each_time(open_frame: OpenFrame) -> None:
    _, frame = open_frame()

    tokens = frame.evaluate("Promise.all([shopify.idToken(), shopify.idToken()])")

    first, second = map(claims, tokens)
    assert first["dest"] == second["dest"] == f"https://{SHOP}"
    assert first["jti"] != second["jti"]


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [("id_token_silent", "nothing", ()), ("id_token_refused", "told to refuse", ("403",))],
)
def test_admin_has_no_token(
    simulator: SimulatorClient, open_frame: OpenFrame, kind: str, said: str, expected: tuple[str]
) -> None:
    _, frame = open_frame(expected=expected)
    simulator.add_fault(kind, shop=SHOP)

    assert said in frame.evaluate(TOKEN_IN_TIME)


def test_a_request_to_the_app_carries_a_token(stand_in: StandIn, open_frame: OpenFrame) -> None:
    _, frame = open_frame()

    frame.evaluate("fetch('/data', {method: 'POST', body: 'hello'})")

    (seen,) = stand_in.requests("/data")
    assert claims(seen.bearer)["dest"] == f"https://{SHOP}"
    assert seen.body == b"hello"


def test_a_request_with_a_token_of_its_own_keeps_it(
    stand_in: StandIn, open_frame: OpenFrame
) -> None:
    _, frame = open_frame()

    frame.evaluate("fetch('/data', {headers: {Authorization: 'Bearer mine'}})")

    assert [one.bearer for one in stand_in.requests("/data")] == ["mine"]


def test_a_stale_token_is_replaced_once_and_the_body_sent_again(
    stand_in: StandIn, open_frame: OpenFrame
) -> None:
    stand_in.answers["/data"] = [STALE, Answer(text="done")]
    _, frame = open_frame(expected=("401",))

    post = "fetch('/data', {method: 'POST', body: 'hello'}).then((answer) => answer.text())"
    text = frame.evaluate(post)

    first, second = stand_in.requests("/data")
    assert text == "done"
    assert claims(first.bearer)["jti"] != claims(second.bearer)["jti"]
    assert first.body == second.body == b"hello"


def test_a_token_that_is_refused_again_is_the_app_s_to_explain(
    stand_in: StandIn, open_frame: OpenFrame
) -> None:
    stand_in.answers["/data"] = [STALE]
    _, frame = open_frame(expected=("401",))

    assert frame.evaluate("fetch('/data').then((answer) => answer.status)") == 401
    assert len(stand_in.requests("/data")) == 2


def test_an_answer_may_send_the_whole_window_elsewhere(
    stand_in: StandIn, open_frame: OpenFrame, address: str
) -> None:
    name = "X-Shopify-API-Request-Failure-Reauthorize-Url"
    stand_in.answers["/data"] = [Answer("401 Unauthorized", ((name, "/agree"),))]
    page, frame = open_frame(expected=("401",))

    frame.evaluate("fetch('/data').then(() => null)")

    expect(page).to_have_url(f"{address}/agree")


def test_the_bounce_page_comes_back_with_a_token(
    stand_in: StandIn, open_frame: OpenFrame, address: str
) -> None:
    _, frame = open_frame()
    query = frame.evaluate("location.search")

    back = f"{address}/app/orders{query}&state=new"
    frame.goto(f"{address}/bounce{query}&shopify-reload=" + back.replace("&", "%26"))

    frame.wait_for_url(lambda url: "/bounce" not in url)
    (seen,) = stand_in.requests("/app/orders")
    (token,) = seen.query["id_token"]
    assert claims(token)["dest"] == f"https://{SHOP}"
    assert seen.query["state"] == ["new"]


def test_the_bounce_page_takes_no_token_to_another_origin(
    stand_in: StandIn, open_frame: OpenFrame, address: str
) -> None:
    _, frame = open_frame()
    elsewhere = address.replace("127.0.0.1", "localhost")

    frame.goto(f"{address}/bounce{frame.evaluate('location.search')}&shopify-reload={elsewhere}")
    frame.evaluate(TOKEN_IN_TIME)  # it has had the time

    assert frame.url.startswith(f"{address}/bounce")
    assert stand_in.requests("/") == []


def test_admin_s_address_follows_the_app_without_what_admin_added(open_frame: OpenFrame) -> None:
    page, frame = open_frame("orders?state=new")
    at(page, "/orders?state=new")

    frame.evaluate("history.pushState(null, '', '/app/orders/7' + location.search)")
    at(page, "/orders/7?state=new")
    frame.evaluate("history.replaceState(null, '', '/app/products')")
    at(page, "/products")
    page.go_back()
    at(page, "/orders?state=new")


def test_a_reload_keeps_the_page_of_the_app(stand_in: StandIn, open_frame: OpenFrame) -> None:
    page, frame = open_frame()
    frame.evaluate("history.pushState(null, '', '/app/orders')")
    at(page, "/orders")

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

    at(tab, "/orders?state=new")
    expect(tab.frame_locator("#app").locator("body")).to_be_attached()


def test_a_bounce_page_opened_by_itself_goes_where_it_was_leading(
    open_frame: OpenFrame, address: str
) -> None:
    page, frame = open_frame()
    query = frame.evaluate("location.search")

    tab = page.context.new_page()
    tab.goto(f"{address}/bounce{query}&shopify-reload={address}/app/orders")

    at(tab, "/orders")


@pytest.mark.parametrize("host", ["", "ZXZpbC50ZXN0L3N0b3JlL2tpbG4"])  # evil.test/store/kiln
def test_a_page_of_no_known_admin_stays_where_it_is(
    chromium: Browser, stand_in: StandIn, address: str, simulator: SimulatorClient, host: str
) -> None:
    tab = new_context(chromium, (address, simulator.base_url)).new_page()
    there = f"{address}/app/?shop={SHOP}&host={host}"

    tab.goto(there)

    assert tab.url == there
    assert "not in Shopify admin" in tab.evaluate(TOKEN_IN_TIME)
    tab.evaluate("fetch('/data')")
    assert [one.bearer for one in stand_in.requests("/data")] == [""]


def test_a_stranger_who_frames_the_app_hears_nothing_and_is_not_heard(
    stand_in: StandIn, open_frame: OpenFrame, address: str
) -> None:
    """The stranger is of the app's own origin, so that the policy lets it frame the app at all."""
    stand_in.pages["/app/"] = NAV
    page, frame = open_frame(expected=("frame-ancestors", "postMessage"))
    framed = f"/app/{frame.evaluate('location.search')}"
    stand_in.admin_url = "'self'"
    stand_in.answers["/stranger"] = [Answer(text='<iframe name="app-iframe"></iframe>')]
    page.goto(f"{address}/stranger")
    page.evaluate("window.heard = []; onmessage = (event) => heard.push(event.data); null")
    frame = app_frame(page)
    frame.goto(address + framed)

    number = frame.evaluate("performance.timeOrigin") + 1
    frame.evaluate("window.token = shopify.idToken(); null")
    forged = {"kind": "answer", "id": number, "value": "forged"}
    page.evaluate("(answer) => frames[0].postMessage(answer, '*')", forged)

    late = "new Promise((give_up) => setTimeout(give_up, 500, 'nothing'))"
    assert frame.evaluate(f"Promise.race([token, {late}])") == "nothing"
    assert page.evaluate("heard") == []


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


def test_the_app_may_follow_a_link_in_admin_by_itself(
    stand_in: StandIn, open_frame: OpenFrame
) -> None:
    stand_in.pages = {"/app/": NAV}
    page, frame = open_frame()
    frame.evaluate(
        """document.addEventListener("shopify:navigate", (event) => {
            event.preventDefault();
            history.pushState(null, "", event.target.getAttribute("href"));
        })"""
    )

    page.get_by_role("link", name="Orders").click()

    at(page, "/orders")
    assert stand_in.requests("/app/orders") == []


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
