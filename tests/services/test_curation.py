"""What staff decide about partner products."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import AuditEvent, ProductMap, Source
from powerpact.services.audit import Actor
from powerpact.services.curation import approve, pause, reject, resume, retry_listings
from powerpact.services.deeds import Deed, Done
from powerpact.services.follow_up import FollowUp
from tests.factories import ProductMapFactory, VariantMapFactory

ANA = Actor("ana@bubbly.test", Source.CONSOLE)


def product_map(curation: Curation, sync: SyncState, listed: bool = True) -> int:
    row: ProductMap = ProductMapFactory(
        curation=curation,
        sync=sync,
        bubbly_product_id="gid://shopify/Product/900" if listed else None,
    )
    VariantMapFactory(product_map=row)
    return row.id


def states(session: Session, map_id: int) -> tuple[Curation, SyncState]:
    session.expire_all()
    row = session.get_one(ProductMap, map_id)
    return row.curation, row.sync


@pytest.mark.parametrize(
    ("decide", "before", "after"),
    [
        (approve, Curation.PROPOSED, Curation.APPROVED),
        (approve, Curation.REJECTED, Curation.APPROVED),
        (reject, Curation.PROPOSED, Curation.REJECTED),
        (reject, Curation.APPROVED, Curation.REJECTED),
        (reject, Curation.PAUSED, Curation.REJECTED),
        (pause, Curation.APPROVED, Curation.PAUSED),
        (resume, Curation.PAUSED, Curation.APPROVED),
    ],
)
def test_a_decision_about_a_listed_product_moves_it_and_queues_its_listing(
    session: Session, decide: Deed, before: Curation, after: Curation
) -> None:
    map_id = product_map(before, SyncState.SYNCED)
    assert decide([map_id], ANA) == Done(
        moved=(map_id,), left={}, follow_up=FollowUp(listings=(map_id,))
    )
    assert states(session, map_id) == (after, SyncState.QUEUED)


def test_approving_a_new_product_queues_it(session: Session) -> None:
    map_id = product_map(Curation.PROPOSED, SyncState.NEVER, listed=False)
    assert approve([map_id], ANA).follow_up.listings == (map_id,)
    assert states(session, map_id) == (Curation.APPROVED, SyncState.QUEUED)


def test_rejecting_a_product_that_was_never_listed_sends_nothing(session: Session) -> None:
    map_id = product_map(Curation.PROPOSED, SyncState.NEVER, listed=False)
    assert reject([map_id], ANA).follow_up.listings == ()
    assert states(session, map_id) == (Curation.REJECTED, SyncState.NEVER)


def test_a_product_is_taken_back_from_the_queue_before_it_was_ever_sent(session: Session) -> None:
    map_id = product_map(Curation.APPROVED, SyncState.QUEUED, listed=False)
    assert pause([map_id], ANA).follow_up.listings == ()
    assert states(session, map_id) == (Curation.PAUSED, SyncState.NEVER)


def test_a_listing_in_a_workers_hand_is_left_to_that_worker(session: Session) -> None:
    map_id = product_map(Curation.APPROVED, SyncState.SYNCING)
    assert pause([map_id], ANA).moved == (map_id,)
    assert states(session, map_id) == (Curation.PAUSED, SyncState.SYNCING)


def test_what_cannot_move_stays_and_says_why(session: Session) -> None:
    approved = product_map(Curation.APPROVED, SyncState.SYNCED)
    deleted = product_map(Curation.PROPOSED, SyncState.GONE, listed=False)
    assert approve([approved, deleted, 999], ANA) == Done(
        moved=(),
        left={
            approved: "it is approved, so there is nothing to approve",
            deleted: "the partner deleted it",
            999: "there is no such product",
        },
    )
    assert states(session, deleted) == (Curation.PROPOSED, SyncState.GONE)


def test_each_move_is_audited_and_nothing_else(session: Session) -> None:
    moved = product_map(Curation.PROPOSED, SyncState.NEVER, listed=False)
    rejected = product_map(Curation.REJECTED, SyncState.NEVER, listed=False)
    reject([moved, rejected], ANA)
    audited = session.scalars(select(AuditEvent)).one()
    assert (audited.action, audited.actor, audited.source) == ("reject", ANA.name, Source.CONSOLE)
    assert (audited.subject_type, audited.subject_id) == ("product_map", str(moved))
    assert (audited.before, audited.after) == ({"curation": "proposed"}, {"curation": "rejected"})


def test_a_failed_listing_is_queued_again_and_others_are_not(session: Session) -> None:
    failed = product_map(Curation.APPROVED, SyncState.FAILED, listed=False)
    synced = product_map(Curation.APPROVED, SyncState.SYNCED)
    retried = retry_listings([failed, synced], ANA)
    assert retried.follow_up.listings == (failed,)
    assert retried.left == {synced: "its listing is synced, not failed"}
    assert states(session, failed) == (Curation.APPROVED, SyncState.QUEUED)


def test_a_decision_may_name_more_products_than_a_statement_has_parameters(
    session: Session,
) -> None:
    map_id = product_map(Curation.PROPOSED, SyncState.NEVER, listed=False)
    decided = approve(range(map_id, map_id + 70_000), ANA)
    assert (decided.moved, len(decided.left)) == ((map_id,), 69_999)
