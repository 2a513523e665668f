"""A partner's whole catalogue comes in by a bulk export of the simulator."""

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import PartnerStore, ProductMap, RunState, SyncRun, VariantMap, utc_now
from powerpact.services.catalogue_changes import export_finished
from powerpact.services.catalogue_import import advance_run, request_import
from powerpact.services.claims import ClaimLost
from powerpact.services.runs import claim_run, due_runs, put_down
from powerpact.services.transactions import transaction
from powerpact.shopify.version import API_VERSION
from tests.factories import ProductMapFactory
from tests.services.catalogue_readings import product
from tests.services.catalogue_runs import BULK_DONE, imported, step
from tests.services.marketplace import (
    Shop,
    let_time_pass,
    map_row,
    read_in,
    run_row,
    set_store,
)


def counts() -> tuple[int, int]:
    """How many products and variants we know."""
    with transaction() as session:
        products = session.scalar(select(func.count(ProductMap.id))) or 0
        return products, session.scalar(select(func.count(VariantMap.id))) or 0


def test_a_catalogue_is_proposed_whole(kiln: Shop) -> None:
    planted = kiln.control.seed(kiln.domain, "ceramics", products=40)
    run = imported(kiln)
    assert (run.state, run.total, run.done) == (RunState.FINISHED, 40, 40)
    assert run.message == "40 products read: 40 new, 0 changed, 0 gone"
    assert counts() == (40, planted["variants"])
    with transaction() as session:
        assert set(session.scalars(select(ProductMap.curation))) == {Curation.PROPOSED}
        most = select(func.count(VariantMap.id)).group_by(VariantMap.product_map_id)
        assert max(session.scalars(most)) == 150


def test_a_product_with_as_many_variants_as_shopify_allows_comes_in_whole(kiln: Shop) -> None:
    kiln.control.seed(kiln.domain, "warehouse", products=1, variants=2048)
    assert imported(kiln).message == "1 products read: 1 new, 0 changed, 0 gone"
    assert counts() == (1, 2048)
    assert imported(kiln).message == "1 products read: 0 new, 0 changed, 0 gone"


def test_while_shopify_exports_the_run_waits_and_looks_again(kiln: Shop) -> None:
    kiln.control.create_product(kiln.domain, "Mug", price="10.00")
    run_id = request_import(kiln.id)
    advance_run(run_id)
    run = run_row(run_id)
    assert (run.state, run.message) == (
        RunState.WAITING,
        "Shopify has started to export the catalogue",
    )
    assert run.next_step_at is not None
    assert run.next_step_at > utc_now()
    assert due_runs(10) == ()


def test_shopifys_word_that_the_export_is_done_wakes_the_run(kiln: Shop) -> None:
    kiln.control.create_product(kiln.domain, "Mug", price="10.00")
    run_id = request_import(kiln.id)
    advance_run(run_id)
    kiln.control.advance(BULK_DONE)
    operation = run_row(run_id).progress["operation"]
    assert export_finished(kiln.id, "gid://shopify/BulkOperation/0").runs == ()
    assert export_finished(kiln.id, operation).runs == (run_id,)
    advance_run(run_id)
    assert run_row(run_id).state is RunState.FINISHED
    assert export_finished(kiln.id, operation).runs == ()


def test_a_second_import_changes_nothing(kiln: Shop) -> None:
    kiln.control.seed(kiln.domain, "ceramics", products=10)
    imported(kiln)
    with transaction() as session:
        before = session.execute(select(ProductMap.id, ProductMap.updated_at)).all()
    assert imported(kiln).message == "10 products read: 0 new, 0 changed, 0 gone"
    with transaction() as session:
        assert session.execute(select(ProductMap.id, ProductMap.updated_at)).all() == before


def test_auto_approve_queues_every_product(kiln: Shop) -> None:
    kiln.control.seed(kiln.domain, "ceramics", products=5)
    set_store(kiln.id, auto_approve=True)
    imported(kiln)
    with transaction() as session:
        states = session.execute(select(ProductMap.curation, ProductMap.sync).distinct()).all()
    assert [tuple(row) for row in states] == [(Curation.APPROVED, SyncState.QUEUED)]


