"""Stopping a run, and resuming it: runs of any kind."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from powerpact.errors import Refused
from powerpact.models import RunKind, RunState, Source, SyncRun, User, utc_now
from powerpact.permissions import Role
from powerpact.services.audit import Actor, audit_many
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.many_rows import among
from powerpact.services.runs import OPEN_STATES

RESUMABLE = (RunState.STOPPED, RunState.FAILED)


@deed("sync_run")
def stop(session: Session, run_ids: Collection[int], actor: Actor) -> Done:
    """Stop runs. What is done stays done; a worker in the middle of one gives it up."""
    return _move(session, run_ids, actor, "stop", OPEN_STATES, RunState.STOPPED)


@deed("sync_run")
def resume(session: Session, run_ids: Collection[int], actor: Actor) -> Done:
    """Go on with runs that were stopped or failed, where they were.

    What somebody else asked to be done to many rows is done in their name, with rights that the
    one who resumes may lack; so only they and admins go on with it. Raises Refused when a store
    has another open run of the same kind by now.
    """
    theirs = _of_others(session, run_ids, actor)
    ours = set(run_ids) - theirs.keys()
    try:
        done = _move(session, ours, actor, "resume", RESUMABLE, RunState.QUEUED)
    except IntegrityError:
        raise Refused("another run of this kind is open for the same store; see that one") from None
    return replace(done, left={**done.left, **theirs})


def _of_others(session: Session, run_ids: Collection[int], actor: Actor) -> dict[int, str]:
    """Those of the runs that are not the actor's to go on with, and why."""
    admins = select(User.email).where(User.email == actor.name, User.role == Role.ADMIN)
    if actor.source is not Source.CONSOLE or session.scalar(admins):
        return {}
    others = select(SyncRun.id, SyncRun.asked_by).where(
        among(SyncRun.id, run_ids),
        SyncRun.kind == RunKind.BULK_ACTION,
        SyncRun.asked_by != actor.name,
    )
    return {
        run.id: f"{run.asked_by} asked for it, and only they or an admin go on with it"
        for run in session.execute(others)
    }


def _move(
    session: Session,
    run_ids: Collection[int],
    actor: Actor,
    action: str,
    sources: Collection[RunState],
    target: RunState,
) -> Done:
    runs = session.execute(
        select(SyncRun.id, SyncRun.state, SyncRun.kind)
        .where(among(SyncRun.id, run_ids))
        .order_by(SyncRun.id)
        .with_for_update()
    ).all()
    moved = [run for run in runs if run.state in sources]
    ids = tuple(run.id for run in moved)
    is_open = target is RunState.QUEUED
    session.execute(
        update(SyncRun)
        .where(among(SyncRun.id, ids))
        .values(
            state=target,
            claim=None,
            next_step_at=utc_now() if is_open else None,
            finished_at=None if is_open else utc_now(),
            message="" if is_open else f"{actor.name} stopped it",
        )
        .execution_options(synchronize_session=False)
    )
    changes = ((run.id, {"state": run.state.value}, {"state": target.value}) for run in moved)
    audit_many(session, actor, action, "sync_run", changes)
    left = {run.id: f"it is {run.state.value}" for run in runs if run.state not in sources}
    left |= dict.fromkeys(set(run_ids) - {run.id for run in runs}, "there is no such run")
    if not is_open:
        return Done(ids, left)
    bulk = tuple(run.id for run in moved if run.kind is RunKind.BULK_ACTION)
    others = tuple(run.id for run in moved if run.kind is not RunKind.BULK_ACTION)
    return Done(ids, left, FollowUp(runs=others, bulk_actions=bulk))
