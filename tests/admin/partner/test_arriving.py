"""A shop's staff open the app, and the shop is connected on the way in."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from powerpact.extensions import db
from powerpact.models import Admission, AdmissionState, PartnerStore, StoreState, Trade
from powerpact.simulator.control_client import SimulatorClient
from tests.admin.partner.conftest import HOST, token_for
from tests.factories import AdmissionFactory

SHOP = "fern.myshopify.com"


def first_load(client: FlaskClient, **changes: object) -> int:
    asked = {"shop": SHOP, "host": HOST, "id_token": token_for(SHOP, **changes)}
    answer = client.get("/app/", query_string=asked)
    return answer.status_code if not answer.location else client.get(answer.location).status_code


def test_an_invited_shop_has_a_store_and_tokens_at_once(
    app: Flask, client: FlaskClient, simulator: SimulatorClient
) -> None:
    simulator.create_store(SHOP, "Fern")
    with app.app_context():
        AdmissionFactory(shop_domain=SHOP, code="fern")

    assert first_load(client) == 200

    with app.app_context():
        store = db.session.scalars(select(PartnerStore)).one()
        assert (store.code, store.state, store.trade) == ("fern", StoreState.ACTIVE, Trade.JOINING)
        assert store.access_token
        assert db.session.scalars(select(Admission.state)).one() is AdmissionState.JOINED


def test_a_shop_that_nobody_invited_leaves_no_row(
    app: Flask, client: FlaskClient, simulator: SimulatorClient
) -> None:
    simulator.create_store(SHOP, "Fern")

    assert first_load(client) == 200

    with app.app_context():
        assert db.session.scalars(select(PartnerStore)).all() == []


def test_shopify_being_away_is_a_page_in_words(
    app: Flask, client: FlaskClient, simulator: SimulatorClient
) -> None:
    simulator.create_store(SHOP, "Fern")
    simulator.add_fault("down", shop=SHOP)
    with app.app_context():
        AdmissionFactory(shop_domain=SHOP, code="fern")

    assert first_load(client) == 200

    with app.app_context():
        assert db.session.scalars(select(PartnerStore.access_token)).one() is None
