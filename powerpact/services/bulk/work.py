"""Working through bulk actions, a batch at a time: done and counted in one transaction.

Rows are taken by ascending id, up to the last one that there was when the run was asked for, so
none is met twice and the run ends. Whatever kills a worker, the next one goes on after the last
batch that was committed.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from powerpact.errors import Permanent
from powerpact.models import RunFailure, RunKind, RunState, Source, SyncRun
from powerpact.services.audit import Actor
from powerpact.services.bulk.deeds import DEEDS
from powerpact.services.bulk.tables import TABLES
from powerpact.services.claims import ClaimLost
from powerpact.services.deeds import Deed, Done
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.many_rows import insert_records
from powerpact.services.runs import (
    ClaimedRun,
    claim_run,
    close,
    close_in,
    due_runs,
    put_down_in,
)
from powerpact.services.selections.table import Selection
from powerpact.services.transactions import transaction

KINDS = (RunKind.BULK_ACTION,)
# Rows of one batch: a third of a second or so, which is how often the progress moves.
BATCH = 500
AT_ONCE = 20


def work_bulk_actions(stopping: Callable[[], bool] = bool) -> Iterator[FollowUp]:
    """A batch of each run that is due, in turn, until none is; yields what each batch left due."""
    while not stopping() and (due := due_runs(AT_ONCE, KINDS)):
        for run_id in due:
            yield advance_bulk_action(run_id)


def advance_bulk_action(run_id: int) -> FollowUp:
    """Work on one batch of the run; nothing when it is not due or another worker has it."""
    run = claim_run(run_id, KINDS)
    if run is None:
        return NOTHING
    try:
        with transaction() as session:
            return _batch(session, run)
    except ClaimLost:
        return NOTHING
    except Permanent as error:
        return _give_up(run, str(error))


def _give_up(run: ClaimedRun, why: str) -> FollowUp:
    """Nothing of the batch can be done at all: trying again by itself would not help."""
    with suppress(ClaimLost):
        close(run, RunState.FAILED, f"{why[:1].upper()}{why[1:]}.")
    return NOTHING


def _batch(session: Session, run: ClaimedRun) -> FollowUp:
    deed = DEEDS[run.progress["deed"]]
    row = session.get_one(SyncRun, run.id, populate_existing=True)
    total = row.total if row.total is not None else _count(session, run, deed)
    ids = _next_ids(session, run, deed, BATCH)
    done = deed.work(session, ids, _actor(run), **run.progress["given"]) if ids else Done()
    _note_failures(session, run, deed, done)
    counts = {
        "total": max(total, row.done + row.failed + len(ids)),
        "done": row.done + len(done.moved),
        "failed": row.failed + len(done.left),
    }
    if len(ids) < BATCH:
        close_in(session, run, RunState.FINISHED, "", **counts)
    else:
        put_down_in(session, run, 0, progress={**run.progress, "after": ids[-1]}, **counts)
    return done.follow_up


def _count(session: Session, run: ClaimedRun, deed: Deed) -> int:
    model = TABLES[deed.subject].model
    counted = select(func.count()).select_from(model).where(*_rest(run, deed))
    return session.scalars(counted).one()


def _next_ids(session: Session, run: ClaimedRun, deed: Deed, limit: int) -> Sequence[int]:
    model = TABLES[deed.subject].model
    rest = select(model.id).where(*_rest(run, deed))
    return session.scalars(rest.order_by(model.id).limit(limit)).all()


def _rest(run: ClaimedRun, deed: Deed) -> tuple[ColumnElement[bool], ...]:
    table = TABLES[deed.subject]
    chosen = Selection.from_json(run.progress["selection"]).where(table)
    key = table.model.id
    return (*chosen, key > run.progress["after"], key <= run.progress["last"])


def _actor(run: ClaimedRun) -> Actor:
    kept = run.progress["actor"]
    return Actor(kept["name"], Source(kept["source"]), kept["address"])


def _note_failures(session: Session, run: ClaimedRun, deed: Deed, done: Done) -> None:
    failures = [
        {"run_id": run.id, "subject_type": deed.subject, "subject_id": str(each), "what": why}
        for each, why in done.left.items()
    ]
    if failures:
        insert_records(session, RunFailure, failures)
