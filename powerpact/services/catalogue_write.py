"""Writes what was read of a partner's catalogue. Nothing here calls Shopify.

A reading that is older than what stands is ignored, whatever the order in which readings come
in; the same reading again writes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ARRAY, Table, Text, all_, func, literal, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from powerpact.domain.catalogue import CatalogueProduct
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import PartnerStore, ProductMap, Source, VariantMap, utc_now
from powerpact.services.audit import Actor, audit
from powerpact.services.catalogue_rows import (
    PRODUCT_FIELDS,
    VARIANT_FIELDS,
    product_of,
    product_row,
    variant_rows,
)
from powerpact.services.listing_queue import queue_listings

# A batch holds so many products, or fewer that have so many variants together.
BATCH_PRODUCTS = 200
BATCH_VARIANTS = 1000

_RULE = Actor("auto-approve", Source.RULE)
_APPROVED = {"curation": Curation.APPROVED.value}

_MAPS = cast("Table", ProductMap.__table__)
_VARIANTS = cast("Table", VariantMap.__table__)


@dataclass(frozen=True, slots=True)
class Written:
    """How many products a write found new, changed and as they stood."""

    new: int
    changed: int
    unchanged: int


def in_batches(products: Iterable[CatalogueProduct]) -> Iterator[list[CatalogueProduct]]:
    """The products in batches that one transaction can well write."""
    batch: list[CatalogueProduct] = []
    variants = 0
    for product in products:
        batch.append(product)
        variants += len(product.variants)
        if len(batch) >= BATCH_PRODUCTS or variants >= BATCH_VARIANTS:
            yield batch
            batch, variants = [], 0
    if batch:
        yield batch


def write_products(
    session: Session, partner: PartnerStore, products: Sequence[CatalogueProduct]
) -> Written:
    """Write a batch of the partner's products with all their variants.

    A new product is proposed, or approved and queued under the partner's auto-approve rule; an
    approved one whose content changed is queued. The number of statements does not depend on
    the number of products.
    """
    standing = _standing(session, partner, products)
    read = {product.id: product for product in products}
    new = [product for product in read.values() if product.id not in standing]
    later = [
        product
        for product in read.values()
        if product.id in standing and product.updated_at >= standing[product.id].updated_at
    ]
    moved = [product for product in later if product != standing[product.id]]
    changed = [
        product
        for product in moved
        if product.without_stock() != standing[product.id].without_stock()
    ]
    written = _upsert(session, partner, new + moved)
    _queue_changed(session, [written[product.id] for product in changed if product.id in written])
    return Written(len(new), len(changed), len(read) - len(new) - len(changed))


def _standing(
    session: Session, partner: PartnerStore, products: Sequence[CatalogueProduct]
) -> dict[str, CatalogueProduct]:
    rows = session.scalars(
        select(ProductMap)
        .where(
            ProductMap.partner_id == partner.id,
            ProductMap.partner_product_id.in_([product.id for product in products]),
        )
        .options(selectinload(ProductMap.variants))
        .execution_options(populate_existing=True)
    )
    return {
        row.partner_product_id: product_of(row, [v for v in row.variants if not v.removed_at])
        for row in rows
    }


def _upsert(
    session: Session, partner: PartnerStore, products: Sequence[CatalogueProduct]
) -> dict[str, int]:
    """Insert or update; the ids of the rows written, by the partner's product id."""
    if not products:
        return {}
    # One order for all writers of a partner, so that two of them never wait for each other.
    ordered = sorted(products, key=lambda product: product.id)
    proposal = _proposal(partner)
    rows = [product_row(product, partner) | proposal for product in ordered]
    returned = session.execute(_MAPS_UPSERT, rows).all()
    written = {row.partner_product_id: row.id for row in returned}
    _audit_approved(session, partner, [row.id for row in returned if row.inserted])
    _upsert_variants(session, [p for p in ordered if p.id in written], written)
    return written


def _proposal(partner: PartnerStore) -> dict[str, Any]:
    if partner.auto_approve:
        queued = {"sync": SyncState.QUEUED, "next_sync_at": utc_now()}
        return {"curation": Curation.APPROVED} | queued
    return {"curation": Curation.PROPOSED, "sync": SyncState.NEVER, "next_sync_at": None}


def _upsert_variants(
    session: Session, products: Sequence[CatalogueProduct], map_ids: Mapping[str, int]
) -> None:
    rows = [row for product in products for row in variant_rows(product, map_ids[product.id])]
    if rows:
        session.execute(_VARIANTS_UPSERT, rows)
    kept = literal([row["partner_variant_id"] for row in rows], ARRAY(Text))
    session.execute(
        update(VariantMap)
        .where(
            VariantMap.product_map_id.in_([map_ids[product.id] for product in products]),
            VariantMap.partner_variant_id != all_(kept),
            VariantMap.removed_at.is_(None),
        )
        .values(removed_at=utc_now())
        .execution_options(synchronize_session=False)
    )


def _queue_changed(session: Session, map_ids: Sequence[int]) -> None:
    """Approved ones are listed anew; one that was gone and is back stands where it stood."""
    these = ProductMap.id.in_(map_ids)
    queue_listings(session, these, ProductMap.curation == Curation.APPROVED)
    back = (these, ProductMap.sync == SyncState.GONE)
    queue_listings(session, *back, ProductMap.bubbly_product_id.is_not(None))
    session.execute(
        update(ProductMap)
        .where(*back)
        .values(sync=SyncState.NEVER)
        .execution_options(synchronize_session=False)
    )


def _audit_approved(session: Session, partner: PartnerStore, map_ids: Sequence[int]) -> None:
    if partner.auto_approve:
        for map_id in map_ids:
            audit(session, _RULE, "approve", ("product_map", map_id), after=_APPROVED)


def _maps_upsert() -> Any:
    statement = insert(_MAPS)
    values = {name: statement.excluded[name] for name in PRODUCT_FIELDS}
    return statement.on_conflict_do_update(
        index_elements=["partner_id", "partner_product_id"],
        set_=values | {"updated_at": func.now()},
        where=_MAPS.c.partner_updated_at <= statement.excluded.partner_updated_at,
    ).returning(
        _MAPS.c.id,
        _MAPS.c.partner_product_id,
        literal_column("(product_map.xmax = 0)").label("inserted"),
    )


def _variants_upsert() -> Any:
    statement = insert(_VARIANTS)
    names = (*VARIANT_FIELDS, "product_map_id", "removed_at")
    values = {name: statement.excluded[name] for name in names}
    # RETURNING makes SQLAlchemy send many rows in one statement.
    return statement.on_conflict_do_update(
        index_elements=["partner_variant_id"], set_=values | {"updated_at": func.now()}
    ).returning(_VARIANTS.c.id)


_MAPS_UPSERT = _maps_upsert()
_VARIANTS_UPSERT = _variants_upsert()
