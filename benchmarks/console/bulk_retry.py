"""P5: "retry all that match" over every failed part, by the console's own buttons."""

import time
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import func, select

from benchmarks.console.asking import Side
from benchmarks.console.browser import hidden_fields
from benchmarks.report import InvalidTurn
from powerpact.domain.transitions import OrderState
from powerpact.extensions import db
from powerpact.models import AuditEvent, OrderSync, RunState, SyncRun
from powerpact.services.bulk.work import work_bulk_actions

LIST = "/console/order_syncs/"
ADDRESS = f"{LIST}act/retry/?flt_state_is=failed"
FAILED = OrderSync.state == OrderState.FAILED


@dataclass(frozen=True, slots=True)
class BulkRetry:
    """Milliseconds until the question and until the answer to its "yes", seconds of the run, and
    parts: that failed before, that are pending now, on record as retried, left behind."""

    asked_ms: float
    answered_ms: float
    seconds: float
    failed: int
    moved: int
    on_record: int
    lost: int


def retry_all(app: Flask, side: Side) -> BulkRetry:
    """Press "retry", say yes twice (a double click), and work the run through in this process.

    Raises InvalidTurn when the two clicks made two runs, or the run did not end well.
    """
    with app.app_context():
        parts = set(db.session.scalars(select(OrderSync.id).where(FAILED)))
        last = db.session.scalar(select(func.max(AuditEvent.id))) or 0
    asked_ms, page = side.send(ADDRESS, {**side.hidden(LIST), "all": "yes"})
    said_yes = {**hidden_fields(page.text), "all": "yes", "confirmed": "yes"}
    answered_ms, first = side.send(ADDRESS, said_yes)
    _, second = side.send(ADDRESS, said_yes)
    if first.location is None or first.location != second.location:
        raise InvalidTurn(f"one double click led to {first.location} and {second.location}")
    began = time.monotonic()
    with app.app_context():
        for _follow_up in work_bulk_actions():
            pass
        return BulkRetry(
            asked_ms, answered_ms, time.monotonic() - began, len(parts), *_counted(parts, last)
        )


def _counted(parts: set[int], last: int) -> tuple[int, int, int]:
    """Parts that moved, deeds on record, and parts that the run or the record does not have."""
    run = db.session.scalars(select(SyncRun).order_by(SyncRun.id.desc()).limit(1)).one()
    if (run.state, run.done, run.failed) != (RunState.FINISHED, len(parts), 0):
        raise InvalidTurn(f"the run is {run.state}: {run.done} done, {run.failed} failed")
    now = select(OrderSync.id).where(OrderSync.state == OrderState.PENDING)
    moved = parts & set(db.session.scalars(now))
    deeds = (AuditEvent.id > last, AuditEvent.action == "retry")
    recorded = [int(key) for key in db.session.scalars(select(AuditEvent.subject_id).where(*deeds))]
    return len(moved), len(recorded), len(parts - (moved & set(recorded)))
