"""What becomes of a listing whose product the partner deleted: the three choices, at Bubbly."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.transitions import SyncState
from powerpact.models import Deletion, Trade
from powerpact.services.catalogue_changes import product_deleted
from powerpact.services.curation import approve
from powerpact.services.listing import sync_listing
from powerpact.services.listing_queue import due_count
from powerpact.services.offering import withdraw
from powerpact.services.order_intake import receive_order
from powerpact.services.transactions import transaction
from tests.services.bulk_listing import opened, to_the_end
from tests.services.catalogue_readings import product, variant
from tests.services.marketplace import ANA, Shop, map_row, read_in, set_store
from tests.services.orders import placed_line, placed_order
from tests.services.selling import part_row
from tests.services.test_offering import KIM

Deleted = Callable[[Deletion], tuple[int, str]]


@pytest.fixture
def deleted(bubbly: Shop, kiln: Shop) -> Deleted:
    """Lists a product, and has the partner delete it under that rule; its map and gid at Bubbly."""

    def delete_it(rule: Deletion) -> tuple[int, str]:
        set_store(kiln.id, on_deletion=rule)
        sizes = (variant(1, 1), variant(1, 2, tracked=False, sells_at_zero=True))
        map_id = read_in(kiln.id, replace(product(1), variants=sizes))
        approve([map_id], ANA)
        assert sync_listing(map_id) is SyncState.SYNCED
        product_deleted(kiln.id, product(1).id)
        return map_id, map_row(map_id).bubbly_product_id or ""

    return delete_it


def test_draft_puts_it_out_of_sight(bubbly: Shop, deleted: Deleted) -> None:
    map_id, gid = deleted(Deletion.DRAFT)
    assert sync_listing(map_id) is SyncState.GONE
    assert bubbly.product(gid).status is ProductStatus.DRAFT


def test_sold_out_leaves_it_in_sight_with_nothing_to_sell(bubbly: Shop, deleted: Deleted) -> None:
    map_id, gid = deleted(Deletion.SOLD_OUT)
    assert sync_listing(map_id) is SyncState.GONE
    shown = bubbly.product(gid)
    assert shown.status is ProductStatus.ACTIVE
    assert [(v.quantity, v.tracked, v.sells_at_zero) for v in shown.variants] == [
        (0, True, False),
        (0, True, False),
    ]


def test_what_is_sold_out_and_withdrawn_is_out_of_sight(bubbly: Shop, deleted: Deleted) -> None:
    map_id, gid = deleted(Deletion.SOLD_OUT)
    withdraw([map_id], KIM)
    sync_listing(map_id)
    assert bubbly.product(gid).status is ProductStatus.DRAFT


def test_nothing_of_a_partner_that_left_stays_in_sight(
    bubbly: Shop, kiln: Shop, deleted: Deleted
) -> None:
    map_id, gid = deleted(Deletion.SOLD_OUT)
    set_store(kiln.id, trade=Trade.LEFT)
    sync_listing(map_id)
    assert bubbly.product(gid).status is ProductStatus.DRAFT


def test_delete_removes_it_and_keeps_our_books(bubbly: Shop, deleted: Deleted) -> None:
    map_id, gid = deleted(Deletion.DELETE)
    assert sync_listing(map_id) is SyncState.GONE
    assert (bubbly.products(), bubbly.received("productDelete")) == (0, 1)
    row = map_row(map_id)
    assert (row.bubbly_product_id, row.published, row.error) == (gid, False, "")


def test_an_order_from_just_before_it_was_deleted_reaches_the_partner(
    bubbly: Shop, kiln: Shop, deleted: Deleted
) -> None:
    map_id, _ = deleted(Deletion.DELETE)
    sync_listing(map_id)
    [part_id] = receive_order(placed_order(placed_line(1, map_row(map_id).variants[0])))
    assert part_row(part_id).partner_id == kiln.id


def test_a_repeat_after_a_lost_answer_finds_it_deleted(bubbly: Shop, deleted: Deleted) -> None:
    map_id, _ = deleted(Deletion.DELETE)
    bubbly.control.add_fault("answer_lost", shop=bubbly.domain, operation="productDelete", count=1)
    assert sync_listing(map_id) is SyncState.QUEUED
    assert sync_listing(map_id) is SyncState.GONE
    assert bubbly.products() == 0


def test_a_product_that_is_back_after_its_listing_was_deleted_is_listed_anew(
    bubbly: Shop, kiln: Shop, deleted: Deleted
) -> None:
    map_id, gid = deleted(Deletion.DELETE)
    sync_listing(map_id)
    back = product(1, updated_at=map_row(map_id).partner_updated_at)
    assert read_in(kiln.id, back) == map_id
    assert sync_listing(map_id) is SyncState.SYNCED
    row = map_row(map_id)
    assert (row.bubbly_product_id, row.published) != (gid, False)
    shown = bubbly.product(row.bubbly_product_id or "")
    assert (shown.status, shown.title) == (ProductStatus.ACTIVE, "Mug 1")
    assert [each.id for each in shown.variants] == [each.bubbly_variant_id for each in row.variants]


def test_what_sold_out_is_back_with_its_stock(bubbly: Shop, kiln: Shop, deleted: Deleted) -> None:
    map_id, gid = deleted(Deletion.SOLD_OUT)
    sync_listing(map_id)
    read_in(kiln.id, product(1, updated_at=map_row(map_id).partner_updated_at))
    assert sync_listing(map_id) is SyncState.SYNCED
    assert [each.quantity for each in bubbly.product(gid).variants] == [5, 5]


def test_a_file_of_many_leaves_what_is_to_be_deleted_to_a_call_of_its_own(
    bubbly: Shop, deleted: Deleted
) -> None:
    map_id, _ = deleted(Deletion.DELETE)
    with transaction() as session:
        assert due_count(session, 10) == 0
    to_the_end(bubbly, opened(bubbly))
    assert map_row(map_id).sync is SyncState.QUEUED
    assert sync_listing(map_id) is SyncState.GONE


def test_a_deletion_in_a_file_of_many_sells_out_as_well(bubbly: Shop, deleted: Deleted) -> None:
    map_id, gid = deleted(Deletion.SOLD_OUT)
    to_the_end(bubbly, opened(bubbly))
    assert map_row(map_id).sync is SyncState.GONE
    assert [each.quantity for each in bubbly.product(gid).variants] == [0, 0]
