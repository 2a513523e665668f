"""What a sync would change, on its page."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import ListingLookup
from powerpact.permissions import Role
from powerpact.services.curation import approve
from powerpact.services.listing import sync_listing
from powerpact.services.lookups.work import work_lookups
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser
from tests.factories import ProductMapFactory
from tests.services.catalogue_readings import LATER, product
from tests.services.conftest import bubbly, kiln, open_shop
from tests.services.marketplace import ANA, Shop, read_in

__all__ = ["bubbly", "kiln", "open_shop"]


@pytest.fixture
def page(session: Session) -> str:
    """The preview's address of a product that is nowhere in Shopify."""
    return f"/console/product_maps/preview/?id={ProductMapFactory().id}"


def test_it_asks_first_and_follows_the_answer(admin: FlaskClient, page: str) -> None:
    assert "data-follow" not in admin.get(page).text
    answer = act(admin, page)
    assert (answer.status_code, answer.location) == (303, page)
    asked = admin.get(page)
    assert "Bubbly is being asked" in asked.text
    [part] = re.findall(r'data-follow="([^"]+)"', asked.text)
    part = part.replace("&amp;", "&")
    assert "data-follow" in admin.get(part).text
    work_lookups()
    answered = admin.get(part)
    assert "data-follow" not in answered.text
    assert "Bubbly's store is not connected yet: connect it first." in text_of(answered)


def test_a_double_click_asks_once(admin: FlaskClient, page: str, session: Session) -> None:
    for _ in range(2):
        act(admin, page)
    assert len(session.scalars(select(ListingLookup)).all()) == 1


def test_changes_are_told_field_by_field(admin: FlaskClient, bubbly: Shop, kiln: Shop) -> None:
    map_id = read_in(kiln.id, product(1))
    approve([map_id], ANA)
    sync_listing(map_id)
    changed = product(1, title="<b>Cup</b>", variants=3, updated_at=LATER)
    read_in(kiln.id, changed)
    page = f"/console/product_maps/preview/?id={map_id}"
    act(admin, page)
    work_lookups()
    answer = admin.get(page)
    assert "Title Mug 1 <b>Cup</b> the partner's" in text_of(answer)
    assert "<b>Cup</b>" not in answer.text
    assert "New variants: 1 Size 3 · SKU-10003 · 10.00 GBP" in text_of(answer)


def test_an_answer_from_before_a_change_says_so(
    admin: FlaskClient, bubbly: Shop, kiln: Shop
) -> None:
    map_id = read_in(kiln.id, product(1))
    page = f"/console/product_maps/preview/?id={map_id}"
    act(admin, page)
    work_lookups()
    assert "If you approve it, it is listed like this:" in text_of(admin.get(page))
    approve([map_id], ANA)
    assert "was changed here since then" in text_of(admin.get(page))


@pytest.mark.parametrize(
    "path", ["preview/?id=x", "preview/?id=404", "answer/?id=404&kind=preview"]
)
def test_what_is_not_there_is_not_found(admin: FlaskClient, path: str) -> None:
    assert admin.get(f"/console/product_maps/{path}").status_code == 404


def test_a_kind_of_nonsense_is_not_found(admin: FlaskClient, page: str) -> None:
    part = page.replace("preview", "answer") + "&kind=nonsense"
    assert admin.get(part).status_code == 404


def test_everybody_who_sees_products_may_preview(browser: Browser, page: str) -> None:
    assert act(browser(Role.VIEWER), page).status_code == 303
