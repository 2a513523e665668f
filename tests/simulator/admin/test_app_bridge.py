"""App Bridge in a real browser: tokens, from the admin around a page and from nobody else."""

import pytest
from playwright.sync_api import Browser, expect

from powerpact.simulator.control_client import SimulatorClient
from tests.fixtures.chromium import new_context
from tests.fixtures.embedded import app_frame
from tests.fixtures.simulator import CLIENT_ID
from tests.simulator.admin.conftest import SHOP, Answer, OpenFrame, StandIn
from tests.simulator.admin.seeing import NAV, TOKEN_IN_TIME, claims

STALE = Answer("401 Unauthorized", (("X-Shopify-Retry-Invalid-Session-Request", "1"),))


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


def test_it_says_so_when_it_is_not_the_first_script(
    stand_in: StandIn, open_frame: OpenFrame
) -> None:
    script = f'<script async src="{stand_in.scripts}/app-bridge.js"></script>'
    stand_in.answers["/app/"] = [Answer(text=script)]
    errors: list[str] = []

    page, frame = open_frame(expected=("must be the first",))
    page.on("console", lambda said: errors.append(said.text))
    frame.evaluate("location.reload()")
    page.wait_for_event("console")

    assert any("must be the first" in error for error in errors)


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
