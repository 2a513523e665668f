"""What came of repairs: the latest runs that did something to all rows of a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from powerpact.models import RunKind, RunState, SyncRun
from powerpact.services.selections.table import Selection
from powerpact.services.transactions import reading

LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Repair:
    """A run of a deed (by its key) over a selection, and how far it came."""

    run_id: int
    deed: str
    selection: Selection
    title: str
    asked_by: str
    asked_at: datetime
    state: RunState
    total: int | None
    done: int
    failed: int
    message: str


def latest_repairs() -> Sequence[Repair]:
    """The latest bulk actions, newest first."""
    chosen = (
        select(SyncRun)
        .where(SyncRun.kind == RunKind.BULK_ACTION)
        .order_by(SyncRun.id.desc())
        .limit(LOOKED_AT)
    )
    with reading() as session:
        return [_repair(run) for run in session.scalars(chosen)]


def _repair(run: SyncRun) -> Repair:
    return Repair(
        run.id,
        run.progress["deed"],
        Selection.from_json(run.progress["selection"]),
        run.title,
        run.asked_by,
        run.created_at,
        run.state,
        run.total,
        run.done,
        run.failed,
        run.message,
    )
