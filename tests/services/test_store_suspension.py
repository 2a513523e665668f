"""What suspending a partner does to its listings, and to workers who have one in hand."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import ProductMap
from powerpact.services.listing import sync_listing
from powerpact.services.listing_claim import take_listing
from powerpact.services.listing_outcome import Outcome
from powerpact.services.listing_queue import queue_listings
from powerpact.services.listing_record import settle
from powerpact.services.store_steering import pause, resume, suspend
from powerpact.services.transactions import transaction
from tests.factories import ProductMapFactory
from tests.services.locking import wait_for_a_lock
from tests.services.marketplace import ANA, Shop, map_row


def test_a_suspended_partners_listings_come_off_sale_and_come_back(
    bubbly: Shop, approved_many: Callable[..., list[int]]
) -> None:
    (map_id,) = approved_many(1)
    sync_listing(map_id)
    listed = map_row(map_id)
    suspend([listed.partner_id], ANA)
    sync_listing(map_id)
    assert bubbly.product(listed.bubbly_product_id or "").status is ProductStatus.DRAFT
    resume([listed.partner_id], ANA)
    sync_listing(map_id)
    assert bubbly.product(listed.bubbly_product_id or "").status is ProductStatus.ACTIVE


def test_a_pause_leaves_listings_on_sale(session: Session) -> None:
    listed = ProductMapFactory()
    partner_id, map_id = listed.partner_id, listed.id
    assert pause([partner_id], ANA).follow_up.listings == ()
    assert resume([partner_id], ANA).follow_up.listings == ()
    assert map_row(map_id).sync is SyncState.SYNCED


def test_what_bubbly_has_never_seen_is_not_sent_only_to_be_off_sale(session: Session) -> None:
    new = ProductMapFactory(sync=SyncState.QUEUED, bubbly_product_id=None)
    partner_id, map_id = new.partner_id, new.id
    assert suspend([partner_id], ANA).follow_up.listings == ()
    assert map_row(map_id).sync is SyncState.NEVER
    assert resume([partner_id], ANA).follow_up.listings == (map_id,)


def test_a_listing_that_is_put_down_just_then_is_queued_all_the_same(
    app: Flask, session: Session
) -> None:
    in_hand = ProductMapFactory(sync=SyncState.SYNCING, claim="a worker")
    partner_id, map_id = in_hand.partner_id, in_hand.id
    session.commit()

    def suspend_meanwhile() -> tuple[int, ...]:
        with app.app_context():
            return suspend([partner_id], ANA).follow_up.listings

    with ThreadPoolExecutor(1) as pool, transaction() as worker:
        row = worker.scalars(
            select(ProductMap).where(ProductMap.id == map_id).with_for_update()
        ).one()
        suspending = pool.submit(suspend_meanwhile)
        wait_for_a_lock(worker)
        row.sync, row.claim = SyncState.SYNCED, None
        worker.commit()
        assert suspending.result(timeout=5) == (map_id,)


def test_a_worker_that_waited_for_the_suspension_puts_the_listing_down_as_due(
    app: Flask, bubbly: Shop, approved_many: Callable[..., list[int]]
) -> None:
    (map_id,) = approved_many(1)
    sync_listing(map_id)
    with transaction() as session:
        queue_listings(session, ProductMap.id == map_id)
    taken = take_listing(map_id)
    assert taken
    partner_id = map_row(map_id).partner_id

    def put_down() -> dict[int, SyncState]:
        with app.app_context(), transaction() as worker:
            return settle(worker, taken.claim, {map_id: Outcome()})

    with ThreadPoolExecutor(1) as pool, transaction() as ours:
        suspend.work(ours, [partner_id], ANA)
        worker = pool.submit(put_down)
        wait_for_a_lock(ours)
        ours.commit()
        assert worker.result(timeout=5) == {map_id: SyncState.QUEUED}


def test_what_was_rejected_stays_off_sale_when_its_partner_is_resumed(
    bubbly: Shop, approved_many: Callable[..., list[int]]
) -> None:
    (map_id,) = approved_many(1)
    sync_listing(map_id)
    listed = map_row(map_id)
    suspend([listed.partner_id], ANA)
    with transaction() as session:
        session.get_one(ProductMap, map_id).curation = Curation.REJECTED
    resume([listed.partner_id], ANA)
    sync_listing(map_id)
    assert bubbly.product(listed.bubbly_product_id or "").status is ProductStatus.DRAFT
