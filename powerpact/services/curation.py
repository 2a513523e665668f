"""What staff decide about partner products, one or many at a time, and what follows from it.

Every decision is an AuditEvent in the same transaction. A decision about a listing that exists
queues it, so that it goes on sale or comes off; what was never sent is simply not sent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import Curation, SyncState, curation_sources
from powerpact.models import ProductMap
from powerpact.services.audit import Actor, audit
from powerpact.services.listing_queue import queue_listings
from powerpact.services.many_rows import among
from powerpact.services.transactions import transaction


@dataclass(frozen=True, slots=True)
class Curated:
    """``moved`` product maps; ``left`` says of each other one why it was not. ``listings`` are
    due for a sync now."""

    moved: tuple[int, ...]
    left: Mapping[int, str]
    listings: tuple[int, ...]


def approve(map_ids: Collection[int], actor: Actor) -> Curated:
    """Let Bubbly sell these products; a product that the partner deleted cannot be approved."""
    allowed = curation_sources(Curation.APPROVED) - {Curation.PAUSED}
    return _move(map_ids, actor, "approve", allowed, Curation.APPROVED)


def reject(map_ids: Collection[int], actor: Actor) -> Curated:
    """Do not sell these products; a listing that exists comes off sale."""
    allowed = curation_sources(Curation.REJECTED)
    return _move(map_ids, actor, "reject", allowed, Curation.REJECTED)


def pause(map_ids: Collection[int], actor: Actor) -> Curated:
    """Stop selling these products for a while."""
    return _move(map_ids, actor, "pause", curation_sources(Curation.PAUSED), Curation.PAUSED)


def resume(map_ids: Collection[int], actor: Actor) -> Curated:
    """Sell paused products again."""
    return _move(map_ids, actor, "resume", frozenset({Curation.PAUSED}), Curation.APPROVED)


def retry_listings(map_ids: Collection[int], actor: Actor) -> Curated:
    """Queue listings that failed, after what was wrong has been put right."""
    with transaction() as session:
        rows = _locked(session, map_ids)
        failed = [row.id for row in rows if row.sync is SyncState.FAILED]
        queued = queue_listings(session, among(ProductMap.id, failed))
        for map_id in queued:
            audit(session, actor, "retry_listing", ("product_map", map_id))
        left = {row.id: f"its listing is {row.sync.value}, not failed" for row in rows}
        return Curated(queued, _left(map_ids, queued, left), queued)


def _move(
    map_ids: Collection[int],
    actor: Actor,
    action: str,
    allowed: Collection[Curation],
    target: Curation,
) -> Curated:
    with transaction() as session:
        rows = _locked(session, map_ids)
        movable = {row.id: row.curation for row in rows if _may_move(row, allowed, target)}
        left = {row.id: _why_not(row, allowed, action) for row in rows}
        _set(session, movable, curation=target)
        for map_id, before in movable.items():
            states = {"curation": before.value}, {"curation": target.value}
            audit(session, actor, action, ("product_map", map_id), *states)
        listings = _follow(session, tuple(movable))
        return Curated(tuple(movable), _left(map_ids, movable, left), listings)


def _locked(session: Session, map_ids: Collection[int]) -> Sequence[ProductMap]:
    """The rows, locked, so that the move and the state it starts from belong together."""
    return session.scalars(
        select(ProductMap)
        .where(among(ProductMap.id, map_ids))
        .order_by(ProductMap.partner_product_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _may_move(row: ProductMap, allowed: Collection[Curation], target: Curation) -> bool:
    sellable = row.sync is not SyncState.GONE or target is not Curation.APPROVED
    return row.curation in allowed and sellable


def _follow(session: Session, map_ids: Sequence[int]) -> tuple[int, ...]:
    """Queue what is or was listed; take back from the queue what was never sent."""
    these = among(ProductMap.id, map_ids)
    unsent = and_(ProductMap.bubbly_product_id.is_(None), ProductMap.sync_tries == 0)
    session.execute(
        update(ProductMap)
        .where(
            these,
            unsent,
            ProductMap.sync == SyncState.QUEUED,
            ProductMap.curation != Curation.APPROVED,
        )
        .values(sync=SyncState.NEVER, next_sync_at=None)
        .execution_options(synchronize_session=False)
    )
    to_list = or_(ProductMap.curation == Curation.APPROVED, ~unsent)
    return queue_listings(session, these, to_list, ProductMap.sync != SyncState.GONE)


def _set(session: Session, map_ids: Collection[int], **values: Any) -> None:
    session.execute(
        update(ProductMap)
        .where(among(ProductMap.id, map_ids))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _why_not(row: ProductMap, allowed: Collection[Curation], action: str) -> str:
    if row.curation in allowed:
        return "the partner deleted it"
    return f"it is {row.curation.value}, so there is nothing to {action}"


def _left(
    asked: Collection[int], moved: Collection[int], reasons: Mapping[int, str]
) -> dict[int, str]:
    left = set(asked) - set(moved)
    return {map_id: reasons.get(map_id, "there is no such product") for map_id in sorted(left)}
