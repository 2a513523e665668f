"""Third-party cookies: none is kept in the browser in which the framed app is tested."""

import json
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from powerpact.simulator.control_client import SimulatorClient
from tests.fixtures.chromium import CHROMIUM, SWITCHES
from tests.fixtures.embedded import OpenInAdmin
from tests.fixtures.simulator import CLIENT_ID
from tests.simulator.admin.conftest import SHOP, Answer, StandIn

COOKIE = (("Set-Cookie", "who=me; SameSite=None; Secure; Path=/"),)
AGAIN = Answer(text="<p>Again</p>", headers=(("Content-Type", "text/html"),))


def _cookies_of_a_second_visit(stand_in: StandIn, page: Page) -> str:
    """What the app is told, in its frame, by a browser to which it has given a cookie there."""
    frame = page.frame(name="app-iframe")
    assert frame
    frame.evaluate("location.assign('/again')")
    expect(page.frame_locator("#app").get_by_text("Again")).to_be_visible()
    (seen,) = stand_in.requests("/again")
    return seen.cookies


def test_a_cookie_set_in_the_frame_is_not_kept(
    stand_in: StandIn, open_in_admin: OpenInAdmin
) -> None:
    stand_in.answers.update({"/app/": [Answer(headers=COOKIE)], "/again": [AGAIN]})

    page, _ = open_in_admin(SHOP)

    assert _cookies_of_a_second_visit(stand_in, page) == ""
    assert page.context.cookies() == []


def test_a_browser_that_allows_them_keeps_it(
    playwright: Playwright,
    simulator: SimulatorClient,
    stand_in: StandIn,
    address: str,
    admin_url: str,
    tmp_path: Path,
) -> None:
    """So that the test above can fail: the same, for somebody who chose to have such cookies."""
    stand_in.answers.update({"/app/": [Answer(headers=COOKIE)], "/again": [AGAIN]})
    simulator.set_app_url(f"{address}/app/")
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    preferences.write_text(json.dumps({"profile": {"cookie_controls_mode": 0}}))
    start = playwright.chromium.launch_persistent_context
    with start(tmp_path, executable_path=CHROMIUM, args=SWITCHES) as allowing:
        page = allowing.new_page()
        page.goto(f"{admin_url}/store/kiln/apps/{CLIENT_ID}")

        assert _cookies_of_a_second_visit(stand_in, page) == "who=me"