def test_what_the_export_does_not_show_is_gone(kiln: Shop) -> None:
    kiln.control.create_product(kiln.domain, "Mug", price="10.00")
    bowl = kiln.control.create_product(kiln.domain, "Bowl", price="10.00")
    imported(kiln)
    kiln.control.delete_product(kiln.domain, bowl["id"])
    assert imported(kiln).message == "1 products read: 0 new, 0 changed, 1 gone"
    with transaction() as session:
        states = dict(session.execute(select(ProductMap.title, ProductMap.sync)).tuples().all())
    assert states == {"Mug": SyncState.NEVER, "Bowl": SyncState.GONE}


def test_a_product_that_came_up_while_shopify_exported_stays(kiln: Shop) -> None:
    kiln.control.create_product(kiln.domain, "Mug", price="10.00")
    run_id = request_import(kiln.id)
    advance_run(run_id)
    map_id = read_in(kiln.id, product(987_654))
    assert step(kiln, run_id).state is RunState.FINISHED
    assert map_row(map_id).sync is SyncState.NEVER


def test_an_empty_catalogue_is_no_failure(kiln: Shop) -> None:
    run = imported(kiln)
    assert (run.state, run.total) == (RunState.FINISHED, 0)


def test_a_store_has_one_open_import_at_a_time(kiln: Shop) -> None:
    first = request_import(kiln.id)
    assert request_import(kiln.id) == first
    advance_run(first)
    step(kiln, first)
    assert request_import(kiln.id) != first


def test_a_run_in_one_workers_hand_is_not_anothers(kiln: Shop) -> None:
    run_id = request_import(kiln.id)
    assert claim_run(run_id) is not None
    advance_run(run_id)
    assert run_row(run_id).progress == {}
    assert due_runs(10) == ()


def test_another_worker_goes_on_where_one_died(kiln: Shop) -> None:
    kiln.control.seed(kiln.domain, "ceramics", products=140)
    last = kiln.control.holdings(kiln.domain)["products"][-1]["id"]
    # Somebody else's row in the way of the last batch: the worker dies of it, as of a bug.
    obstacle = ProductMapFactory(partner_ref=f"kiln-{last.rpartition('/')[2]}").id
    run_id = request_import(kiln.id)
    advance_run(run_id)
    with pytest.raises(IntegrityError):
        step(kiln, run_id)
    half = run_row(run_id)
    assert (half.state, half.total) == (RunState.RUNNING, 140)
    assert 0 < half.done < 140
    assert due_runs(10) == ()
    with transaction() as session:
        session.delete(session.get_one(ProductMap, obstacle))
    let_time_pass(SyncRun)
    assert due_runs(10) == (run_id,)
    advance_run(run_id)
    run = run_row(run_id)
    assert (run.state, run.done) == (RunState.FINISHED, 140)
    assert run.message == "140 products read: 140 new, 0 changed, 0 gone"


def test_one_partner_down_does_not_hold_up_another(
    kiln: Shop, open_shop: Callable[..., Shop]
) -> None:
    fell = open_shop("Fell", code="fell")
    fell.control.create_product(fell.domain, "Tent", price="100.00")
    kiln.control.add_fault("down", shop=kiln.domain, status=503)
    down, up = request_import(kiln.id), request_import(fell.id)
    for run_id in (down, up):
        advance_run(run_id)
    assert step(fell, up).state is RunState.FINISHED
    waiting = run_row(down)
    assert waiting.state is RunState.WAITING
    assert waiting.message.endswith("; trying again")


