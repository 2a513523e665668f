"""Reading partners' catalogues because a person asked for it, as runs to watch."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from powerpact.models import PartnerStore, RunKind, RunState, StoreState, SyncRun, utc_now
from powerpact.services.audit import Actor, audit_many
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.many_rows import among

KINDS = {
    "import_now": RunKind.CATALOGUE_IMPORT,
    "read_changes_now": RunKind.CATALOGUE_CHANGES,
}


@deed("store")
def import_now(session: Session, store_ids: Collection[int], actor: Actor) -> Done:
    """Read the partners' whole catalogues."""
    return _open(session, store_ids, actor, "import_now")


@deed("store")
def read_changes_now(session: Session, store_ids: Collection[int], actor: Actor) -> Done:
    """Read what changed since the last time; the whole catalogue where there was none."""
    return _open(session, store_ids, actor, "read_changes_now")


def _open(session: Session, store_ids: Collection[int], actor: Actor, action: str) -> Done:
    columns = (PartnerStore.id, PartnerStore.state, PartnerStore.trade)
    partners = session.execute(
        select(*columns, PartnerStore.catalogue_read_at)
        .where(among(PartnerStore.id, store_ids))
        .order_by(PartnerStore.id)
    ).all()
    left = dict.fromkeys(set(store_ids) - {each.id for each in partners}, "it is no partner store")
    reasons = {each.id: _why_not(each) for each in partners}
    left |= {partner_id: why for partner_id, why in reasons.items() if why}
    ready = [each for each in partners if not reasons[each.id]]
    opened = _insert(session, [_run(each, actor, action) for each in ready])
    running = {each.id for each in ready} - opened.keys()
    left |= dict.fromkeys(running, "its catalogue is being read already; see the runs")
    audit_many(session, actor, action, "store", ((i, {}, {"run": opened[i]}) for i in opened))
    return Done(tuple(opened), left, FollowUp(runs=tuple(opened.values())))


def _insert(session: Session, rows: Sequence[dict[str, object]]) -> dict[int, int]:
    """The ids of the runs that were opened, by store."""
    if not rows:
        return {}
    # The partial unique index allows one open run per store and kind.
    new = insert(SyncRun).values(rows).on_conflict_do_nothing()
    opened = session.execute(new.returning(SyncRun.store_id, SyncRun.id))
    return {row.store_id: row.id for row in opened}


def _run(partner: Row[Any], actor: Actor, action: str) -> dict[str, object]:
    kind = KINDS[action] if partner.catalogue_read_at else RunKind.CATALOGUE_IMPORT
    return {
        "kind": kind,
        "store_id": partner.id,
        "state": RunState.QUEUED,
        "next_step_at": utc_now(),
        "asked_by": actor.name,
    }


def _why_not(partner: Row[Any]) -> str:
    """Why nothing may be read of the partner; empty when it may."""
    if partner.state is not StoreState.ACTIVE:
        words = partner.state.value.replace("_", " ")
        return f"it is {words}, so nothing can be read; its page says what to do"
    if not partner.trade.shares_products:
        return "it does not agree to share its products, so nothing may be read"
    return ""
