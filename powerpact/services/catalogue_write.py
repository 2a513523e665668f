"""Writes what was read of a partner's catalogue. Nothing here calls Shopify.

A reading that is older than what stands is ignored, whatever the order in which readings come
in; the same reading again writes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from powerpact.domain.catalogue import CatalogueProduct
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import AuditEvent, PartnerStore, ProductMap, Source, utc_now
from powerpact.services.audit import Actor
from powerpact.services.catalogue_rows import Reading, product_row, reading_of, variant_rows
from powerpact.services.catalogue_upsert import (
    remove_other_variants,
    standing,
    upsert_products,
    upsert_variants,
)
from powerpact.services.listing_queue import is_chosen, queue_listings, was_listed
from powerpact.services.many_rows import among

# A batch holds so many products, or fewer that have so many variants together.
BATCH_PRODUCTS = 200
BATCH_VARIANTS = 1000

_RULE = Actor("auto-approve", Source.RULE)
_APPROVED = {"curation": Curation.APPROVED.value}


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

    A new product is offered by itself, or waits until the partner offers it. It is proposed, or
    approved and queued under the partner's auto-approve rule; one that is approved and offered is
    queued when its content changed. The number of statements does not depend on
    the number of products.
    """
    read = {product.id: reading_of(product) for product in products}
    stand = standing(session, partner, list(read))
    new = [reading for gid, reading in read.items() if gid not in stand]
    moved = [
        (gid, reading)
        for gid, reading in read.items()
        if gid in stand and reading.updated_at >= stand[gid].updated_at and reading != stand[gid]
    ]
    changed = [gid for gid, reading in moved if not reading.same_listing(stand[gid])]
    written = _upsert(session, partner, [*new, *(reading for _, reading in moved)])
    _queue_changed(session, [written[gid] for gid in changed if gid in written])
    return Written(len(new), len(changed), len(read) - len(new) - len(changed))


def _upsert(session: Session, partner: PartnerStore, readings: Sequence[Reading]) -> dict[str, int]:
    """Insert or update; the ids of the rows written, by the partner's product id."""
    if not readings:
        return {}
    rows = (product_row(reading, partner) for reading in readings)
    upserted = upsert_products(session, rows, {"partner_id": partner.id, **_proposal(partner)})
    new = [row.id for row in upserted if row.inserted]
    if _is_approved(partner) and new:
        audit_approved(session, new)
    written = {row.partner_product_id: row.id for row in upserted}
    _upsert_variants(session, readings, written, {row.id for row in upserted} - set(new))
    return written


def _proposal(partner: PartnerStore) -> dict[str, Any]:
    if _is_approved(partner):
        queued = {"sync": SyncState.QUEUED, "next_sync_at": utc_now()}
        return {"offered": True, "curation": Curation.APPROVED} | queued
    waits = {"sync": SyncState.NEVER, "next_sync_at": None}
    return {"offered": partner.auto_offer, "curation": Curation.PROPOSED} | waits


def _is_approved(partner: PartnerStore) -> bool:
    """Whether new products are approved by the rule; what is not offered yet waits for that."""
    return partner.auto_approve and partner.auto_offer


def _upsert_variants(
    session: Session,
    readings: Iterable[Reading],
    map_ids: Mapping[str, int],
    stood_before: Collection[int],
) -> None:
    rows = [
        row
        for reading in readings
        if reading.product[0] in map_ids
        for row in variant_rows(reading, map_ids[reading.product[0]])
    ]
    if rows:
        upsert_variants(session, rows)
    if stood_before:
        remove_other_variants(session, stood_before, [row["partner_variant_id"] for row in rows])


def _queue_changed(session: Session, map_ids: Collection[int]) -> None:
    """Approved ones are listed anew; one that was gone and is back stands where it stood."""
    if not map_ids:
        return
    these = among(ProductMap.id, map_ids)
    queue_listings(session, these, is_chosen())
    back = (these, ProductMap.sync == SyncState.GONE)
    queue_listings(session, *back, was_listed())
    session.execute(
        update(ProductMap)
        .where(*back)
        .values(sync=SyncState.NEVER)
        .execution_options(synchronize_session=False)
    )


def audit_approved(session: Session, map_ids: Sequence[int]) -> None:
    """Note that the rule of their partner approved these product maps."""
    action = {"source": _RULE.source, "actor": _RULE.name, "action": "approve", "after": _APPROVED}
    session.execute(
        insert(AuditEvent),
        [{**action, "subject_type": "product_map", "subject_id": str(each)} for each in map_ids],
    )
