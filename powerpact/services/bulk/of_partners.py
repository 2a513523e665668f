"""A deed to rows of a few partners: done at once when they are few, else by runs to watch."""

from collections.abc import Collection, Mapping, Sequence
from uuid import uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from powerpact.models import PartnerStore, RunKind, RunState, SyncRun
from powerpact.services.audit import Actor
from powerpact.services.bulk.start import last_row, start_in
from powerpact.services.bulk.tables import TABLES
from powerpact.services.deeds import Deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.many_rows import among
from powerpact.services.selections.table import Selection

# Rows that are done at once: a tenth of a second or so.
AT_ONCE = 1_000


def few_or_runs(
    session: Session,
    deed: Deed,
    which: ColumnElement[bool],
    chosen: Sequence[Mapping[str, str]],
    partner_ids: Collection[int],
    actor: Actor,
    why: str,
) -> FollowUp:
    """Do the deed to the rows ``which``; what is due by it.

    More of them than a request should wait for are done by a run for each partner and each set of
    filters in ``chosen``, which together choose the same rows. ``why`` begins the runs' titles.
    """
    model = TABLES[deed.subject].model
    ids = session.scalars(select(model.id).where(which).limit(AT_ONCE + 1)).all()
    if len(ids) <= AT_ONCE:
        return deed.work(session, ids, actor).follow_up
    named = select(PartnerStore.id, PartnerStore.name).where(among(PartnerStore.id, partner_ids))
    runs = (
        _waiting(session, deed, selection, title)
        or start_in(session, deed, selection, actor, title=title, once=f"{deed.key} {uuid4().hex}")
        for partner in session.execute(named.order_by(PartnerStore.id)).all()
        for title in (f"{why}: {partner.name}",)
        for filters in chosen
        if _finds_any(session, deed, selection := _of(partner.id, filters))
    )
    return FollowUp(bulk_actions=tuple(runs))


def _waiting(session: Session, deed: Deed, selection: Selection, title: str) -> int | None:
    """The run that will do the same and has not begun: who changes their mind again and again has
    the work done once, and keeps nobody else waiting (I7).

    It begins after this transaction, with the rows that there are by now.
    """
    same = (
        SyncRun.kind == RunKind.BULK_ACTION,
        SyncRun.state == RunState.QUEUED,
        SyncRun.title == title,
        SyncRun.progress["deed"].astext == deed.key,
        SyncRun.progress["selection"] == selection.as_json(),
    )
    locked = select(SyncRun).where(*same).limit(1).with_for_update()
    run = session.scalar(locked.execution_options(populate_existing=True))
    if run is None:
        return None
    run.progress = {**run.progress, "last": last_row(session, deed)}
    session.flush()
    return run.id


def _of(partner_id: int, filters: Mapping[str, str]) -> Selection:
    return Selection({**filters, "partner": str(partner_id)})


def _finds_any(session: Session, deed: Deed, selection: Selection) -> bool:
    table = TABLES[deed.subject]
    any_of_them = select(table.model.id).where(*selection.where(table)).limit(1)
    return session.scalars(any_of_them).first() is not None
