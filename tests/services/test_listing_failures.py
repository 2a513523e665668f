"""What a listing does when Bubbly, or the worker, lets it down."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.transitions import SyncState
from powerpact.models import ProductMap, utc_now
from powerpact.services.access import call_for, token_endpoint
from powerpact.services.catalogue_changes import product_deleted
from powerpact.services.curation import approve
from powerpact.services.listing import sync_listing
from powerpact.services.listing_claim import take_listing
from powerpact.services.listing_outcome import Outcome
from powerpact.services.listing_record import settle
from powerpact.services.transactions import transaction
from powerpact.shopify.stores import read_locations
from powerpact.simulator.control_client import SimulatorClient
from tests.factories import BubblyStoreFactory
from tests.services.catalogue_readings import LATER, product
from tests.services.due_listings import due_listings
from tests.services.marketplace import (
    ANA,
    Shop,
    let_time_pass,
    map_row,
    read_in,
    set_store,
)


@pytest.fixture
def approved(bubbly: Shop, kiln: Shop) -> int:
    """A product that is approved and queued; the id of its map."""
    map_id = read_in(kiln.id, product(1))
    approve([map_id], ANA)
    return map_id


def test_a_lost_answer_never_makes_a_second_listing(bubbly: Shop, approved: int) -> None:
    bubbly.control.add_fault("answer_lost", shop=bubbly.domain, operation="productSet", count=1)
    assert sync_listing(approved) is SyncState.QUEUED
    row = map_row(approved)
    assert (row.bubbly_product_id, row.sync_tries, row.claim) == (None, 1, None)
    assert row.next_sync_at is not None
    assert row.next_sync_at > utc_now()
    assert bubbly.products() == 1
    assert sync_listing(approved) is SyncState.SYNCED
    assert bubbly.products() == 1
    assert bubbly.product(map_row(approved).bubbly_product_id or "").handle == "kiln-mug-1"


def test_a_listing_waits_as_long_as_bubbly_says(bubbly: Shop, approved: int) -> None:
    details = {"shop": bubbly.domain, "operation": "productSet", "count": 1}
    bubbly.control.add_fault("too_many_requests", seconds=30.0, **details)
    assert sync_listing(approved) is SyncState.QUEUED
    row = map_row(approved)
    assert row.sync_tries == 0
    assert row.next_sync_at is not None
    wait = row.next_sync_at - utc_now()
    assert timedelta(seconds=20) < wait <= timedelta(seconds=30)


def test_nothing_is_due_while_bubbly_rests(bubbly: Shop, approved: int) -> None:
    set_store(bubbly.id, rests_until=utc_now() + timedelta(minutes=1))
    assert due_listings(10) == ()
    set_store(bubbly.id, rests_until=utc_now())
    assert due_listings(10) == (approved,)


def test_a_refusal_fails_in_words_and_code(bubbly: Shop, approved: int) -> None:
    details = {"message": "Title is too long", "field": ["input", "title"], "code": "INVALID_INPUT"}
    bubbly.control.add_fault("user_errors", shop=bubbly.domain, operation="productSet", **details)
    assert sync_listing(approved) is SyncState.FAILED
    row = map_row(approved)
    assert row.error_code == "invalid_input"
    assert "Title is too long" in row.error
    assert (row.claim, row.next_sync_at) == (None, None)


def test_a_failed_publication_is_repeated_without_writing_the_product_again(
    bubbly: Shop, approved: int
) -> None:
    details = {"shop": bubbly.domain, "operation": "publishablePublish", "count": 1}
    bubbly.control.add_fault("server_error", status=503, **details)
    assert sync_listing(approved) is SyncState.QUEUED
    assert sync_listing(approved) is SyncState.SYNCED
    assert map_row(approved).published
    assert bubbly.received("productSet") == 1


def test_prices_are_not_carried_over_between_currencies(
    bubbly: Shop, kiln: Shop, approved: int
) -> None:
    set_store(kiln.id, currency="EUR", name="Kiln")
    assert sync_listing(approved) is SyncState.FAILED
    row = map_row(approved)
    assert row.error_code == "no_exchange_rate"
    assert row.error.startswith("Kiln sells in EUR and Bubbly in GBP")
    assert bubbly.received("productSet") == 0


def test_an_exchange_rate_makes_it_listable(bubbly: Shop, kiln: Shop, approved: int) -> None:
    set_store(kiln.id, currency="EUR", exchange_rate=Decimal("0.8"))
    assert sync_listing(approved) is SyncState.SYNCED
    listing = bubbly.product(map_row(approved).bubbly_product_id or "")
    assert listing.variants[0].price == Decimal("8.00")


def test_a_listing_waits_when_bubbly_no_longer_lets_us_in(bubbly: Shop, approved: int) -> None:
    bubbly.control.revoke_tokens(bubbly.domain, refresh_too=True)
    assert sync_listing(approved) is SyncState.QUEUED
    assert map_row(approved).error != ""
    assert due_listings(10) == ()


def test_only_one_worker_gets_a_listing(bubbly: Shop, approved: int) -> None:
    assert take_listing(approved) is not None
    assert sync_listing(approved) is None
    assert bubbly.received("productSet") == 0


def test_the_listing_of_a_dead_worker_is_due_again_and_its_claim_is_worth_nothing(
    bubbly: Shop, approved: int
) -> None:
    dead = take_listing(approved)
    assert dead is not None
    assert due_listings(10) == ()
    let_time_pass(ProductMap)
    assert due_listings(10) == (approved,)
    assert sync_listing(approved) is SyncState.SYNCED
    with transaction() as session:
        assert settle(session, dead.claim, {approved: Outcome()}) == {}


def test_a_due_listing_is_given_out_once_in_a_lease(approved: int) -> None:
    assert due_listings(10) == (approved,)
    assert due_listings(10) == ()
    let_time_pass(ProductMap)
    assert due_listings(10) == (approved,)


def test_due_listings_are_bounded(bubbly: Shop, kiln: Shop) -> None:
    ids = [read_in(kiln.id, product(number)) for number in range(1, 6)]
    approve(ids, ANA)
    given = [due_listings(2), due_listings(2), due_listings(2)]
    assert [len(each) for each in given] == [2, 2, 1]
    assert sorted(map_id for each in given for map_id in each) == ids


def test_a_deleted_product_is_out_of_sight_at_bubbly_and_then_gone(
    bubbly: Shop, kiln: Shop, approved: int
) -> None:
    sync_listing(approved)
    gid = map_row(approved).bubbly_product_id or ""
    assert product_deleted(kiln.id, product(1).id).listings == (approved,)
    assert sync_listing(approved) is SyncState.GONE
    assert bubbly.product(gid).status is ProductStatus.DRAFT
    assert product_deleted(kiln.id, product(1).id).listings == ()


@contextmanager
def slow_worker(app: Flask, bubbly: Shop, map_id: int) -> Iterator[list[SyncState | None]]:
    """A worker whose call is under way inside the block; how it ended is known after it."""
    details = {"shop": bubbly.domain, "operation": "productSet"}
    bubbly.control.add_fault("slow", seconds=1.0, count=1, **details)
    ended: list[SyncState | None] = []

    def work() -> None:
        with app.app_context():
            ended.append(sync_listing(map_id))

    worker = threading.Thread(target=work)
    worker.start()
    while bubbly.received("productSet") == 0:
        time.sleep(0.02)
    yield ended
    worker.join()


def test_a_change_while_it_is_sent_is_sent_next(
    app: Flask, bubbly: Shop, kiln: Shop, approved: int
) -> None:
    with slow_worker(app, bubbly, approved) as ended:
        read_in(kiln.id, product(1, title="Changed meanwhile", updated_at=LATER))
    assert ended == [SyncState.QUEUED]
    assert sync_listing(approved) is SyncState.SYNCED
    assert bubbly.product(map_row(approved).bubbly_product_id or "").title == "Changed meanwhile"


def test_a_worker_that_was_taken_for_dead_leaves_the_listing_to_its_successor(
    app: Flask, bubbly: Shop, approved: int
) -> None:
    with slow_worker(app, bubbly, approved) as ended:
        let_time_pass(ProductMap)
        assert due_listings(10) == (approved,)
        assert sync_listing(approved) is SyncState.SYNCED
    assert ended == [None]
    assert map_row(approved).sync is SyncState.SYNCED
    assert bubbly.products() == 1


def test_a_missing_definition_of_our_custom_id_is_made_and_the_listing_tried_again(
    session: Session, simulator: SimulatorClient, kiln: Shop
) -> None:
    domain = "bubbly.myshopify.com"
    simulator.create_store(domain, "Bubbly", plan="plus")
    grant = token_endpoint(domain, None).exchange_session_token(simulator.session_token(domain))
    bubbly_id = BubblyStoreFactory(shop_domain=domain, access_token=grant.access_token).id
    session.commit()
    [location] = read_locations(call_for(bubbly_id))
    set_store(bubbly_id, location_id=location.gid)
    map_id = read_in(kiln.id, product(1))
    approve([map_id], ANA)
    assert sync_listing(map_id) is SyncState.QUEUED
    assert map_row(map_id).error.endswith("the definition has been made")
    assert sync_listing(map_id) is SyncState.SYNCED


def test_a_bubbly_without_a_place_for_stock_is_said_so(bubbly: Shop, approved: int) -> None:
    set_store(bubbly.id, location_id=None)
    assert sync_listing(approved) is SyncState.FAILED
    row = map_row(approved)
    assert (row.error_code, row.error) == (
        "no_location",
        "Bubbly has no location for stock: connect it again.",
    )


def test_without_bubbly_nothing_is_due_and_a_try_says_why(kiln: Shop) -> None:
    map_id = read_in(kiln.id, product(1))
    approve([map_id], ANA)
    assert due_listings(10) == ()
    assert sync_listing(map_id) is SyncState.FAILED
    assert map_row(map_id).error_code == "no_bubbly"
