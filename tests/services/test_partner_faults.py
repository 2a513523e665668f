"""What a partner is told of its own connection."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from powerpact.domain.causes import Fixer
from powerpact.models import PartnerStore, StoreState, utc_now
from powerpact.services.partner_faults import faults_for_partner
from powerpact.services.partner_reading import own_store
from powerpact.services.partner_wall import raise_wall
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.topics import PARTNER
from tests.factories import PartnerStoreFactory

WELL = {"scopes": list(NEEDED), "topics": list(PARTNER), "checked_at": utc_now()}
SOON = timedelta(days=1)  # counted from when the tests were collected

CASES = [
    ({"state": StoreState.UNINSTALLED}, "no access to your store", Fixer.PARTNER),
    ({"state": StoreState.RECONNECT_NEEDED}, "Open PowerPact anew", Fixer.PARTNER),
    ({"state": StoreState.UNAVAILABLE}, "Settle this with Shopify", Fixer.PARTNER),
    ({"topics": None}, "being set up", Fixer.NOBODY),
    ({"topics": list(PARTNER[1:])}, "put right by itself", Fixer.NOBODY),
    ({"scopes": list(NEEDED[1:])}, f"lacks a permission in your store: {NEEDED[0]}", Fixer.PARTNER),
    ({"rests_until": utc_now() + SOON}, "leaves it alone for a moment", Fixer.NOBODY),
    ({"customer_data_denied": True}, "names and addresses", Fixer.STAFF),
    ({"check_fault": "GraphQL says no"}, "last look", Fixer.STAFF),
]


@pytest.mark.parametrize(("wrong", "words", "fixer"), CASES)
def test_what_is_wrong_is_said_with_who_puts_it_right(
    session: Session, wrong: dict[str, object], words: str, fixer: Fixer
) -> None:
    (fault,) = faults_for_partner(PartnerStoreFactory(**(WELL | wrong)))
    assert words in f"{fault.sentence} {fault.remedy}"
    assert fault.fixer is fixer
    assert "GraphQL" not in fault.sentence


def test_a_store_with_nothing_wrong_is_told_nothing(session: Session) -> None:
    assert faults_for_partner(PartnerStoreFactory(**WELL)) == []


def test_the_partner_may_read_all_of_it_behind_the_wall(session: Session) -> None:
    store_id = PartnerStoreFactory(**(WELL | {"check_fault": "x"})).id
    raise_wall(store_id)
    try:
        row = session.get_one(PartnerStore, store_id, options=[own_store()])
        assert len(faults_for_partner(row)) == 1
    finally:
        session.info.clear()
        session.rollback()
