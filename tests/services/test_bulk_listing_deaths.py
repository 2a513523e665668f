"""Workers that die in the middle of a bulk listing: nothing is lost and nothing made twice."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from powerpact.domain.transitions import SyncState
from powerpact.extensions import db
from powerpact.models import ProductMap, RunState, SyncRun
from powerpact.services.catalogue_import import advance_run
from powerpact.services.listing import sync_listing
from powerpact.services.transactions import transaction
from tests.services.bulk_listing import (
    Approved,
    opened,
    states,
    still_held,
    to_the_end,
)
from tests.services.due_listings import due_listings
from tests.services.marketplace import Shop, let_time_pass, run_row

QUEUED, SYNCED, FAILED = SyncState.QUEUED, SyncState.SYNCED, SyncState.FAILED


class WorkerDied(BaseException):
    """The process was killed."""


@contextmanager
def dying_at(commit: int) -> Iterator[None]:
    """A worker that is killed when it is about to commit for that time (from 1)."""
    commits = iter(range(1, commit + 1))

    def die(_session: object) -> None:
        if next(commits, commit) == commit:
            raise WorkerDied

    event.listen(db.session, "before_commit", die)
    try:
        yield
    finally:
        event.remove(db.session, "before_commit", die)


def test_a_worker_may_die_at_any_commit(bubbly: Shop, approved_many: Approved) -> None:
    """Each try gets one commit further than the last, until one run goes through undisturbed."""
    ids = approved_many(3)
    run_id = opened(bubbly)
    for commit in range(1, 60):
        bubbly.control.advance(300)
        let_time_pass(SyncRun)
        try:
            with dying_at(commit):
                advance_run(run_id)
        except WorkerDied:
            db.session.remove()
        if run_row(run_id).state is RunState.FINISHED:
            break
    assert run_row(run_id).message == "3 listed, 0 failed, 0 queued again"
    assert states(ids) == [SYNCED] * 3
    assert bubbly.products() == 3
    assert still_held() == 0


def test_a_mutation_started_by_a_dead_worker_is_adopted(
    bubbly: Shop, approved_many: Approved
) -> None:
    approved_many(2)
    run_id = opened(bubbly)
    advance_run(run_id)
    with transaction() as session:
        run = session.get_one(SyncRun, run_id)
        started = run.progress["operation"]
        run.progress = {name: run.progress[name] for name in run.progress if name != "operation"}
    let_time_pass(SyncRun)
    advance_run(run_id)
    assert run_row(run_id).progress["operation"] == started


def test_listings_that_were_taken_for_lost_are_left_to_others(
    bubbly: Shop, approved_many: Approved
) -> None:
    ids = approved_many(2)
    run_id = opened(bubbly)
    advance_run(run_id)
    let_time_pass(ProductMap)
    assert set(due_listings(10)) == set(ids)
    assert sync_listing(ids[0]) is SYNCED
    run = to_the_end(bubbly, run_id)
    assert run.message == "0 listed, 0 failed, 0 queued again"
    assert states(ids) == [SYNCED, QUEUED]
    assert bubbly.products() == 2
    assert still_held() == 0


def test_a_store_without_our_custom_id_is_given_it_first(
    bubbly: Shop, approved_many: Approved
) -> None:
    approved_many(1)
    to_the_end(bubbly, opened(bubbly))
    assert bubbly.received("metafieldDefinitionCreate") >= 1
