"""Thousands of listings by files that a real simulator's Bubbly works through."""

from collections.abc import Callable
from datetime import timedelta

from powerpact.domain.transitions import SyncState
from powerpact.models import ProductMap, RunState, utc_now
from powerpact.services.catalogue_changes import export_finished, product_deleted
from powerpact.services.catalogue_import import advance_run
from powerpact.services.curation import approve
from powerpact.services.listing import sync_listing
from tests.services.bulk_listing import Approved, opened, states, step, to_the_end
from tests.services.catalogue_readings import LATER, product
from tests.services.marketplace import (
    ANA,
    Shop,
    let_time_pass,
    map_row,
    read_in,
    run_row,
    sync_again,
)


def test_everything_due_is_listed_and_published(bubbly: Shop, approved_many: Approved) -> None:
    ids = approved_many(5)
    run = to_the_end(bubbly, opened(bubbly))
    assert (run.state, run.message) == (RunState.FINISHED, "5 listed, 0 failed, 0 queued again")
    assert (run.total, run.done, run.failed) == (5, 5, 0)
    assert states(ids) == [SyncState.SYNCED] * 5
    for map_id in ids:
        row = map_row(map_id)
        assert (row.published, row.claim, row.error) == (True, None, "")
        shown = bubbly.product(row.bubbly_product_id or "")
        assert shown.handle == f"kiln-{row.handle}"
        there = {variant.options: variant for variant in shown.variants}
        for each in row.variants:
            bubbly_variant = there[tuple((name, value) for name, value in each.options)]
            assert each.bubbly_variant_id == bubbly_variant.id
            assert each.bubbly_inventory_item_id == bubbly_variant.inventory_item_id


def test_it_costs_bubblys_allowance_nothing_for_each_listing(
    bubbly: Shop, approved_many: Approved
) -> None:
    approved_many(5)
    to_the_end(bubbly, opened(bubbly))
    assert (bubbly.received("productSet"), bubbly.received("publishablePublish")) == (0, 0)
    assert bubbly.received("bulkOperationRunMutation") == 2


def test_what_was_listed_in_bulk_costs_one_by_one_no_write(
    bubbly: Shop, approved_many: Approved
) -> None:
    [map_id] = approved_many(1)
    to_the_end(bubbly, opened(bubbly))
    assert sync_again(map_id) is SyncState.SYNCED
    assert (bubbly.received("productSet"), bubbly.received("publishablePublish")) == (0, 0)


def test_listings_in_a_runs_hand_are_nobody_elses(bubbly: Shop, approved_many: Approved) -> None:
    ids = approved_many(3)
    sync_listing(ids[0])
    run_id = opened(bubbly)
    advance_run(run_id)
    assert run_row(run_id).total == 2
    assert [sync_listing(map_id) for map_id in ids] == [None] * 3
    to_the_end(bubbly, run_id)
    assert states(ids) == [SyncState.SYNCED] * 3


def test_while_shopify_works_the_run_waits(bubbly: Shop, approved_many: Approved) -> None:
    approved_many(2)
    bubbly.control.set_options(bubbly.domain, bulk_seconds=10_000.0)
    run_id = opened(bubbly)
    advance_run(run_id)
    assert run_row(run_id).message == "Shopify has started with 2 listings"
    run = step(bubbly, run_id)
    assert (run.state, run.message) == (RunState.WAITING, "Shopify has done 0 of 2 listings")


def test_shopifys_word_that_it_is_done_wakes_the_run(bubbly: Shop, approved_many: Approved) -> None:
    approved_many(1)
    run_id = opened(bubbly)
    advance_run(run_id)
    operation = run_row(run_id).progress["operation"]
    assert export_finished(bubbly.id, operation).runs == (run_id,)


def test_nothing_due_is_nothing_to_do(bubbly: Shop) -> None:
    run_id = opened(bubbly)
    advance_run(run_id)
    run = run_row(run_id)
    assert (run.state, run.message) == (RunState.FINISHED, "nothing was to be listed")


