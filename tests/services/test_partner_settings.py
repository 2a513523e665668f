"""What a partner settles, and that its stock buffer reaches Bubbly."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import SyncState
from powerpact.errors import NotFound, Refused
from powerpact.models import AlertPace, AuditEvent, Deletion, PartnerStore, Source
from powerpact.services.audit import Actor
from powerpact.services.curation import approve
from powerpact.services.follow_up import NOTHING
from powerpact.services.listing import sync_listing
from powerpact.services.partner_settings import SETTINGS, save_settings
from powerpact.services.store_terms import CHANGED_MEANWHILE, mark_of
from tests.factories import BubblyStoreFactory, PartnerStoreFactory
from tests.services.bulk_listing import opened, to_the_end
from tests.services.catalogue_readings import LATER, product, variant
from tests.services.marketplace import ANA, Shop, map_row, read_in, set_store

KIM = Actor("kiln.myshopify.com user 7", Source.DASHBOARD)


@pytest.fixture
def partner(session: Session) -> PartnerStore:
    row: PartnerStore = PartnerStoreFactory()
    return row


def test_settings_come_from_a_form_as_text(session: Session, partner: PartnerStore) -> None:
    typed = {
        "auto_offer": "false",
        "stock_buffer": " 12 ",
        "on_deletion": "sold_out",
        "alert_email": "Kim@KILN.example.org",
        "alert_pace": "at_once",
    }
    assert typed.keys() == SETTINGS.keys()
    save_settings(partner.id, typed, KIM)
    session.refresh(partner)
    assert (partner.auto_offer, partner.stock_buffer) == (False, 12)
    assert (partner.on_deletion, partner.alert_pace) == (Deletion.SOLD_OUT, AlertPace.AT_ONCE)
    assert partner.alert_email == "kim@kiln.example.org"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("stock_buffer", "-1", "from 0 to 1,000"),
        ("stock_buffer", 1001, "from 0 to 1,000"),
        ("stock_buffer", "2.5", "whole number"),
        ("stock_buffer", "\u0663", "whole number"),
        ("auto_offer", "maybe", "true or false"),
        ("on_deletion", "burn", "one of draft, sold_out, delete"),
        ("alert_pace", "yearly", "at_once, daily, off"),
        ("alert_email", "kim at kiln", "e-mail address"),
        ("trade", "open", "not a setting: trade"),
    ],
)
def test_what_can_not_be_is_refused_in_words(
    session: Session, partner: PartnerStore, name: str, value: Any, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        save_settings(partner.id, {name: value}, KIM)


def test_no_address_for_alerts_is_allowed(session: Session, partner: PartnerStore) -> None:
    save_settings(partner.id, {"alert_email": "kim@kiln.example.org"}, KIM)
    save_settings(partner.id, {"alert_email": " "}, KIM)
    session.refresh(partner)
    assert partner.alert_email == ""


def test_what_changed_is_kept_before_and_after_and_nothing_else(
    session: Session, partner: PartnerStore
) -> None:
    save_settings(partner.id, {"stock_buffer": "3", "on_deletion": "draft"}, KIM)
    save_settings(partner.id, {"stock_buffer": "3"}, KIM)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.before, event.after) == (
        "save settings",
        {"stock_buffer": "0"},
        {"stock_buffer": "3"},
    )


def test_who_saw_other_settings_is_told(session: Session, partner: PartnerStore) -> None:
    seen = mark_of(partner, ["stock_buffer"])
    save_settings(partner.id, {"stock_buffer": 3}, KIM)
    with pytest.raises(Refused, match=CHANGED_MEANWHILE):
        save_settings(partner.id, {"stock_buffer": 4}, KIM, seen=seen)


def test_bubbly_has_no_such_settings(session: Session) -> None:
    with pytest.raises(NotFound):
        save_settings(BubblyStoreFactory().id, {"stock_buffer": 3}, KIM)


@pytest.fixture
def listed(bubbly: Shop, kiln: Shop) -> int:
    """A product on sale: of five pieces, of two, and one that nobody counts."""
    sizes = (
        variant(1, 1),
        variant(1, 2, quantity=2),
        variant(1, 3, tracked=False, quantity=None),
    )
    map_id = read_in(kiln.id, replace(product(1, variants=3), variants=sizes))
    approve([map_id], ANA)
    assert sync_listing(map_id) is SyncState.SYNCED
    return map_id


def stock_of(bubbly: Shop, map_id: int) -> list[int | None]:
    shown = bubbly.product(map_row(map_id).bubbly_product_id or "")
    return [each.quantity for each in shown.variants if each.tracked]


def test_a_new_listing_offers_what_is_beyond_the_buffer(bubbly: Shop, kiln: Shop) -> None:
    set_store(kiln.id, stock_buffer=3)
    sizes = (variant(1, 1), variant(1, 2, quantity=2))
    map_id = read_in(kiln.id, replace(product(1), variants=sizes))
    approve([map_id], ANA)
    sync_listing(map_id)
    assert stock_of(bubbly, map_id) == [2, 0]


def test_a_new_buffer_reaches_the_stock_of_what_is_listed(
    bubbly: Shop, kiln: Shop, listed: int
) -> None:
    assert stock_of(bubbly, listed) == [5, 2]
    assert save_settings(kiln.id, {"stock_buffer": 3}, KIM).listings == (listed,)
    assert sync_listing(listed) is SyncState.SYNCED
    assert stock_of(bubbly, listed) == [2, 0]
    save_settings(kiln.id, {"stock_buffer": 0}, KIM)
    sync_listing(listed)
    assert stock_of(bubbly, listed) == [5, 2]


def test_a_new_buffer_reaches_bubbly_in_a_file_of_many_as_well(
    bubbly: Shop, kiln: Shop, listed: int
) -> None:
    save_settings(kiln.id, {"stock_buffer": 4}, KIM)
    to_the_end(bubbly, opened(bubbly))
    assert stock_of(bubbly, listed) == [1, 0]


def test_other_changes_leave_the_stock_to_what_was_sold_meanwhile(
    bubbly: Shop, kiln: Shop, listed: int
) -> None:
    save_settings(kiln.id, {"stock_buffer": 1}, KIM)
    sync_listing(listed)
    sizes = tuple(variant(1, place, quantity=90) for place in (1, 2))
    read_in(kiln.id, replace(product(1, title="Cup", updated_at=LATER), variants=sizes))
    assert sync_listing(listed) is SyncState.SYNCED
    assert stock_of(bubbly, listed) == [4, 1]


def test_settings_that_no_listing_shows_queue_none(kiln: Shop, listed: int) -> None:
    assert save_settings(kiln.id, {"on_deletion": "delete", "auto_offer": False}, KIM) is NOTHING
    assert map_row(listed).sync is SyncState.SYNCED
