"""Every page, as everybody should be able to use it: by day and night, on a desk and a phone."""

import pytest
from flask import Flask

from tests.admin.pages.conftest import StaffPage
from tests.admin.pages.judging import faults_of
from tests.admin.pages.places import OUTSIDE, PAGELESS, PLACES
from tests.fixtures.chromium import OpenPage


def test_every_route_of_the_console_is_looked_at_or_shows_no_page(app: Flask) -> None:
    visited = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/console") and "GET" in (rule.methods or ())
    }

    assert visited == PLACES.keys() | PAGELESS.keys() | (OUTSIDE.keys() - {"landing.hello"})


@pytest.mark.parametrize("endpoint", PLACES)
def test_page_of_the_console_keeps_nobody_out(
    app: Flask, staff_page: StaffPage, endpoint: str
) -> None:
    with app.app_context():
        address = PLACES[endpoint]()
    page = staff_page()

    page.goto(address)

    assert list(faults_of(page)) == []


@pytest.mark.parametrize("endpoint", OUTSIDE)
def test_page_for_strangers_keeps_nobody_out(open_page: OpenPage, endpoint: str) -> None:
    page = open_page()

    page.goto(OUTSIDE[endpoint])

    assert list(faults_of(page)) == []