def test_a_run_waits_longer_after_each_failure_and_recovers(kiln: Shop) -> None:
    kiln.control.create_product(kiln.domain, "Mug", price="10.00")
    details = {"shop": kiln.domain, "operation": "bulkOperationRunQuery"}
    kiln.control.add_fault("internal_error", **details)
    run_id = request_import(kiln.id)
    waits = []
    for _ in range(3):
        set_store(kiln.id, rests_until=None, rest_count=0)
        let_time_pass(SyncRun)
        advance_run(run_id)
        due_at = run_row(run_id).next_step_at
        assert due_at is not None
        waits.append(due_at - utc_now())
    assert waits[0] < waits[2]
    assert waits[2] <= timedelta(seconds=40)
    kiln.control.clear_faults()
    set_store(kiln.id, rests_until=None, rest_count=0)
    let_time_pass(SyncRun)
    advance_run(run_id)
    assert step(kiln, run_id).state is RunState.FINISHED


def test_a_throttled_start_waits_as_long_as_shopify_says(kiln: Shop) -> None:
    details = {"shop": kiln.domain, "operation": "bulkOperationRunQuery", "count": 1}
    kiln.control.add_fault("too_many_requests", seconds=30.0, **details)
    run_id = request_import(kiln.id)
    advance_run(run_id)
    run = run_row(run_id)
    assert run.state is RunState.WAITING
    assert run.next_step_at is not None
    assert timedelta(seconds=20) < run.next_step_at - utc_now() <= timedelta(seconds=30)


def test_a_store_that_does_not_let_us_in_fails_the_run_in_words(kiln: Shop) -> None:
    kiln.control.revoke_tokens(kiln.domain, refresh_too=True)
    run_id = request_import(kiln.id)
    advance_run(run_id)
    run = run_row(run_id)
    assert (run.state, run.claim, run.next_step_at) == (RunState.FAILED, None, None)
    assert run.finished_at is not None
    assert len(run.message) > 20


def test_an_export_that_is_not_done_yet_is_looked_at_again(kiln: Shop) -> None:
    kiln.control.set_options(kiln.domain, bulk_seconds=600.0)
    kiln.control.create_product(kiln.domain, "Mug", price="10.00")
    run_id = request_import(kiln.id)
    for _ in range(2):
        let_time_pass(SyncRun)
        advance_run(run_id)
    run = run_row(run_id)
    assert run.state is RunState.WAITING
    assert run.message.startswith("Shopify is exporting the catalogue")


def test_an_export_that_shopify_broke_off_fails_the_run_in_words(kiln: Shop) -> None:
    kiln.control.set_options(kiln.domain, bulk_seconds=600.0)
    run_id = request_import(kiln.id)
    advance_run(run_id)
    cancel_export(kiln, run_row(run_id).progress["operation"])
    run = step(kiln, run_id)
    assert run.state is RunState.FAILED
    assert run.message.startswith("Shopify ended the export as CANCELED")


def test_an_export_that_shopify_has_forgotten_fails_the_run(kiln: Shop) -> None:
    run_id = request_import(kiln.id)
    advance_run(run_id)
    with transaction() as session:
        run = session.get_one(SyncRun, run_id)
        run.progress = {**run.progress, "operation": "gid://shopify/BulkOperation/404"}
    assert step(kiln, run_id).state is RunState.FAILED


def test_a_worker_that_was_taken_for_dead_stops_without_a_trace(kiln: Shop) -> None:
    run_id = request_import(kiln.id)
    slow = claim_run(run_id)
    assert slow is not None
    let_time_pass(SyncRun)
    assert claim_run(run_id) is not None
    before = run_row(run_id)
    with pytest.raises(ClaimLost):
        put_down(slow, 1.0, "too late", {"operation": "mine"})
    after = run_row(run_id)
    assert (after.progress, after.message, after.claim) == (
        before.progress,
        before.message,
        before.claim,
    )


def cancel_export(shop: Shop, operation: str) -> None:
    """The merchant, or Shopify, breaks an export off."""
    document = "mutation($id: ID!) { bulkOperationCancel(id: $id) { userErrors { message } } }"
    with transaction() as session:
        token = session.get_one(PartnerStore, shop.id).access_token or ""
    httpx.post(
        f"{shop.control.base_url}/{shop.domain}/admin/api/{API_VERSION}/graphql.json",
        json={"query": document, "variables": {"id": operation}},
        headers={"X-Shopify-Access-Token": token},
        trust_env=False,
    ).raise_for_status()
