"""Polaris' stand-in in a real browser: forms that work, and pages that everybody can use."""

import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, expect

from tests.fixtures.chromium import PHONE
from tests.simulator.admin.conftest import OpenFrame, StandIn

FORM = """<form id="form"><s-text-field name="name" label="Name" value="Fern" required
        details="As on the door"></s-text-field>
    <s-number-field name="stock" label="Stock buffer" value="2" min="0" max="9"></s-number-field>
    <s-email-field name="mail" label="Alerts go to"></s-email-field>
    <s-text-area name="note" label="Note" value="one" maxlength="9"></s-text-area>
    <s-checkbox name="auto" label="Offer new products" checked></s-checkbox>
    <s-checkbox name="more" label="More" value="yes"></s-checkbox>
    <s-select name="pace" label="How often"><s-option value="daily">Every day</s-option>
        <s-option value="now" selected>At once</s-option></s-select>
    <s-button type="submit" variant="primary" name="do" value="save">Save</s-button></form>"""
PAGE = f"""<s-app-nav><s-link href="/app/">Home</s-link></s-app-nav>
    <main><s-page heading="Orders"><s-button slot="primary-action" variant="primary">New</s-button>
    <s-button slot="secondary-actions" href="/app/file">Export</s-button>
    <s-banner heading="Three orders need you" tone="critical" dismissible>Look at them.</s-banner>
    <s-banner tone="warning">Soon.</s-banner><s-banner tone="success">Done.</s-banner>
    <s-banner tone="info">So it is.</s-banner>
    <s-section heading="Settings">{FORM}<s-section heading="More"><s-paragraph color="subdued">Words
    <s-link href="/app/x">a link</s-link></s-paragraph></s-section></s-section>
    <s-section heading="States"><s-stack direction="inline" gap="small">
    <s-badge tone="success">Sent</s-badge><s-badge tone="warning">Waits</s-badge>
    <s-badge tone="critical">Failed</s-badge><s-badge tone="info">New</s-badge>
    <s-badge>Old</s-badge>
    <s-button tone="critical">Leave</s-button><s-button disabled>Later</s-button>
    <s-button loading>Now</s-button><s-spinner></s-spinner></s-stack>
    <s-grid gridTemplateColumns="1fr 1fr" gap="base"><s-box padding="base">
    <s-text color="subdued">Quiet</s-text></s-box><s-heading>Heading</s-heading></s-grid>
    <s-text-field label="Code" error="There is no such code." value="x"></s-text-field></s-section>
    <s-section slot="aside" heading="Aside"><s-text tone="critical">Bad</s-text></s-section>
    </s-page></main>"""
HOLDS = "Object.fromEntries(new FormData(document.getElementById('form')))"
SENT = """document.getElementById("form").addEventListener("submit", (event) => {
    event.preventDefault();
    document.body.dataset.sent = JSON.stringify(Object.fromEntries(new FormData(event.target)));
})"""
WHOLE = {"name": "Fern", "stock": "2", "mail": "", "note": "one", "auto": "on", "pace": "now"}


@pytest.fixture
def form(stand_in: StandIn, open_frame: OpenFrame) -> Frame:
    """The form in its frame; a submit writes what it held on the page."""
    stand_in.pages["/app/"] = FORM
    _, frame = open_frame()
    frame.evaluate(SENT)
    return frame


def sent(frame: Frame) -> dict[str, Any]:
    """What the form held when it was submitted."""
    frame.locator("body[data-sent]").wait_for(state="attached")
    held: dict[str, Any] = json.loads(frame.locator("body").get_attribute("data-sent") or "")
    return held


def test_a_form_holds_what_its_fields_say(form: Frame) -> None:
    assert form.evaluate(HOLDS) == WHOLE


def test_a_form_holds_what_is_typed_ticked_and_chosen(form: Frame) -> None:
    form.get_by_label("Name").fill("Moss")
    form.get_by_label("Alerts go to").fill("a@b.test")
    form.get_by_label("Note").fill("two lines long")  # nine letters fit
    form.get_by_label("Offer new products").uncheck()
    form.get_by_label("More").check()
    form.get_by_label("How often").select_option("Every day")

    held = {"name": "Moss", "mail": "a@b.test", "more": "yes", "pace": "daily", "stock": "2"}
    assert form.evaluate(HOLDS) == {**held, "note": form.get_by_label("Note").input_value()}


def test_a_script_sets_and_reads_fields(form: Frame) -> None:
    form.evaluate(
        """const field = (name) => document.querySelector(`[name=${name}]`);
        field("name").value = "Moss"; field("pace").value = "daily";
        field("auto").checked = false"""
    )

    assert form.evaluate(HOLDS) == {
        **{name: value for name, value in WHOLE.items() if name != "auto"},
        "name": "Moss",
        "pace": "daily",
    }


def test_the_button_submits_with_its_own_value(form: Frame) -> None:
    form.get_by_role("button", name="Save").click()

    assert sent(form) == {**WHOLE, "do": "save"}
    assert form.evaluate(HOLDS) == WHOLE


def test_enter_in_a_field_submits_as_the_button_does(form: Frame) -> None:
    form.get_by_label("Stock buffer").press("Enter")

    assert sent(form) == {**WHOLE, "do": "save"}


