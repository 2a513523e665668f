"""Every page of the dashboard, as everybody should be able to use it, in its frame."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from powerpact.config import is_dashboard
from powerpact.extensions import db
from powerpact.models import PartnerStore
from tests.admin.pages.judging import faults_of
from tests.admin.partner.pages.conftest import SHOP
from tests.admin.partner.pages.places import PAGELESS, PLACES
from tests.fixtures.embedded import OpenInAdmin, app_frame


def test_every_route_is_looked_at_or_shows_no_page(app: Flask) -> None:
    visited = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if is_dashboard(rule.rule) and "GET" in (rule.methods or ())
    }

    assert visited == PLACES.keys() | PAGELESS.keys()


@pytest.mark.parametrize("endpoint", PLACES)
def test_page_of_the_dashboard_keeps_nobody_out(
    app: Flask, fern: int, open_in_admin: OpenInAdmin, endpoint: str
) -> None:
    with app.app_context():
        path = PLACES[endpoint](db.session.get_one(PartnerStore, fern))
    page, frame = open_in_admin(SHOP, path)
    expect(frame.locator("s-page > h1")).to_be_attached()

    assert list(faults_of(page, app_frame(page))) == []
