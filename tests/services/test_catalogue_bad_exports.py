"""Exports that are not as they should be: told on the run, and nothing is lost by them."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from powerpact.domain.transitions import SyncState
from powerpact.models import ProductMap, RunState, SyncRun
from powerpact.services.catalogue_import import advance_run, request_import
from powerpact.services.catalogue_load import Pulse
from powerpact.services.claims import ClaimLost
from powerpact.services.runs import claim_run
from powerpact.services.transactions import transaction
from tests.services.catalogue_runs import imported, step
from tests.services.marketplace import Shop, let_time_pass, run_row

CATALOGUE = ("Mug", "Bowl", "Jug", "Vase")


@pytest.fixture
def stocked(kiln: Shop) -> Shop:
    """A partner with four products that we have read already."""
    for title in CATALOGUE:
        kiln.control.create_product(kiln.domain, title, price="10.00")
    assert imported(kiln).state is RunState.FINISHED
    return kiln


def gone() -> int:
    """How many products pass for deleted."""
    with transaction() as session:
        states = session.scalars(select(ProductMap.sync)).all()
    assert len(states) == len(CATALOGUE)
    return states.count(SyncState.GONE)


def open_again(shop: Shop, run: SyncRun) -> SyncRun:
    """Mend the shop's exports; a run that waits looks again, or a new one is started."""
    shop.control.set_options(shop.domain, bulk_bytes_lost=0, bulk_lines=[], bulk_error="")
    shop.control.clear_faults()
    return imported(shop) if run.state is RunState.FAILED else step(shop, run.id)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("this is no JSON", "line 9 of the export is damaged: the text is not JSON"),
        (
            '{"id": "gid://shopify/ProductVariant/1", "__parentId": "gid://shopify/Product/404"}',
            "line 9 of the export belongs to a product not in it",
        ),
        ('{"id": 7}', "line 9 of the export is damaged: line 9.id is not text"),
    ],
)
def test_a_damaged_export_fails_the_run_in_words_and_changes_nothing(
    stocked: Shop, line: str, said: str
) -> None:
    stocked.control.create_product(stocked.domain, "Unseen", price="1.00")
    stocked.control.delete_product(stocked.domain, "unseen")
    stocked.control.set_options(stocked.domain, bulk_lines=[line])
    run = imported(stocked)
    assert (run.state, run.message, gone()) == (RunState.FAILED, said, 0)
    assert open_again(stocked, run).state is RunState.FINISHED


def test_lines_of_an_unknown_kind_are_left_out_and_told_and_the_rest_is_read(
    stocked: Shop,
) -> None:
    odd = [json.dumps({"id": f"gid://shopify/Hologram/{number}"}) for number in range(3)]
    stocked.control.set_options(stocked.domain, bulk_lines=odd)
    run = imported(stocked)
    assert run.state is RunState.FINISHED
    assert run.message == (
        "4 products read: 0 new, 0 changed, 0 gone; "
        "lines of kinds that we do not know were left out: 3 of Hologram"
    )
    assert gone() == 0


def test_a_product_that_cannot_be_read_is_told_and_is_not_gone(stocked: Shop) -> None:
    with transaction() as session:
        mug = session.scalars(select(ProductMap).where(ProductMap.title == "Mug")).one()
        gid = mug.partner_product_id
    odd = json.dumps({"id": "gid://shopify/ProductVariant/1", "__parentId": gid})
    stocked.control.set_options(stocked.domain, bulk_lines=[odd])
    run = imported(stocked)
    assert (run.state, run.total, run.done, run.failed) == (RunState.FINISHED, 4, 3, 1)
    assert "; 1 could not be read (line 9." in run.message
    assert gone() == 0


@pytest.mark.parametrize(
    ("lost", "said"),
    [(20, "the export was cut short in line"), (None, "the export was cut short:")],
)
def test_an_export_that_is_cut_short_is_fetched_again_and_changes_nothing(
    stocked: Shop, lost: int | None, said: str
) -> None:
    """In the middle of a line, or behind one: then Shopify's count of lines tells."""
    run_id = request_import(stocked.id)
    advance_run(run_id)
    whole = '{"id": "gid://shopify/Hologram/1"}'
    stocked.control.set_options(
        stocked.domain, bulk_lines=[whole], bulk_bytes_lost=lost or len(whole) + 1
    )
    run = step(stocked, run_id)
    assert run.state is RunState.WAITING
    assert run.message.startswith(said)
    assert run.message.endswith("; trying again")
    assert gone() == 0
    for _ in range(4):
        run = step(stocked, run_id)
    assert run.state is RunState.FAILED
    assert run.message.endswith("time and again; start the import again")
    assert gone() == 0
    assert open_again(stocked, run).state is RunState.FINISHED