def test_the_keyboard_reaches_the_button(form: Frame) -> None:
    form.get_by_label("How often").press("Tab")
    form.page.keyboard.press("Space")

    assert sent(form)["do"] == "save"


@pytest.mark.parametrize(
    ("label", "value"), [("Name", ""), ("Stock buffer", "10"), ("Alerts go to", "nobody")]
)
def test_a_form_with_a_wrong_value_is_not_sent(form: Frame, label: str, value: str) -> None:
    form.get_by_label(label).fill(value)
    form.get_by_role("button", name="Save").click()

    expect(form.get_by_label(label)).to_be_focused()
    assert form.evaluate("document.getElementById('form').checkValidity()") is False
    assert form.locator("body").get_attribute("data-sent") is None


def test_a_button_that_somebody_stops_sends_nothing(form: Frame) -> None:
    form.evaluate(
        """document.querySelector("s-button")
            .addEventListener("click", (event) => event.preventDefault())"""
    )

    form.get_by_role("button", name="Save").click()
    form.evaluate("new Promise((later) => setTimeout(later, 100))")

    assert form.locator("body").get_attribute("data-sent") is None


def test_a_disabled_or_busy_button_sends_nothing(form: Frame) -> None:
    for name in ("disabled", "loading"):
        form.evaluate("(name) => document.querySelector('s-button').setAttribute(name, '')", name)
        form.evaluate("document.querySelector('s-button').click()")
        expect(form.get_by_role("button", name="Save")).to_be_disabled()
        form.evaluate("new Promise((later) => setTimeout(later, 100))")
        form.evaluate("(name) => document.querySelector('s-button').removeAttribute(name)", name)

    assert form.locator("body").get_attribute("data-sent") is None


def test_a_reset_brings_back_the_first_values(form: Frame) -> None:
    form.get_by_label("Name").fill("Moss")
    form.get_by_label("More").check()
    form.get_by_label("How often").select_option("Every day")

    form.evaluate("document.getElementById('form').reset()")

    assert form.evaluate(HOLDS) == WHOLE


def test_a_disabled_field_is_not_sent(form: Frame) -> None:
    form.evaluate("document.querySelector('[name=name]').setAttribute('disabled', '')")

    assert form.evaluate(HOLDS) == {key: WHOLE[key] for key in WHOLE if key != "name"}
    expect(form.get_by_label("Name")).to_be_disabled()


def test_a_link_of_the_page_may_be_followed_by_the_app(
    stand_in: StandIn, open_frame: OpenFrame
) -> None:
    stand_in.pages["/app/"] = (
        '<s-link href="/app/orders">Orders</s-link><s-button href="/app/new">New</s-button>'
    )
    page, frame = open_frame()
    frame.evaluate(
        """document.addEventListener("shopify:navigate", (event) => {
            event.preventDefault();
            history.pushState(null, "", event.target.getAttribute("href"));
        })"""
    )

    for name, place in (("Orders", "orders"), ("New", "new")):
        frame.get_by_role("link", name=name).click()
        expect(page).to_have_url(page.url.rpartition("/")[0] + f"/{place}")

    assert [one.path for one in stand_in.seen] == ["/app/"]


def test_a_link_that_nobody_follows_loads_its_page(
    stand_in: StandIn, open_frame: OpenFrame
) -> None:
    stand_in.pages["/app/"] = '<s-link href="/app/orders">Orders</s-link>'
    _, frame = open_frame(expected=("lacks shop and host",))

    frame.get_by_role("link", name="Orders").click()

    frame.wait_for_url("**/app/orders")


def test_a_banner_speaks_and_goes_when_told(stand_in: StandIn, open_frame: OpenFrame) -> None:
    stand_in.pages["/app/"] = PAGE
    _, frame = open_frame()
    alert = frame.get_by_role("alert")

    expect(alert).to_contain_text("Three orders need you")
    alert.get_by_role("button", name="Dismiss").click()

    expect(alert).to_be_hidden()
    expect(frame.get_by_role("status").first).to_be_visible()


@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, PHONE])
def test_everybody_can_use_it(
    stand_in: StandIn, open_frame: OpenFrame, size: dict[str, int]
) -> None:
    stand_in.pages["/app/"] = PAGE
    page, frame = open_frame(viewport=size)
    expect(frame.get_by_role("heading", name="Aside")).to_be_visible()

    for place in (page, frame):
        faults = Axe().run(place).response["violations"]
        grave = [fault for fault in faults if fault["impact"] in {"serious", "critical"}]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in grave] == []
    wide = "document.scrollingElement.scrollWidth - innerWidth"
    assert (page.evaluate(wide), frame.evaluate(wide)) == (0, 0)


STILL = 0.02  # the target of P7


def test_nothing_moves_while_the_page_loads(stand_in: StandIn, open_frame: OpenFrame) -> None:
    stand_in.pages["/app/"] = PAGE
    _, frame = open_frame()
    expect(frame.get_by_role("heading", name="Aside")).to_be_visible()

    moved = frame.evaluate(
        """new Promise((known) => {
            let sum = 0;
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) sum += entry.value;
            }).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => known(sum), 300);
        })"""
    )

    assert moved < STILL
