"""Long jobs of a store, one step at a time, so that any worker goes on where another one died.

An open run is due when ``next_step_at`` has come. Claiming it moves ``next_step_at`` to the end
of a lease, so a run whose worker died becomes due by itself.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from powerpact.models import RunKind, RunState, SyncRun, utc_now
from powerpact.services.claims import ClaimLost
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction

CATALOGUE_KINDS = (
    RunKind.CATALOGUE_IMPORT,
    RunKind.CATALOGUE_CHANGES,
    RunKind.BULK_LISTING,
)
OPEN_STATES = (RunState.QUEUED, RunState.WAITING, RunState.RUNNING)


@dataclass(frozen=True, slots=True)
class ClaimedRun:
    """A run in this worker's hand; ``store_id`` is 0 for one that is of no store."""

    id: int
    kind: RunKind
    store_id: int
    claim: str
    progress: Mapping[str, Any]


def open_run(store_id: int, kind: RunKind) -> int:
    """The id of the store's open run of that kind, which is made when there is none."""
    with transaction() as session:
        # The partial unique index allows one open run per store and kind.
        new = insert(SyncRun).values(
            kind=kind, store_id=store_id, state=RunState.QUEUED, next_step_at=utc_now()
        )
        made = session.scalar(new.on_conflict_do_nothing().returning(SyncRun.id))
        return (
            made
            or session.scalars(
                select(SyncRun.id).where(
                    SyncRun.kind == kind,
                    SyncRun.store_id == store_id,
                    SyncRun.state.in_(OPEN_STATES),
                )
            ).one()
        )


def claim_run(run_id: int, kinds: Collection[RunKind] = CATALOGUE_KINDS) -> ClaimedRun | None:
    """Take the run in hand; None when it is not due, closed, or another worker has it."""
    claim, now = uuid4().hex, utc_now()
    with transaction() as session:
        taken = session.execute(
            update(SyncRun)
            .where(
                SyncRun.id == run_id,
                SyncRun.state.in_(OPEN_STATES),
                SyncRun.kind.in_(kinds),
                SyncRun.next_step_at <= now,
            )
            .values(
                state=RunState.RUNNING,
                claim=claim,
                next_step_at=_lease_end(now),
                started_at=func.coalesce(SyncRun.started_at, now),
            )
            .returning(SyncRun.id, SyncRun.kind, SyncRun.store_id, SyncRun.progress)
        ).one_or_none()
        if taken is None:
            return None
        return ClaimedRun(taken.id, taken.kind, taken.store_id or 0, claim, taken.progress)


def note(session: Session, run: ClaimedRun, **values: Any) -> None:
    """Write to the run and renew its lease. Raises ClaimLost, which undoes the transaction."""
    _write(session, run, **{"next_step_at": _lease_end(utc_now())} | values)


def put_down(run: ClaimedRun, seconds: float, message: str, progress: Mapping[str, Any]) -> None:
    """Let go of the run; it is due again after so many seconds."""
    with transaction() as session:
        put_down_in(session, run, seconds, message=message, progress=dict(progress))


def put_down_in(session: Session, run: ClaimedRun, seconds: float, **values: Any) -> None:
    """Let go of the run together with other work."""
    due = utc_now() + timedelta(seconds=seconds)
    _write(session, run, state=RunState.WAITING, claim=None, next_step_at=due, **values)


def close(run: ClaimedRun, state: RunState, message: str) -> None:
    """End the run as finished or failed, and say so in a sentence."""
    with transaction() as session:
        close_in(session, run, state, message)


def close_in(
    session: Session, run: ClaimedRun, state: RunState, message: str, **values: Any
) -> None:
    """End the run together with other work."""
    now = utc_now()
    _write(
        session,
        run,
        state=state,
        claim=None,
        next_step_at=None,
        message=message,
        finished_at=now,
        **values,
    )


def due_runs(limit: int, kinds: Collection[RunKind] = CATALOGUE_KINDS) -> tuple[int, ...]:
    """Up to ``limit`` runs with a step to make now, longest due first."""
    with transaction() as session:
        due = (
            select(SyncRun.id)
            .where(
                SyncRun.state.in_(OPEN_STATES),
                SyncRun.kind.in_(kinds),
                SyncRun.next_step_at <= utc_now(),
            )
            .order_by(SyncRun.next_step_at)
            .limit(limit)
        )
        return tuple(session.scalars(due))


def end_runs(session: Session, store_ids: Collection[int], why: str) -> None:
    """End what is read from these stores, whoever has it in hand; ``why`` is a clause.

    A worker that is in the middle of it finds its claim lost, and what it would write undone.
    """
    session.execute(
        update(SyncRun)
        .where(
            SyncRun.store_id.in_(store_ids),
            SyncRun.kind.in_(CATALOGUE_KINDS),
            SyncRun.state.in_(OPEN_STATES),
        )
        .values(
            state=RunState.FAILED,
            claim=None,
            next_step_at=None,
            finished_at=utc_now(),
            message=f"It was ended: {why}.",
        )
        .execution_options(synchronize_session=False)
    )


def _write(session: Session, run: ClaimedRun, **values: Any) -> None:
    mine = (SyncRun.id == run.id, SyncRun.claim == run.claim)
    written = session.execute(
        update(SyncRun)
        .where(*mine)
        .values(**values)
        .returning(SyncRun.id)
        .execution_options(synchronize_session=False)
    )
    if written.one_or_none() is None:
        raise ClaimLost(f"run {run.id} is in another worker's hand")


def _lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=platform().settings.lease_seconds)
