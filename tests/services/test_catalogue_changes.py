"""What changed at a partner comes in by paged queries and by webhooks."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from powerpact.domain.transitions import SyncState
from powerpact.models import PartnerStore, ProductMap, RunKind, RunState, SyncRun, utc_now
from powerpact.services.catalogue_changes import product_deleted, refresh_product
from powerpact.services.catalogue_import import (
    advance_run,
    request_all_changes,
    request_changes,
)
from powerpact.services.curation import approve
from powerpact.services.listing import sync_listing
from powerpact.services.transactions import transaction
from powerpact.simulator.control_client import Json
from tests.services.marketplace import ANA, Shop, map_row, run_row, set_store, variants_of


@pytest.fixture
def mug(kiln: Shop) -> Json:
    """A product of the partner that PowerPact has read."""
    made = kiln.control.create_product(kiln.domain, "Mug", price="10.00", quantity=5)
    refresh_product(kiln.id, made["id"])
    return made


def map_of(product: Json) -> int:
    with transaction() as session:
        where = ProductMap.partner_product_id == product["id"]
        return session.scalars(select(ProductMap.id).where(where)).one()


def read_changes(shop: Shop) -> SyncRun:
    run_id = request_changes(shop.id)
    advance_run(run_id)
    return run_row(run_id)


def test_what_changed_since_the_last_reading_comes_in(kiln: Shop, mug: Json) -> None:
    set_store(kiln.id, catalogue_read_at=utc_now())
    kiln.control.edit_product(kiln.domain, mug["id"], price="12.00")
    bowl = kiln.control.create_product(kiln.domain, "Bowl", price="20.00")
    run = read_changes(kiln)
    assert (run.kind, run.state) == (RunKind.CATALOGUE_CHANGES, RunState.FINISHED)
    assert run.message == "2 products read, 2 of them changed"
    assert variants_of(map_of(mug))[0].price == Decimal("12.00")
    assert map_row(map_of(bowl)).title == "Bowl"


def test_what_changed_long_before_the_last_reading_is_not_read(kiln: Shop, mug: Json) -> None:
    kiln.control.advance(3600)
    set_store(kiln.id, catalogue_read_at=utc_now() + timedelta(seconds=3600))
    assert read_changes(kiln).message == "0 products read, 0 of them changed"


def test_readings_overlap_by_minutes_and_read_the_same_again_in_vain(kiln: Shop, mug: Json) -> None:
    set_store(kiln.id, catalogue_read_at=utc_now() + timedelta(seconds=120))
    assert read_changes(kiln).message == "1 products read, 0 of them changed"


def test_the_time_of_reading_is_when_it_began(kiln: Shop) -> None:
    set_store(kiln.id, catalogue_read_at=utc_now())
    before = utc_now()
    run = read_changes(kiln)
    with transaction() as session:
        read_at = session.get_one(PartnerStore, kiln.id).catalogue_read_at
    assert read_at is not None
    assert run.finished_at is not None
    assert before <= read_at <= run.finished_at


def test_a_catalogue_that_was_never_read_is_imported_whole(kiln: Shop) -> None:
    assert run_row(request_changes(kiln.id)).kind is RunKind.CATALOGUE_IMPORT


def test_every_connected_partner_is_asked_what_changed(
    kiln: Shop, open_shop: Callable[..., Shop]
) -> None:
    fell = open_shop("Fell", code="fell")
    set_store(kiln.id, state="uninstalled")
    [run_id] = request_all_changes()
    assert run_row(run_id).store_id == fell.id


def test_a_change_of_an_approved_product_reaches_its_listing(
    bubbly: Shop, kiln: Shop, mug: Json
) -> None:
    map_id = map_of(mug)
    approve([map_id], ANA)
    sync_listing(map_id)
    kiln.control.edit_product(kiln.domain, mug["id"], title="Large mug")
    assert refresh_product(kiln.id, mug["id"]).listings == (map_id,)
    sync_listing(map_id)
    assert bubbly.product(map_row(map_id).bubbly_product_id or "").title == "Large mug"


def test_stock_alone_leaves_the_listing_alone(bubbly: Shop, kiln: Shop, mug: Json) -> None:
    map_id = map_of(mug)
    approve([map_id], ANA)
    sync_listing(map_id)
    [variant] = variants_of(map_id)
    kiln.control.set_stock(kiln.domain, variant.partner_variant_id, 3)
    assert refresh_product(kiln.id, mug["id"]).listings == ()
    assert variants_of(map_id)[0].quantity == 3


def test_a_product_that_shopify_no_longer_has_is_gone(kiln: Shop, mug: Json) -> None:
    kiln.control.delete_product(kiln.domain, mug["id"])
    refresh_product(kiln.id, mug["id"])
    assert map_row(map_of(mug)).sync is SyncState.GONE


def test_a_deletion_of_a_product_that_nobody_knows_does_nothing(kiln: Shop) -> None:
    assert product_deleted(kiln.id, "gid://shopify/Product/404").listings == ()


def test_a_partner_cannot_delete_the_product_of_another(
    kiln: Shop, mug: Json, open_shop: Callable[..., Shop]
) -> None:
    fell = open_shop("Fell", code="fell")
    product_deleted(fell.id, mug["id"])
    assert map_row(map_of(mug)).sync is SyncState.NEVER
