"""Erasing the products of a partner that left: off sale first, then what they say and show."""

from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import SyncState
from powerpact.models import ListingLookup, Picture, PrivacyRequest, ProductMap, VariantMap
from powerpact.models.picture import hash_of
from powerpact.services.catalogue_gone import mark_gone
from powerpact.services.follow_up import FollowUp
from powerpact.services.listing_queue import sent_anew
from powerpact.services.many_rows import among
from powerpact.services.privacy.progress import Batch, Progress
from powerpact.services.privacy.shop import gone_store

BATCH = 500
ERASED = "(erased)"
_NO_CONTENT: dict[str, Any] = {
    "title": ERASED,
    "handle": ERASED,
    "description_html": "",
    "vendor": "",
    "product_type": "",
    "tags": [],
    "options": [],
    "images": [],
    "overrides": {},
    "sent_images": None,
    "sent_hash": sent_anew(),
    "error": "",
}
_NO_VARIANT: dict[str, Any] = {
    "title": ERASED,
    "sku": "",
    "barcode": "",
    "options": [],
    "price": 0,
    "compare_at_price": None,
    "quantity": None,
}


def take_off_sale(session: Session, request: PrivacyRequest, progress: Progress) -> Batch:
    """Mark the partner's products as gone; their listings come off sale by the usual way."""
    store = gone_store(session, request)
    if store is None:
        return Batch()
    ids = _products(session, store.id, progress.beyond)
    gone = mark_gone(session, among(ProductMap.id, ids))
    until = ids[-1] if len(ids) == BATCH else 0
    return Batch({"products_off_sale": len(gone)}, until, follow_up=FollowUp(listings=gone))


def erase_products(session: Session, request: PrivacyRequest, progress: Progress) -> Batch:
    """What the products say and show. One whose listing is not off sale yet waits for that."""
    store = gone_store(session, request)
    if store is None:
        return Batch()
    ids = _products(session, store.id, progress.beyond)
    off_sale = or_(
        ProductMap.sync == SyncState.GONE,
        and_(
            ProductMap.bubbly_product_id.is_(None),
            ProductMap.sync.in_((SyncState.NEVER, SyncState.FAILED)),
        ),
    )
    rows = session.execute(
        select(ProductMap.id, ProductMap.images, ProductMap.title, off_sale.label("off_sale"))
        .where(among(ProductMap.id, ids))
        .order_by(ProductMap.id)
        .with_for_update()
    ).all()
    ready = [row for row in rows if row.off_sale and row.title != ERASED]
    _forget_pictures(session, [image["url"] for row in ready for image in row.images])
    _erase_content(session, [row.id for row in ready])
    return Batch(
        {"products": len(ready)},
        until=ids[-1] if len(ids) == BATCH else 0,
        waits=not all(row.off_sale for row in rows),
    )


def _products(session: Session, store_id: int, beyond: int) -> list[int]:
    of_store = (ProductMap.partner_id == store_id, ProductMap.id > beyond)
    ids = select(ProductMap.id).where(*of_store).order_by(ProductMap.id).limit(BATCH)
    return list(session.scalars(ids))


def _forget_pictures(session: Session, urls: list[str]) -> None:
    hashes = [hash_of(url) for url in urls]
    session.execute(delete(Picture).where(Picture.url_hash.in_(hashes)))


def _erase_content(session: Session, map_ids: list[int]) -> None:
    unsynchronized = {"synchronize_session": False}
    statements = (
        update(ProductMap).where(among(ProductMap.id, map_ids)).values(_NO_CONTENT),
        update(VariantMap).where(among(VariantMap.product_map_id, map_ids)).values(_NO_VARIANT),
        delete(ListingLookup).where(among(ListingLookup.product_map_id, map_ids)),
    )
    for statement in statements:
        session.execute(statement, execution_options=unsynchronized)
