"""Starting a bulk action: a run that knows the deed, the selection and who asked."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from powerpact.errors import Refused
from powerpact.models import RunKind, RunState, SyncRun, utc_now
from powerpact.services.audit import Actor, audit
from powerpact.services.bulk.tables import TABLES
from powerpact.services.deeds import Deed
from powerpact.services.runs import OPEN_STATES
from powerpact.services.selections.table import Selection
from powerpact.services.transactions import transaction

# Runs of one partner that may be under way at once.
MOST_OPEN = 5


def start_bulk_action(
    deed: Deed,
    selection: Selection,
    actor: Actor,
    *,
    title: str,
    once: str,
    given: Mapping[str, Any] | None = None,
    store_id: int | None = None,
) -> int:
    """The id of the run that does the deed to every row of the selection that there is by now.

    ``once`` is the mark of the form: asked twice with the same one, there is one run, unless by
    somebody else or for something else. ``given`` is what the deed needs by name, as JSON.
    ``store_id``: the partner who asked, and may see the run. Raises
    ValueError for a selection that can not be, and Refused for a partner that has MOST_OPEN runs
    under way: runs take turns, so who began many would keep others waiting (I7).
    """
    with transaction() as session:
        return start_in(
            session, deed, selection, actor, title=title, once=once, given=given, store_id=store_id
        )


def start_in(
    session: Session,
    deed: Deed,
    selection: Selection,
    actor: Actor,
    *,
    title: str,
    once: str,
    given: Mapping[str, Any] | None = None,
    store_id: int | None = None,
) -> int:
    """The same together with other work."""
    # A filter that says nothing is found out now, not in a worker.
    selection.where(TABLES[deed.subject])
    asked = {"deed": deed.key, "selection": selection.as_json(), "given": dict(given or {})}
    who = {"name": actor.name, "source": actor.source, "address": actor.address}
    mark = _mark(once, actor, asked)
    run_id = session.scalar(
        insert(SyncRun)
        .values(
            kind=RunKind.BULK_ACTION,
            store_id=store_id,
            state=RunState.QUEUED,
            next_step_at=utc_now(),
            title=title,
            asked_by=actor.name,
            once=mark,
            progress={**asked, "actor": who, "after": 0, "last": last_row(session, deed)},
        )
        .on_conflict_do_nothing(index_elements=[SyncRun.once])
        .returning(SyncRun.id)
    )
    if run_id is None:
        return session.scalars(select(SyncRun.id).where(SyncRun.once == mark)).one()
    if store_id is not None and _has_too_many(session, store_id):
        raise Refused("as many runs of yours are under way as can be at once; wait for one to end")
    after = {"deed": deed.key, "selection": selection.as_json()}
    audit(session, actor, "start_bulk_action", ("sync_run", run_id), after=after)
    return run_id


def last_row(session: Session, deed: Deed) -> int:
    """The id of the newest row that the deed may be done to; a run goes no further."""
    return session.scalar(select(func.max(TABLES[deed.subject].model.id))) or 0


def _has_too_many(session: Session, store_id: int) -> bool:
    is_open = (SyncRun.kind == RunKind.BULK_ACTION, SyncRun.state.in_(OPEN_STATES))
    some = select(SyncRun.id).where(SyncRun.store_id == store_id, *is_open).limit(MOST_OPEN + 1)
    return len(session.scalars(some).all()) > MOST_OPEN


def _mark(once: str, actor: Actor, asked: Mapping[str, Any]) -> str:
    """The form's mark together with who sent it and what it asks for: a browser sends what it
    likes, and must not get somebody else's run, or one for other rows, in place of its own."""
    text = json.dumps([once, actor.name, asked], sort_keys=True)
    return sha256(text.encode()).hexdigest()
