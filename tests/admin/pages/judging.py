"""Whether everybody can use a page."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.fixtures.chromium import DESK, PHONE

GRAVE = {"serious", "critical"}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
SIDEWAYS = "document.scrollingElement.scrollWidth - window.innerWidth"


def faults_of(page: Page) -> Iterator[str]:
    """What is wrong with the page as it is now, at both widths and in both colours."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        if (hidden := page.evaluate(SIDEWAYS)) > 0:
            yield f"{hidden} pixels hang over at {size['width']}"
        page.emulate_media(color_scheme="light")
        yield from _broken_rules(page, None)
        page.emulate_media(color_scheme="dark")
        yield from _broken_rules(page, COLOURS)


def _broken_rules(page: Page, options: dict[str, Any] | None) -> Iterator[str]:
    """The serious and critical faults that axe-core finds, with their place in the page."""
    for fault in Axe().run(page, options=options).response["violations"]:
        if fault["impact"] in GRAVE:
            where = [node["target"] for node in fault["nodes"]]
            yield f"{fault['help']} at {page.viewport_size}, {fault['id']}: {where}"
