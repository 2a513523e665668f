"""The list of products, and the page of one."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import Source
from powerpact.permissions import Role
from powerpact.services.audit import Actor
from powerpact.services.curation import pause
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser
from tests.factories import (
    BubblyStoreFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    VariantMapFactory,
)
from tests.services.counting import counted_statements

LIST = "/console/product_maps/"


def fill(amount: int) -> None:
    for _ in range(amount):
        product = ProductMapFactory(images=[{"url": "https://images.test/a.png", "alt": ""}])
        for position in range(2):
            VariantMapFactory(product_map=product, position=position)


def statements(app: Flask, admin: FlaskClient) -> int:
    with app.app_context(), counted_statements() as sent:
        assert admin.get(LIST).status_code == 200
    return len(sent)


def test_fifty_products_cost_no_more_statements_than_three(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        BubblyStoreFactory()
        fill(3)
    of_three = statements(app, admin)
    with app.app_context():
        fill(47)
    assert statements(app, admin) == of_three


def test_a_row_says_prices_stock_and_error(admin: FlaskClient, session: Session) -> None:
    BubblyStoreFactory(currency="EUR")
    partner = PartnerStoreFactory(name="Kiln", currency="USD", exchange_rate=Decimal("0.5"))
    product = ProductMapFactory(title="Mug", partner=partner, error="The title is too long")
    VariantMapFactory(product_map=product, price=Decimal(10), quantity=3)
    VariantMapFactory(product_map=product, price=Decimal(20), quantity=4)
    page = text_of(admin.get(LIST))
    row = "Mug Kiln Approved Synced 10.00\u201320.00 USD 5.00\u201310.00 EUR 7"
    assert row in page
    assert "The title is too long" in page


@pytest.mark.usefixtures("session")
def test_filters_combine(admin: FlaskClient) -> None:
    for title, stock in (("Full mug", 3), ("Empty mug", 0)):
        product = ProductMapFactory(title=title, overrides={"vendor": "Us"})
        VariantMapFactory(product_map=product, quantity=stock)
    ProductMapFactory(title="Another")
    chosen = "flt_edited_by_staff_is=yes&flt_stock_is=none&flt_curation_is=approved"
    page = text_of(admin.get(f"{LIST}?{chosen}"))
    assert ("Empty mug" in page, "Full mug" in page, "Another" in page) == (True, False, False)


def test_the_page_says_what_was_done_and_by_whom(admin: FlaskClient, session: Session) -> None:
    map_id = ProductMapFactory().id
    pause([map_id], Actor("ana@bubbly.test", Source.CONSOLE))
    page = text_of(admin.get(f"{LIST}details/?id={map_id}"))
    assert "Pause by ana@bubbly.test Curation: approved \u2192 paused" in page


@pytest.mark.usefixtures("session")
def test_a_product_of_many_variants_is_shown_page_by_page(admin: FlaskClient) -> None:
    product = ProductMapFactory()
    for position in range(103):
        VariantMapFactory(product_map=product, position=position, title=f"Size {position}.")
    first = text_of(admin.get(f"{LIST}details/?id={product.id}"))
    assert ("Size 0." in first, "Size 99." in first, "Size 100." in first) == (True, True, False)
    assert "1 to 100 of 103 variants" in first
    for beyond in ("1", "99999999999999999999"):
        last = text_of(admin.get(f"{LIST}details/?id={product.id}&page={beyond}"))
        assert "101 to 103 of 103 variants" in last


@pytest.mark.usefixtures("session")
def test_sync_now_is_a_button(browser: Browser) -> None:
    map_id = ProductMapFactory(sent_hash="x").id
    operator = browser(Role.OPERATOR)
    assert "Sync now" in operator.get(f"{LIST}details/?id={map_id}").text
    act(operator, f"{LIST}act/sync-now/", only=map_id)
    assert "1 product queued to be sent to Bubbly." in text_of(operator.get("/console/"))


def test_what_the_partner_does_not_offer_is_found_and_can_not_be_approved(
    admin: FlaskClient, session: Session
) -> None:
    BubblyStoreFactory()
    state = {"curation": Curation.PROPOSED, "sync": SyncState.NEVER, "bubbly_product_id": None}
    mug = ProductMapFactory(title="Mug", offered=False, **state)
    ProductMapFactory(title="Bowl", **state)
    found = admin.get(f"{LIST}?flt_offered_is=no")
    assert "Mug" in text_of(found)
    assert "Bowl" not in text_of(found)
    assert "act/approve" not in admin.get(f"{LIST}details/?id={mug.id}").text
    act(admin, f"{LIST}act/approve/", only=mug.id)
    assert "the partner does not offer it" in text_of(admin.get(LIST))
    session.refresh(mug)
    assert mug.curation is Curation.PROPOSED
