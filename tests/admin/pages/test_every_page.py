"""Every page, as everybody should be able to use it: by day and night, on a desk and a phone."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from tests.admin.pages.conftest import StaffPage
from tests.admin.pages.places import OUTSIDE, PAGELESS, PLACES
from tests.fixtures.chromium import DESK, OpenPage

PHONE = {"width": 360, "height": 740}
GRAVE = {"serious", "critical"}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
SIDEWAYS = "document.scrollingElement.scrollWidth - window.innerWidth"


def test_every_route_of_the_console_is_looked_at_or_shows_no_page(app: Flask) -> None:
    visited = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/console") and "GET" in (rule.methods or ())
    }

    assert visited == PLACES.keys() | PAGELESS.keys() | {"staff_login.show"}


@pytest.mark.parametrize("endpoint", PLACES)
def test_page_of_the_console_keeps_nobody_out(
    app: Flask, staff_page: StaffPage, endpoint: str
) -> None:
    with app.app_context():
        address = PLACES[endpoint]()
    page = staff_page()

    page.goto(address)

    assert list(_faults(page)) == []


@pytest.mark.parametrize("endpoint", OUTSIDE)
def test_page_for_strangers_keeps_nobody_out(open_page: OpenPage, endpoint: str) -> None:
    page = open_page()

    page.goto(OUTSIDE[endpoint])

    assert list(_faults(page)) == []


def _faults(page: Page) -> Iterator[str]:
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
