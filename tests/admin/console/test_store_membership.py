"""The page of a store: what a partner agreed to, and who decided that it does not trade."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from powerpact.domain.consent import VERSION, wording
from powerpact.models import PartnerStore, Side, Source, Trade
from powerpact.services.audit import Actor
from powerpact.services.consents import give
from powerpact.services.partner_membership import leave, pause_myself
from powerpact.services.store_steering import suspend
from tests.admin.browser import text_of
from tests.factories import BubblyStoreFactory, PartnerStoreFactory
from tests.services.marketplace import ANA

OWNER = Actor("kiln.myshopify.com user 7", Source.DASHBOARD)


@pytest.fixture
def kiln(session: Session) -> int:
    """A partner that agreed to sell."""
    BubblyStoreFactory()
    store_id = int(PartnerStoreFactory(trade=Trade.JOINING).id)
    give(store_id, VERSION, "7", OWNER)
    return store_id


def page(client: FlaskClient, store_id: int) -> str:
    return text_of(client.get(f"/console/stores/details/?id={store_id}"))


def test_consent_shows_with_its_words(admin: FlaskClient, kiln: int) -> None:
    shown = page(admin, kiln)
    assert f"to the version of {VERSION}, by user 7 of the store." in shown
    assert wording("Bubbly").splitlines()[1] in shown


def test_who_left_has_withdrawn_its_consent(admin: FlaskClient, kiln: int) -> None:
    leave([kiln], OWNER)
    shown = page(admin, kiln)
    assert "Left by the partner itself" in shown
    assert "Withdrawn on" in shown
    assert OWNER.name in shown


def test_who_paused_is_told_from_who_was_suspended(admin: FlaskClient, kiln: int) -> None:
    pause_myself([kiln], OWNER)
    assert "Paused by the partner itself" in page(admin, kiln)

    suspend([kiln], ANA, note="Parcels came late")

    shown = page(admin, kiln)
    assert "Suspended by staff" in shown
    assert "Why: Parcels came late" in shown


def test_a_partner_that_never_agreed_says_so(admin: FlaskClient, session: Session) -> None:
    assert "No consent is kept. Staff connected it" in page(admin, PartnerStoreFactory().id)
    joining = PartnerStoreFactory(trade=Trade.JOINING).id
    assert "It has not agreed to sell yet" in page(admin, joining)


def test_a_decision_of_before_the_audit_is_no_fault(admin: FlaskClient, session: Session) -> None:
    store: PartnerStore = PartnerStoreFactory(trade=Trade.PAUSED, trade_by=Side.STAFF)
    assert "Paused by" not in page(admin, store.id)


def test_the_marketplace_agrees_to_nothing(admin: FlaskClient, session: Session) -> None:
    assert "Membership" not in page(admin, BubblyStoreFactory().id)
