"""Whether everybody can use a page."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page, ViewportSize

from tests.fixtures.chromium import DESK, PHONE

GRAVE = {"serious", "critical"}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
SIDEWAYS = "document.scrollingElement.scrollWidth - window.innerWidth"


def faults_of(page: Page, frame: Frame | None = None) -> Iterator[str]:
    """What is wrong with the page as it is now, or with one frame of it, at both widths and in
    both colours. Of a page that frames another one, axe sees the outer one alone."""
    looked_at = frame or page
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        if (hidden := looked_at.evaluate(SIDEWAYS)) > 0:
            yield f"{hidden} pixels hang over at {size['width']}"
        page.emulate_media(color_scheme="light")
        yield from _broken_rules(looked_at, size, None)
        page.emulate_media(color_scheme="dark")
        yield from _broken_rules(looked_at, size, COLOURS)


def _broken_rules(
    looked_at: Page | Frame, size: ViewportSize, options: dict[str, Any] | None
) -> Iterator[str]:
    """The serious and critical faults that axe-core finds, with their place in the page."""
    for fault in Axe().run(looked_at, options=options).response["violations"]:
        if fault["impact"] in GRAVE:
            where = [node["target"] for node in fault["nodes"]]
            yield f"{fault['help']} at {size['width']}, {fault['id']}: {where}"
