"""Sending listings to Bubbly although nothing changed here."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.listing import HASH_LENGTH
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import AuditEvent, ProductMap
from powerpact.services.curation import NOT_OFFERED, approve, sync_now
from powerpact.services.listing import sync_listing
from powerpact.services.listing_wanted import DELETED
from tests.factories import ProductMapFactory
from tests.services.catalogue_readings import product
from tests.services.marketplace import ANA, Shop, read_in

Row = dict[str, object]
QUEUED: Row = {"sync": SyncState.QUEUED, "sent_hash": "x"}


def test_what_somebody_changed_at_bubbly_is_made_right_again(
    session: Session, bubbly: Shop, kiln: Shop
) -> None:
    map_id = read_in(kiln.id, product(1))
    approve([map_id], ANA)
    sync_listing(map_id)
    listing_id = session.scalars(select(ProductMap.bubbly_product_id)).one()
    assert listing_id
    bubbly.control.edit_product(bubbly.domain, listing_id, title="Changed behind our back")
    assert sync_now([map_id], ANA).follow_up.listings == (map_id,)
    assert sync_listing(map_id) is SyncState.SYNCED
    titles = [each["title"] for each in bubbly.control.holdings(bubbly.domain)["products"]]
    assert titles == ["Mug 1"]


@pytest.mark.parametrize("rule", ["", "-5", "none"])
def test_by_which_rule_stock_went_is_not_forgotten(session: Session, rule: str) -> None:
    sent = "a" * HASH_LENGTH + rule
    map_id = ProductMapFactory(sent_hash=sent).id
    sync_now([map_id], ANA)
    session.expire_all()
    kept = session.get_one(ProductMap, map_id).sent_hash or ""
    assert kept != sent
    assert kept[HASH_LENGTH:] == rule


def test_that_bubbly_deleted_the_listing_is_not_forgotten(session: Session) -> None:
    map_id = ProductMapFactory(sync=SyncState.QUEUED, sent_hash=DELETED).id
    sync_now([map_id], ANA)
    session.expire_all()
    assert session.get_one(ProductMap, map_id).sent_hash == DELETED


@pytest.mark.parametrize(
    "row",
    [
        {"sync": SyncState.SYNCED, "sent_hash": "x"},
        {"sync": SyncState.FAILED, "sent_hash": "x", "error_code": "taken"},
        QUEUED,
        {"sync": SyncState.SYNCED, "curation": Curation.PAUSED},
    ],
)
def test_a_listing_is_due_at_once_and_will_be_sent_whole(session: Session, row: Row) -> None:
    map_id = ProductMapFactory(**row).id
    assert sync_now([map_id], ANA).moved == (map_id,)
    session.expire_all()
    after = session.get_one(ProductMap, map_id)
    assert after.sync is SyncState.QUEUED
    assert after.sent_hash != "x"
    assert after.next_sync_at is not None
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.subject_id) == ("sync_now", str(map_id))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"sync": SyncState.GONE}, "the partner deleted it"),
        ({"sync": SyncState.SYNCING}, "it is being sent to Bubbly right now"),
        (
            {"sync": SyncState.NEVER, "curation": Curation.PROPOSED, "bubbly_product_id": None},
            "Bubbly does not sell it, so approve it first",
        ),
        ({"sync": SyncState.NEVER, "offered": False, "bubbly_product_id": None}, NOT_OFFERED),
    ],
)
def test_what_can_not_be_sent_stays_and_says_why(session: Session, row: Row, why: str) -> None:
    map_id = ProductMapFactory(sent_hash="x", **row).id
    done = sync_now([map_id, 999], ANA)
    assert (done.moved, done.left) == ((), {map_id: why, 999: "there is no such product"})
    session.expire_all()
    assert session.get_one(ProductMap, map_id).sent_hash == "x"
