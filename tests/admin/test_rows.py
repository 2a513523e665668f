"""Ids and addresses that somebody typed by hand."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import NotFound

from powerpact.admin.console import VIEWS
from powerpact.admin.console.unrouted_lines import UnroutedLinesView
from powerpact.domain.splitting import Destination
from powerpact.extensions import db
from powerpact.models import BubblyOrderLine
from tests.factories import BubblyOrderLineFactory, PartnerStoreFactory

ENDPOINTS = [endpoint for *_rest, endpoint in VIEWS]


@pytest.mark.parametrize(
    "typed", ["9" * 19, "9" * 400, *"0 -1 abc 1.5 1e3 %00 \u0661 1,2 1;drop +1 7".split()]
)
def test_malformed_or_unknown_id_is_not_found(admin: FlaskClient, typed: str) -> None:
    assert admin.get(f"/console/stores/details/?id={typed}").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=99999999999999999999",
        "page=x&sort=99&desc=9",
        "sort=-1",
        "page_size=1000000",
        "search=%00%25_'\"",
        "search=" + "x" * 2000,
        "flt_state_is=nonsense&flt_partner_is=nonsense",
        "flt_state_is=&flt_partner_is=&flt_cause_is=",
        "flt_partner_is=99999999999999999999&flt_shop_is=%00&flt_topic_is=%00",
        "flt0_9=1&flt_=1&flt=1",
        "endpoint=console.index&_external=1&_scheme=javascript&_method=POST",
    ],
)
def test_no_address_breaks_a_list(admin: FlaskClient, query: str) -> None:
    for endpoint in ENDPOINTS:
        answer = admin.get(f"/console/{endpoint}/?{query}")

        assert answer.status_code == 200, endpoint
        assert "javascript" not in answer.text, endpoint


def test_list_shows_only_rows_of_its_scope(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        BubblyOrderLineFactory(title="A routed thing", destination=Destination.BUBBLY)
        BubblyOrderLineFactory(title="A lost thing", destination=Destination.UNROUTED)

    page = admin.get("/console/unrouted_lines/").text

    assert "A lost thing" in page
    assert "A routed thing" not in page


def test_single_rows_and_counts_stay_within_the_scope(app: Flask) -> None:
    view = UnroutedLinesView(BubblyOrderLine, db, endpoint="scope_of_a_test")
    with app.test_request_context():
        outside = BubblyOrderLineFactory(destination=Destination.BUBBLY)
        inside = BubblyOrderLineFactory(destination=Destination.UNROUTED)

        assert view.get_one(str(inside.id)) is inside
        assert view.get_count_query().scalar() == 1
        with pytest.raises(NotFound):
            view.get_one(str(outside.id))


def test_names_are_shown_as_text_and_never_as_markup(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        store = PartnerStoreFactory(name="<script>alert(1)</script>")
        address = f"/console/stores/details/?id={store.id}"

    for page in ("/console/stores/", address):
        answer = admin.get(page).text
        assert "<script>" not in answer
        assert "&lt;script&gt;alert(1)" in answer


def test_list_goes_on_at_the_next_page(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        for number in range(51):
            PartnerStoreFactory(name=f"Shop {number:02}")

    first, second = admin.get("/console/stores/").text, admin.get("/console/stores/?page=1").text

    assert 'rel="next"' in first
    assert "Shop 50" not in first
    assert "Shop 50" in second
    assert 'rel="next"' not in second
