"""Which listings are due. The rows say it; a message on a queue only saves waiting."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from powerpact.domain.listing import HASH_LENGTH
from powerpact.domain.transitions import Curation, SyncState, sync_sources
from powerpact.models import BubblyStore, Deletion, PartnerStore, ProductMap, VariantMap, utc_now
from powerpact.services.listing_wanted import DELETED
from powerpact.services.many_rows import among
from powerpact.services.platform import platform

# A listing that is being synced is looked at again when that sync is recorded.
_MAY_BE_QUEUED = sync_sources(SyncState.QUEUED) - {SyncState.SYNCING}


def queue_listings(session: Session, *which: ColumnElement[bool]) -> tuple[int, ...]:
    """Queue these product maps for a sync now; the ids of those that were not queued before."""
    move = (
        update(ProductMap)
        .where(ProductMap.sync.in_(_MAY_BE_QUEUED), *which)
        .values(
            sync=SyncState.QUEUED,
            next_sync_at=utc_now(),
            sync_tries=0,
            error_code="",
            error="",
        )
        .returning(ProductMap.id)
        .execution_options(synchronize_session=False)
    )
    return tuple(session.scalars(move))


def is_chosen() -> ColumnElement[bool]:
    """Product maps that staff approved and their partners offer."""
    return and_(ProductMap.curation == Curation.APPROVED, ProductMap.offered)


def was_listed() -> ColumnElement[bool]:
    """Product maps that have a listing at Bubbly, on sale or not."""
    return ProductMap.bubbly_product_id.is_not(None)


def follow_decision(session: Session, map_ids: Collection[int]) -> tuple[int, ...]:
    """After somebody decided about these product maps: queue what is or was listed, and take back
    from the queue what was never sent and is not wanted; the ids of those that were queued."""
    these = among(ProductMap.id, map_ids)
    take_back_unsent(session, these, ~is_chosen())
    to_list = or_(is_chosen(), was_sent())
    return queue_listings(session, these, to_list, ProductMap.sync != SyncState.GONE)


def sent_anew() -> ColumnElement[str | None]:
    """What ``sent_hash`` becomes for a listing that is to be sent whatever was sent before: only
    by which rule its stock went, and whether Bubbly has it no more, is not forgotten."""
    rule = literal("0" * HASH_LENGTH).concat(func.substr(ProductMap.sent_hash, HASH_LENGTH + 1))
    return case((ProductMap.sent_hash == DELETED, DELETED), else_=rule)


def was_sent() -> ColumnElement[bool]:
    """Product maps of which Bubbly has, or may have, a listing."""
    return or_(was_listed(), ProductMap.sync_tries > 0)


def take_back_unsent(session: Session, *which: ColumnElement[bool]) -> None:
    """Take those of these product maps out of the queue that Bubbly has never seen."""
    session.execute(
        update(ProductMap)
        .where(ProductMap.sync == SyncState.QUEUED, ~was_sent(), *which)
        .values(sync=SyncState.NEVER, next_sync_at=None)
        .execution_options(synchronize_session=False)
    )


def give_out(session: Session, limit: int) -> tuple[int, ...]:
    """Up to ``limit`` product maps to sync now, the partners in turn, longest due first.

    They are not given out again for a lease, because nobody may have begun with them yet.
    """
    due = in_turn(limit)
    again_at = utc_now() + timedelta(seconds=platform().settings.lease_seconds)
    given_out = (
        update(ProductMap)
        .where(ProductMap.id == due.c.id)
        .values(next_sync_at=again_at)
        .returning(due.c.place, ProductMap.id)
        .execution_options(synchronize_session=False)
    )
    return tuple(row.id for row in sorted(session.execute(given_out)))


def in_turn(limit: int) -> CTE:
    """The ``id`` and ``place`` in the turn of up to ``limit`` listings that are due, locked.

    The first of each partner, then the second of each, so that a very large approval of one
    does not stand in front of the others (I7).
    """
    first = first_in_turn(limit).cte()
    return (
        select(ProductMap.id, first.c.place)
        .where(ProductMap.id == first.c.id, *_due())
        .with_for_update(of=ProductMap, skip_locked=True)
        .cte()  # read once: a subquery may be read again for each row, past its limit
    )


def first_in_turn(limit: int) -> Select[tuple[int, int]]:
    """The same before they are locked; each partner's come straight from its index."""
    of_partner = (
        select(
            ProductMap.id,
            ProductMap.next_sync_at,
            func.row_number()
            .over(order_by=(ProductMap.next_sync_at, ProductMap.id))
            .label("place"),
        )
        .where(ProductMap.partner_id == PartnerStore.id, *_due())
        .order_by(ProductMap.next_sync_at, ProductMap.id)
        .limit(limit)
        .lateral()
    )
    return (
        select(of_partner.c.id, of_partner.c.place)
        .select_from(PartnerStore)
        .join(of_partner, text("true"))
        .order_by(of_partner.c.place, of_partner.c.next_sync_at)
        .limit(limit)
    )


def due_count(session: Session, most: int) -> int:
    """How many listings that may go in bulk are due now; counts no further than ``most``."""
    some = select(ProductMap.id).where(*_due(), goes_in_bulk()).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def goes_in_bulk() -> ColumnElement[bool]:
    """Listings that a file may write: a product that was Bubbly's own is looked at first, and one
    that is to be deleted at Bubbly is not written at all."""
    deleting = select(PartnerStore.id).where(PartnerStore.on_deletion == Deletion.DELETE)
    has_variants = ProductMap.variants.any(VariantMap.removed_at.is_(None))
    written = or_(ProductMap.partner_id.not_in(deleting), has_variants)
    return and_(ProductMap.adopting.is_(None), written)


def _due() -> tuple[ColumnElement[bool], ...]:
    return ProductMap.sync == SyncState.QUEUED, ProductMap.next_sync_at <= utc_now()


def release_expired(session: Session, limit: int) -> None:
    """Queue again what dead workers hold.

    Nobody knows what they did; the custom id makes the next try an update.
    """
    now = utc_now()
    expired = (
        select(ProductMap.id)
        .where(ProductMap.sync == SyncState.SYNCING, ProductMap.next_sync_at <= now)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte()
    )
    session.execute(
        update(ProductMap)
        .where(ProductMap.id == expired.c.id)
        .values(
            sync=SyncState.QUEUED,
            claim=None,
            next_sync_at=now,
            sync_tries=ProductMap.sync_tries + 1,
            error="the worker that held this listing did not come back",
        )
        .execution_options(synchronize_session=False)
    )


def is_listed() -> ColumnElement[bool]:
    """Product maps that Bubbly sells, or sold and has the listing of still."""
    return and_(or_(is_chosen(), was_listed()), ProductMap.sync != SyncState.GONE)


def answering_bubbly(session: Session) -> BubblyStore | None:
    """Bubbly, when a call to it has a chance now."""
    bubbly = session.scalars(select(BubblyStore)).one_or_none()
    if bubbly is None or not bubbly.is_connected:
        return None
    rests = bubbly.rests_until is not None and bubbly.rests_until > utc_now()
    return None if rests else bubbly
