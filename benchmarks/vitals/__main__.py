"""The dashboard in the simulator's Shopify admin: LCP, CLS and INP of each page (P7).

    python -m benchmarks.vitals
    python -m benchmarks.vitals --loads 20 --json

The partner shown is the largest of a made-up marketplace. Each load is a new browser context, so
nothing is in its cache; what is compared with the targets is the 75th percentile, as Shopify does.
"""

import argparse
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from playwright.sync_api import Browser, Frame, FrameLocator, Page, sync_playwright

from benchmarks.console.databases import marketplace_app
from benchmarks.console.marketplace import Marketplace, domain
from benchmarks.ground import CLIENT_SECRET, Ground, ground
from benchmarks.report import OURS, InvalidTurn, Measure, Report, say
from benchmarks.vitals.watching import Vitals, observe, vitals_of
from powerpact.simulator.running import RunningSimulator, start_simulator

CLIENT_ID = "benchmark"
MEASURES = (
    Measure("lcp", "LCP ms (target 1,000, safe 2,500)"),
    Measure("cls", "CLS (0.02, 0.1)", 4),
    Measure("inp", "INP ms (100, 200)"),
    Measure("inp_worst", "worst INP ms"),
)


def _tick(frame: FrameLocator) -> None:
    frame.locator("tbody input[type=checkbox]").first.check()
    frame.get_by_label("all that match").check()


def _filter(frame: FrameLocator) -> None:
    _tick(frame)
    frame.get_by_role("button", name="Show").click()
    frame.locator("tbody tr").first.wait_for()


def _leave(frame: FrameLocator) -> None:
    frame.locator("main a").first.click()
    frame.locator("s-page").first.wait_for()


def _type(frame: FrameLocator) -> None:
    frame.locator("main input").first.press_sequentially("12")


# Each page with what a person does there.
PAGES: dict[str, tuple[str, Callable[[FrameLocator], None]]] = {
    "home": ("", _leave),
    "orders": ("orders/", _filter),
    "one order": ("orders/details/?id={order}", _leave),
    "products": ("products/", _filter),
    "one product": ("products/details/?id={product}", _leave),
    "settings": ("settings/", _type),
}


def main() -> None:
    """Fill a database, serve it, load each page again and again, print the figures."""
    asked = _arguments()
    shop = domain(0)
    with _simulator(shop) as shopify, _served(shopify, asked.rows) as (made, address):
        shopify.client.set_app_url(f"{address}/app/")
        report = Report(f"the dashboard of a partner among {asked.rows:,} parts", MEASURES)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for name, (path, do) in PAGES.items():
                if asked.only not in name:
                    continue
                place = _place(shopify, shop, path.format(**_ids(made, shop)))
                report.take(name, OURS, partial(_turn, browser, place, do, asked.loads))
            browser.close()
    report.show(as_json=asked.json)


def _turn(
    browser: Browser, place: str, do: Callable[[FrameLocator], None], loads: int
) -> dict[str, float]:
    """The 75th percentile of so many loads; the first one warms the server and is not counted."""
    seen = [_load(browser, place, do) for _ in range(loads + 1)][1:]
    if not all(each.lcp for each in seen):
        raise InvalidTurn("a page painted nothing")
    say(f"{place}: largest is {seen[0].largest}")
    return {
        "lcp": _p75([each.lcp for each in seen]),
        "cls": _p75([each.cls for each in seen]),
        "inp": _p75([each.inp for each in seen]),
        "inp_worst": max(each.inp for each in seen),
    }


def _load(browser: Browser, place: str, do: Callable[[FrameLocator], None]) -> Vitals:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    observe(context)
    page = context.new_page()
    page.goto(place, wait_until="networkidle")
    painted = vitals_of(_app(page))
    do(page.frame_locator("#app"))
    after = vitals_of(_app(page))
    context.close()
    return Vitals(painted.lcp, after.cls, after.inp, painted.largest)


def _app(page: Page) -> Frame:
    frame = page.frame(name="app-iframe")
    if frame is None:
        raise InvalidTurn(f"the app is not open at {page.url}")
    return frame


def _p75(values: list[float]) -> float:
    return sorted(values)[(len(values) * 3) // 4 - (len(values) * 3 % 4 == 0)]


def _place(shopify: RunningSimulator, shop: str, path: str) -> str:
    admin = shopify.base_url.replace("127.0.0.1", "localhost")
    return f"{admin}/store/{shop.split('.')[0]}/apps/{CLIENT_ID}/{path}"


def _ids(made: Ground, shop: str) -> dict[str, int]:
    """An order and a product of the partner."""
    owner = f"(SELECT id FROM store WHERE shop_domain = '{shop}')"  # noqa: S608 - our own name
    return {
        "order": made.number(f"SELECT max(id) FROM order_sync WHERE partner_id = {owner}"),  # noqa: S608
        "product": made.number(f"SELECT max(id) FROM product_map WHERE partner_id = {owner}"),  # noqa: S608
    }


@contextmanager
def _simulator(shop: str) -> Iterator[RunningSimulator]:
    with start_simulator(CLIENT_ID, CLIENT_SECRET) as shopify:
        shopify.client.create_store(shop, "The largest partner")
        yield shopify


@contextmanager
def _served(shopify: RunningSimulator, parts: int) -> Iterator[tuple[Ground, str]]:
    """The product over a full database, and its address."""
    admin = shopify.base_url.replace("127.0.0.1", "localhost")
    settings = {
        "SHOPIFY_ADMIN_URL": admin,
        "SHOPIFY_SCRIPTS_URL": f"{admin}/shopifycloud",
        "SHOPIFY_BASE_URL": f"{shopify.base_url}/{{shop}}",
    }
    with ground(beside_peer=False, **settings) as made:
        marketplace_app(made, Marketplace(parts))
        full = Ground(os.environ["DATABASE_URL"], made.redis_url, made.folder)
        with full.web() as (_web, port):
            yield full, f"http://127.0.0.1:{port}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.vitals", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="order syncs of all partners")
    parser.add_argument("--loads", type=int, default=10, help="of each page")
    parser.add_argument("--only", default="", help="pages whose name holds this text")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
