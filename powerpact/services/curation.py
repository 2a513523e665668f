"""What staff decide about partner products, one or many at a time, and what follows from it.

Every decision is an AuditEvent in the same transaction. A decision about a listing that exists
queues it, so that it goes on sale or comes off; what was never sent is simply not sent.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import Curation, SyncState, curation_sources
from powerpact.models import ProductMap, utc_now
from powerpact.services.audit import Actor, Change, audit_many
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.listing_queue import follow_decision, queue_listings, sent_anew
from powerpact.services.many_rows import among
from powerpact.services.map_choice import locked_maps

NOT_OFFERED = "the partner does not offer it; it can be approved once the partner does"


@deed("product_map")
def approve(session: Session, map_ids: Collection[int], actor: Actor) -> Done:
    """Let Bubbly sell these products; none that the partner deleted or does not offer."""
    allowed = curation_sources(Curation.APPROVED) - {Curation.PAUSED}
    return _move(session, map_ids, actor, "approve", allowed, Curation.APPROVED)


@deed("product_map")
def reject(session: Session, map_ids: Collection[int], actor: Actor) -> Done:
    """Do not sell these products; a listing that exists comes off sale."""
    allowed = curation_sources(Curation.REJECTED)
    return _move(session, map_ids, actor, "reject", allowed, Curation.REJECTED)


@deed("product_map")
def pause(session: Session, map_ids: Collection[int], actor: Actor) -> Done:
    """Stop selling these products for a while."""
    return _move(
        session, map_ids, actor, "pause", curation_sources(Curation.PAUSED), Curation.PAUSED
    )


@deed("product_map")
def resume(session: Session, map_ids: Collection[int], actor: Actor) -> Done:
    """Sell paused products again."""
    return _move(session, map_ids, actor, "resume", frozenset({Curation.PAUSED}), Curation.APPROVED)


@deed("product_map")
def retry_listings(session: Session, map_ids: Collection[int], actor: Actor) -> Done:
    """Queue listings that failed, after what was wrong has been put right."""
    rows = locked_maps(session, map_ids)
    failed = [row.id for row in rows if row.sync is SyncState.FAILED]
    queued = queue_listings(session, among(ProductMap.id, failed))
    changes: list[Change] = [(map_id, {}, {}) for map_id in queued]
    audit_many(session, actor, "retry_listing", "product_map", changes)
    left = {row.id: f"its listing is {row.sync.value}, not failed" for row in rows}
    return Done(queued, _left(map_ids, queued, left), FollowUp(listings=queued))


@deed("product_map")
def sync_now(session: Session, map_ids: Collection[int], actor: Actor) -> Done:
    """Send listings to Bubbly even if nothing changed here: what Bubbly shows is made right again.

    A listing that is being sent is left: nobody knows yet what it was sent.
    """
    rows = locked_maps(session, map_ids)
    left = {row.id: why for row in rows if (why := _why_not_sent(row))}
    moved = tuple(row.id for row in rows if row.id not in left)
    _set(session, moved, sent_hash=sent_anew())
    queue_listings(session, among(ProductMap.id, moved))
    _set(session, moved, next_sync_at=utc_now())  # those that were queued for later too
    audit_many(session, actor, "sync_now", "product_map", ((each, {}, {}) for each in moved))
    return Done(moved, _left(map_ids, moved, left), FollowUp(listings=moved))


def _why_not_sent(row: ProductMap) -> str:
    """Why a listing can not be sent now; empty when it can."""
    if row.sync is SyncState.GONE:
        return "the partner deleted it"
    if row.sync is SyncState.SYNCING:
        return "it is being sent to Bubbly right now"
    if row.bubbly_product_id is not None:
        return ""
    if row.curation is not Curation.APPROVED:
        return "Bubbly does not sell it, so approve it first"
    return "" if row.offered else NOT_OFFERED


def _move(
    session: Session,
    map_ids: Collection[int],
    actor: Actor,
    action: str,
    allowed: Collection[Curation],
    target: Curation,
) -> Done:
    rows = locked_maps(session, map_ids)
    movable = {row.id: row.curation for row in rows if _may_move(row, allowed, target)}
    left = {row.id: _why_not(row, allowed, action) for row in rows}
    _set(session, movable, curation=target)
    after = {"curation": target.value}
    changes = ((each, {"curation": before.value}, after) for each, before in movable.items())
    audit_many(session, actor, action, "product_map", changes)
    listings = follow_decision(session, tuple(movable))
    return Done(tuple(movable), _left(map_ids, movable, left), FollowUp(listings=listings))


def _may_move(row: ProductMap, allowed: Collection[Curation], target: Curation) -> bool:
    sellable = row.sync is not SyncState.GONE and row.offered
    return row.curation in allowed and (sellable or target is not Curation.APPROVED)


def _set(session: Session, map_ids: Collection[int], **values: Any) -> None:
    session.execute(
        update(ProductMap)
        .where(among(ProductMap.id, map_ids))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _why_not(row: ProductMap, allowed: Collection[Curation], action: str) -> str:
    if row.curation in allowed:
        return "the partner deleted it" if row.sync is SyncState.GONE else NOT_OFFERED
    return f"it is {row.curation.value}, so there is nothing to {action}"


def _left(
    asked: Collection[int], moved: Collection[int], reasons: Mapping[int, str]
) -> dict[int, str]:
    left = set(asked) - set(moved)
    return {map_id: reasons.get(map_id, "there is no such product") for map_id in sorted(left)}
