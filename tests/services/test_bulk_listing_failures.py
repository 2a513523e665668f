"""What a bulk listing does when files, Shopify or workers let it down: nothing is lost."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from powerpact.domain.transitions import SyncState
from powerpact.errors import Unavailable
from powerpact.models import ProductMap, RunState, utc_now
from powerpact.services.catalogue_import import advance_run
from powerpact.services.listing import sync_listing
from powerpact.services.listing_file import NO_ROOM, Part, write_file
from powerpact.services.listing_results import MISSING
from powerpact.services.listing_run import MOST_TRIES
from tests.services.bulk_listing import (
    Approved,
    cancel,
    in_hand,
    opened,
    states,
    step,
    still_held,
    to_the_end,
)
from tests.services.counting import counted_statements
from tests.services.due_listings import due_listings
from tests.services.marketplace import Shop, let_time_pass, map_row, run_row, set_store

QUEUED, SYNCED, FAILED = SyncState.QUEUED, SyncState.SYNCED, SyncState.FAILED


def finish_alone(map_ids: list[int]) -> None:
    """One by one goes on with what a run let go of."""
    let_time_pass(ProductMap)
    assert sorted(due_listings(100)) == map_ids
    assert [sync_listing(map_id) for map_id in map_ids] == [SYNCED] * len(map_ids)


@pytest.mark.parametrize("status", [403, 413])
def test_a_refused_upload_ends_the_run_and_lets_go_of_its_listings(
    bubbly: Shop, approved_many: Approved, status: int
) -> None:
    ids = approved_many(2)
    fault = {"shop": bubbly.domain, "operation": "upload", "status": status}
    bubbly.control.add_fault("server_error", **fault)
    run_id = opened(bubbly)
    advance_run(run_id)
    run = run_row(run_id)
    assert run.state is RunState.FAILED
    assert run.message == (
        f"Shopify's storage refused the file with the listings ({status}); "
        "0 listed, 0 failed, 2 queued again"
    )
    assert states(ids) == [QUEUED] * 2
    assert map_row(ids[0]).error.startswith("the bulk listing ended early: ")
    assert still_held() == 0
    finish_alone(ids)


def test_an_upload_that_does_not_arrive_is_tried_again(
    bubbly: Shop, approved_many: Approved
) -> None:
    ids = approved_many(2)
    bubbly.control.add_fault("reset", shop=bubbly.domain, operation="upload", count=2)
    run_id = opened(bubbly)
    advance_run(run_id)
    run = run_row(run_id)
    assert (run.state, run.progress["tries"]) == (RunState.WAITING, 1)
    assert run.message.endswith("; trying again")
    assert states(ids) == [SyncState.SYNCING] * 2
    assert to_the_end(bubbly, run_id).message == "2 listed, 0 failed, 0 queued again"


def test_what_never_works_ends_the_run_at_last(bubbly: Shop, approved_many: Approved) -> None:
    ids = approved_many(1)
    bubbly.control.add_fault("reset", shop=bubbly.domain, operation="upload")
    run = to_the_end(bubbly, opened(bubbly), steps=MOST_TRIES)
    assert run.state is RunState.FAILED
    assert run.message.startswith(f"it did not work {MOST_TRIES} times in a row: ")
    finish_alone(ids)


def test_a_file_that_shopify_lost_is_uploaded_again(bubbly: Shop, approved_many: Approved) -> None:
    ids = approved_many(2)
    details = {"shop": bubbly.domain, "operation": "bulkOperationRunMutation"}
    bubbly.control.add_fault("user_errors", code="NO_SUCH_FILE", count=1, **details)
    run_id = opened(bubbly)
    advance_run(run_id)
    assert "path" not in run_row(run_id).progress
    assert to_the_end(bubbly, run_id).message == "2 listed, 0 failed, 0 queued again"
    assert bubbly.received("stagedUploadsCreate") == 3
    assert states(ids) == [SYNCED] * 2


def test_the_run_waits_for_a_place_among_five(bubbly: Shop, approved_many: Approved) -> None:
    approved_many(1)
    details = {"shop": bubbly.domain, "operation": "bulkOperationRunMutation"}
    message = "A bulk mutation operation for this app and shop is already in progress"
    fault = {"code": "OPERATION_IN_PROGRESS", "message": message, "count": 1}
    bubbly.control.add_fault("user_errors", **fault, **details)
    run_id = opened(bubbly)
    advance_run(run_id)
    run = run_row(run_id)
    assert (run.state, run.message) == (RunState.WAITING, message)
    assert to_the_end(bubbly, run_id).message == "1 listed, 0 failed, 0 queued again"


def test_a_start_whose_answer_is_lost_is_found_and_not_repeated(
    bubbly: Shop, approved_many: Approved
) -> None:
    approved_many(3)
    details = {"shop": bubbly.domain, "operation": "bulkOperationRunMutation"}
    bubbly.control.add_fault("answer_lost", count=1, **details)
    run = to_the_end(bubbly, opened(bubbly))
    assert run.message == "3 listed, 0 failed, 0 queued again"
    assert bubbly.received("bulkOperationRunMutation") == 2
    assert bubbly.products() == 3


def test_a_failed_operation_counts_for_what_it_did(bubbly: Shop, approved_many: Approved) -> None:
    ids = approved_many(4)
    bubbly.control.set_options(bubbly.domain, bulk_error="TIMEOUT")
    run = to_the_end(bubbly, opened(bubbly))
    assert run.state is RunState.FAILED
    assert run.message == (
        "Shopify ended the bulk listing as FAILED (TIMEOUT); 0 listed, 0 failed, 4 queued again"
    )
    # The first two were written and are noted, so they have only to be published.
    assert [bool(map_row(map_id).sent_hash) for map_id in ids] == [True, True, False, False]
    finish_alone(ids)
    assert bubbly.received("productSet") == 2
    assert bubbly.products() == 4


def test_a_cancelled_operation_lets_go_of_its_listings(
    bubbly: Shop, approved_many: Approved
) -> None:
    ids = approved_many(2)
    bubbly.control.set_options(bubbly.domain, bulk_seconds=10_000.0)
    run_id = opened(bubbly)
    advance_run(run_id)
    cancel(bubbly, run_row(run_id).progress["operation"])
    run = to_the_end(bubbly, run_id)
    assert run.message.startswith("Shopify ended the bulk listing as CANCELED (no reason given)")
    finish_alone(ids)


def test_a_result_cut_short_queues_again_what_it_does_not_show(
    bubbly: Shop, approved_many: Approved
) -> None:
    ids = approved_many(3)
    bubbly.control.set_options(bubbly.domain, bulk_bytes_lost=20)
    run_id = opened(bubbly)
    advance_run(run_id)
    step(bubbly, run_id)
    assert states(ids) == [SyncState.SYNCING, SyncState.SYNCING, QUEUED]
    assert map_row(ids[2]).error == MISSING
    bubbly.control.set_options(bubbly.domain, bulk_bytes_lost=0)
    run = to_the_end(bubbly, run_id)
    assert run.message == (
        "2 listed, 0 failed, 1 queued again; 1 lines of the result made no sense"
    )
    assert sync_listing(ids[2]) is SYNCED
    assert bubbly.products() == 3


def test_an_empty_result_queues_everything_again(bubbly: Shop, approved_many: Approved) -> None:
    ids = approved_many(2)
    bubbly.control.set_options(bubbly.domain, bulk_bytes_lost=100_000)
    run = to_the_end(bubbly, opened(bubbly))
    assert (run.state, run.message) == (
        RunState.FINISHED,
        "0 listed, 0 failed, 2 queued again",
    )
    assert states(ids) == [QUEUED] * 2


def test_lines_that_we_did_not_send_and_lines_without_data_do_no_harm(
    bubbly: Shop, approved_many: Approved
) -> None:
    ids = approved_many(2)
    gid = "gid://shopify/Product/999"
    payload = {"product": {"id": gid, "handle": "x", "variants": {"nodes": []}}, "userErrors": []}
    strangers = [
        {"data": {"productSet": payload}, "__lineNumber": 77},
        {"data": None, "__lineNumber": 78},
        {"__lineNumber": "x"},
    ]
    bubbly.control.set_options(bubbly.domain, bulk_lines=[json.dumps(each) for each in strangers])
    run_id = opened(bubbly)
    advance_run(run_id)
    step(bubbly, run_id)
    bubbly.control.set_options(bubbly.domain, bulk_lines=[])
    run = to_the_end(bubbly, run_id)
    assert run.message == (
        "2 listed, 0 failed, 0 queued again; 3 lines of the result made no sense"
    )
    assert states(ids) == [SYNCED] * 2


def test_a_second_line_for_a_listing_is_not_believed(bubbly: Shop, approved_many: Approved) -> None:
    [map_id] = approved_many(1)
    error = {"field": ["input"], "message": "No.", "code": "INVALID_INPUT"}
    again = {"data": {"productSet": {"userErrors": [error]}}, "__lineNumber": 0}
    bubbly.control.set_options(bubbly.domain, bulk_lines=[json.dumps(again)])
    run_id = opened(bubbly)
    advance_run(run_id)
    step(bubbly, run_id)
    bubbly.control.set_options(bubbly.domain, bulk_lines=[])
    to_the_end(bubbly, run_id)
    assert states([map_id]) == [SYNCED]


def test_a_result_whose_address_has_died_lets_go_of_its_listings(
    bubbly: Shop, approved_many: Approved
) -> None:
    ids = approved_many(2)
    run_id = opened(bubbly)
    advance_run(run_id)
    fault = {"shop": bubbly.domain, "operation": "file", "status": 403}
    bubbly.control.add_fault("server_error", **fault)
    run = to_the_end(bubbly, run_id)
    assert run.state is RunState.FAILED
    assert "is gone (403)" in run.message
    finish_alone(ids)
    assert bubbly.products() == 2


def test_a_run_waits_as_long_as_bubbly_rests(bubbly: Shop, approved_many: Approved) -> None:
    ids = approved_many(1)
    set_store(bubbly.id, rests_until=utc_now() + timedelta(minutes=1), rest_reason="is tired")
    run_id = opened(bubbly)
    advance_run(run_id)
    run = run_row(run_id)
    assert run.state is RunState.WAITING
    assert run.next_step_at is not None
    assert run.next_step_at > utc_now() + timedelta(seconds=30)
    assert states(ids) == [SyncState.SYNCING]


def test_a_bubbly_that_lets_us_in_no_more_gets_its_listings_later(
    bubbly: Shop, approved_many: Approved
) -> None:
    ids = approved_many(1)
    bubbly.control.revoke_tokens(bubbly.domain, refresh_too=True)
    run = to_the_end(bubbly, opened(bubbly))
    assert run.state is RunState.FAILED
    assert states(ids) == [QUEUED]
    assert due_listings(10) == ()


def test_a_file_that_is_full_leaves_the_rest_in_the_queue(
    bubbly: Shop, approved_many: Approved, tmp_path: Path
) -> None:
    ids = approved_many(5)
    bulk = in_hand(opened(bubbly))
    file = tmp_path / "x.jsonl"
    assert write_file(bulk, Part.PUT, file) == 5
    half = file.stat().st_size // 2
    assert write_file(bulk, Part.PUT, file, largest=half) == 2
    assert file.stat().st_size <= half
    assert states(ids) == [SyncState.SYNCING] * 2 + [QUEUED] * 3
    assert map_row(ids[4]).error == NO_ROOM
    assert still_held() == 2


def test_a_disk_that_takes_no_file_is_worth_another_try(
    bubbly: Shop, approved_many: Approved, tmp_path: Path
) -> None:
    approved_many(1)
    bulk = in_hand(opened(bubbly))
    with pytest.raises(Unavailable, match="disk does not take the listings"):
        write_file(bulk, Part.PUT, tmp_path / "no such folder" / "x.jsonl")


def test_statements_do_not_grow_with_the_listings(
    bubbly: Shop, approved_many: Approved, tmp_path: Path
) -> None:
    counts = []
    for count in (3, 60):
        approved_many(count)
        with counted_statements() as sent:
            run_id = opened(bubbly)
            advance_run(run_id)
            to_the_end(bubbly, run_id)
        counts.append(len(sent))
        bubbly.control.clear_faults()
    assert counts[1] <= counts[0]
