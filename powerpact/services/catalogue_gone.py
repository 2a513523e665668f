"""Products that a partner no longer has.

Gone means that no variant is left. One that Bubbly lists is taken off sale first and ``gone``
afterwards; its rows stay, because a shopper may have bought it a moment before.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import SyncState
from powerpact.models import ProductMap, VariantMap, utc_now
from powerpact.services.listing_queue import queue_listings
from powerpact.services.many_rows import among

_NEVER_SENT = and_(
    ProductMap.bubbly_product_id.is_(None),
    or_(
        ProductMap.sync.in_([SyncState.NEVER, SyncState.FAILED]),
        and_(ProductMap.sync == SyncState.QUEUED, ProductMap.sync_tries == 0),
    ),
)


def mark_gone(
    session: Session, *which: ColumnElement[bool], deleted_at: datetime | None = None
) -> tuple[int, ...]:
    """Mark these product maps; the ids of those that were not gone already.

    ``deleted_at`` says that the product is known to be deleted, so that a reading of the
    catalogue from before that moment does not bring it back.
    """
    ids = _locked(session, *which)
    if not ids:
        return ()
    these = among(ProductMap.id, ids)
    _remove_variants(session, ids)
    if deleted_at:
        _update(session, these, partner_updated_at=deleted_at)
    _update(session, and_(these, _NEVER_SENT), sync=SyncState.GONE, next_sync_at=None)
    queue_listings(session, these, ProductMap.sync != SyncState.GONE)
    return ids


def _locked(session: Session, *which: ColumnElement[bool]) -> tuple[int, ...]:
    live = ProductMap.variants.any(VariantMap.removed_at.is_(None))
    statement = select(ProductMap.id).where(live, *which)
    ordered = statement.order_by(ProductMap.partner_product_id)
    return tuple(session.scalars(ordered.with_for_update()))


def _remove_variants(session: Session, map_ids: tuple[int, ...]) -> None:
    session.execute(
        update(VariantMap)
        .where(among(VariantMap.product_map_id, map_ids), VariantMap.removed_at.is_(None))
        .values(removed_at=utc_now())
        .execution_options(synchronize_session=False)
    )


def _update(session: Session, which: ColumnElement[bool], **values: object) -> None:
    session.execute(
        update(ProductMap)
        .where(which)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
