"""What the browser says of the framed pages; how fast they are depends on the machine, not this."""

from contextlib import closing

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.vitals.watching import observe, vitals_of
from powerpact.simulator.control_client import SimulatorClient
from tests.admin.partner.pages.conftest import SHOP
from tests.fixtures.chromium import new_context
from tests.fixtures.embedded import app_frame
from tests.fixtures.simulator import CLIENT_ID

STILL = 0.02  # the target of P7


@pytest.mark.usefixtures("fern")
@pytest.mark.parametrize("path", ["", "orders/", "products/", "settings/", "runs/"])
def test_page_stands_still_while_it_loads_and_is_used(
    chromium: Browser, address: str, simulator: SimulatorClient, admin_url: str, path: str
) -> None:
    simulator.set_app_url(f"{address}/app/")
    with closing(new_context(chromium, (address, admin_url, simulator.base_url))) as context:
        observe(context)
        page = context.new_page()

        page.goto(f"{admin_url}/store/{SHOP.split('.')[0]}/apps/{CLIENT_ID}/{path}")
        expect(page.frame_locator("#app").locator("s-page > h1")).to_be_attached()
        page.frame_locator("#app").locator("body").press("Tab")
        seen = vitals_of(app_frame(page))

    assert seen.lcp > 0, "the page painted nothing"
    assert seen.largest, "what is largest is not known"
    assert seen.cls <= STILL