def test_a_change_while_it_is_under_way_is_queued_again(
    bubbly: Shop, kiln: Shop, approved_many: Approved
) -> None:
    changed, unchanged = approved_many(2)
    run_id = opened(bubbly)
    advance_run(run_id)
    read_in(kiln.id, product(1, title="Changed meanwhile", updated_at=LATER))
    run = to_the_end(bubbly, run_id)
    assert run.message == "1 listed, 0 failed, 1 queued again"
    assert states([changed, unchanged]) == [SyncState.QUEUED, SyncState.SYNCED]
    assert all(each.bubbly_variant_id for each in map_row(changed).variants)
    assert sync_listing(changed) is SyncState.SYNCED
    shown = bubbly.product(map_row(changed).bubbly_product_id or "")
    assert (shown.title, bubbly.products()) == ("Changed meanwhile", 2)


def test_a_refused_line_is_that_listings_failure_in_the_same_words(
    bubbly: Shop, kiln: Shop, approved_many: Approved
) -> None:
    fine, refused = approved_many(2)
    read_in(kiln.id, product(2, title="x" * 300, updated_at=LATER))
    run = to_the_end(bubbly, opened(bubbly))
    assert run.message == "1 listed, 1 failed, 0 queued again"
    assert (run.done, run.failed) == (1, 1)
    in_bulk = map_row(refused)
    assert in_bulk.sync is SyncState.FAILED
    sync_again(refused)
    alone = map_row(refused)
    assert (in_bulk.error, in_bulk.error_code) == (alone.error, alone.error_code)
    assert states([fine]) == [SyncState.SYNCED]


def test_what_cannot_be_listed_is_said_so_and_holds_up_nobody(
    bubbly: Shop, open_shop: Callable[..., Shop], approved_many: Approved
) -> None:
    ids = approved_many(2)
    other = open_shop("Wheel", code="wheel", currency="EUR")
    foreign = read_in(other.id, product(9))
    approve([foreign], ANA)
    assert to_the_end(bubbly, opened(bubbly)).message == "2 listed, 1 failed, 0 queued again"
    assert map_row(foreign).error_code == "no_exchange_rate"
    assert states(ids) == [SyncState.SYNCED] * 2


def test_a_deleted_product_is_taken_off_sale_and_not_published(
    bubbly: Shop, kiln: Shop, approved_many: Approved
) -> None:
    [map_id] = approved_many(1)
    to_the_end(bubbly, opened(bubbly))
    product_deleted(kiln.id, product(1).id)
    to_the_end(bubbly, opened(bubbly))
    assert states([map_id]) == [SyncState.GONE]


def test_a_product_of_many_variants_is_listed_whole(
    bubbly: Shop, kiln: Shop, approved_many: Approved
) -> None:
    map_id = read_in(kiln.id, product(1, variants=300))
    approve([map_id], ANA)
    to_the_end(bubbly, opened(bubbly))
    variants = map_row(map_id).variants
    assert len({each.bubbly_variant_id for each in variants} - {None}) == 300


def test_the_listings_of_a_run_are_held_while_it_waits(
    bubbly: Shop, approved_many: Approved
) -> None:
    [map_id] = approved_many(1)
    run_id = opened(bubbly)
    advance_run(run_id)
    held_until = map_row(map_id).next_sync_at
    assert held_until is not None
    assert held_until > utc_now() + timedelta(hours=1)


def test_a_run_that_waits_long_renews_its_hold(bubbly: Shop, approved_many: Approved) -> None:
    [map_id] = approved_many(1)
    bubbly.control.set_options(bubbly.domain, bulk_seconds=10_000.0)
    run_id = opened(bubbly)
    advance_run(run_id)
    let_time_pass(ProductMap, utc_now() + timedelta(minutes=10))
    step(bubbly, run_id)
    held_until = map_row(map_id).next_sync_at
    assert held_until is not None
    assert held_until > utc_now() + timedelta(hours=1)