def test_an_export_that_failed_is_not_read_in_part(stocked: Shop) -> None:
    stocked.control.create_product(stocked.domain, "New", price="1.00")
    stocked.control.set_options(stocked.domain, bulk_error="TIMEOUT")
    run = imported(stocked)
    assert run.state is RunState.FAILED
    assert run.message == (
        "Shopify ended the export as FAILED (TIMEOUT); "
        "the part that it exported is not used; start the import again"
    )
    assert gone() == 0


@pytest.mark.parametrize("fault", ["answer_lost", "reset", "server_error"])
def test_a_result_that_does_not_come_is_fetched_again(stocked: Shop, fault: str) -> None:
    stocked.control.add_fault(fault, shop=stocked.domain, operation="file", count=1)
    run = imported(stocked)
    if run.state is not RunState.FINISHED:  # a connection that broke half way is taken up at once
        assert run.message.endswith("; trying again")
        run = step(stocked, run.id)
    assert (run.state, gone()) == (RunState.FINISHED, 0)


def test_one_stores_bad_export_blocks_no_other_store(
    stocked: Shop, open_shop: Callable[..., Shop]
) -> None:
    fell = open_shop("Fell", code="fell")
    stocked.control.set_options(stocked.domain, bulk_lines=["no JSON"])
    bad = request_import(stocked.id)
    good = request_import(fell.id)
    for run_id in (bad, good):
        advance_run(run_id)
    assert step(stocked, bad).state is RunState.FAILED
    assert step(fell, good).state is RunState.FINISHED


def test_an_import_needs_no_word_from_shopify_that_the_export_is_done(stocked: Shop) -> None:
    """Every webhook is lost: the run looks again by itself, and nothing woke it."""
    stocked.control.add_fault("webhook_dropped", shop=stocked.domain)
    run_id = request_import(stocked.id)
    advance_run(run_id)
    waiting = run_row(run_id)
    assert waiting.next_step_at is not None
    assert waiting.state is RunState.WAITING
    assert step(stocked, run_id).state is RunState.FINISHED


def test_a_disk_that_takes_nothing_is_told_on_the_run_until_it_does(
    stocked: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = request_import(stocked.id)
    advance_run(run_id)
    monkeypatch.setattr("tempfile.tempdir", "/dev/full")
    run = step(stocked, run_id)
    assert run.state is RunState.WAITING
    assert run.message.startswith("this machine's disk")
    monkeypatch.undo()
    assert step(stocked, run_id).state is RunState.FINISHED


def test_no_file_is_left_behind(
    stocked: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    stocked.control.set_options(stocked.domain, bulk_lines=["no JSON"])
    imported(stocked)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_worker_left_behind_is_removed_the_next_day(
    stocked: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left, at_work = tmp_path / "powerpact-export-old", tmp_path / "powerpact-export-new"
    for folder in (left, at_work):
        folder.mkdir()
        (folder / "catalogue.jsonl").touch()
    os.utime(left, (0, 0))
    imported(stocked)
    assert list(tmp_path.iterdir()) == [at_work]


def test_long_work_keeps_its_run_and_stops_when_another_worker_has_it(stocked: Shop) -> None:
    run_id = request_import(stocked.id)
    run = claim_run(run_id)
    assert run is not None
    before = run_row(run_id)
    Pulse(run, "too soon")()
    assert run_row(run_id).next_step_at == before.next_step_at
    pulse = Pulse(run, "fetching the catalogue", every=0.0)
    pulse()
    kept = run_row(run_id)
    assert kept.next_step_at is not None
    assert before.next_step_at is not None
    assert kept.next_step_at > before.next_step_at
    assert kept.message == "fetching the catalogue"
    let_time_pass(SyncRun)
    assert claim_run(run_id) is not None
    with pytest.raises(ClaimLost):
        pulse()
