"""Letting go of a Bubbly product: it stays at Bubbly, as Bubbly's own."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from powerpact.domain.listing_ref import next_generation
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import ProductMap, VariantMap
from powerpact.services.audit import Actor, Change, audit_many
from powerpact.services.deeds import Done, deed
from powerpact.services.many_rows import among, update_records
from powerpact.services.map_choice import locked_maps

_CLEARED: dict[str, Any] = {
    "bubbly_product_id": None,
    "sent_hash": None,
    "sent_images": None,
    "published": False,
    "adopting": None,
    "claim": None,
    "next_sync_at": None,
    "sync_tries": 0,
    "error_code": "",
    "error": "",
}


@deed("product_map")
def unmap(session: Session, map_ids: Collection[int], actor: Actor) -> Done:
    """Let Bubbly's products stay as they are, and be no listings of ours any more.

    Each map is rejected, so that nothing lists it again by itself. Its custom id gets a new
    generation: the old product carries the old one, so a later approval makes a new product and
    never takes that one over. Parts of orders that were made are not touched.
    """
    rows = locked_maps(session, map_ids)
    mapped = _mapped(session, rows)
    left = dict.fromkeys(map_ids, "there is no such product")
    left |= {row.id: _why_not(row) for row in rows}
    moved = [row for row in rows if row.id in mapped and row.sync is not SyncState.SYNCING]
    changes = [_change(row) for row in moved]
    _let_go(session, moved)
    audit_many(session, actor, "unmap", "product_map", changes)
    for row in moved:
        del left[row.id]
    return Done(tuple(row.id for row in moved), left)


def _mapped(session: Session, rows: Sequence[ProductMap]) -> frozenset[int]:
    """Those with a Bubbly product, or with one variant that is sold at Bubbly."""
    sold = (
        select(VariantMap.product_map_id)
        .where(
            among(VariantMap.product_map_id, [row.id for row in rows]),
            VariantMap.bubbly_variant_id.is_not(None),
        )
        .distinct()
    )
    return frozenset(session.scalars(sold)) | {row.id for row in rows if row.bubbly_product_id}


def _why_not(row: ProductMap) -> str:
    if row.sync is SyncState.SYNCING:
        return "it is being sent to Bubbly now; try again in a minute"
    return "it is no Bubbly product, so there is nothing to unmap"


def _change(row: ProductMap) -> Change:
    before = {
        "curation": row.curation.value,
        "sync": row.sync.value,
        "bubbly_product_id": row.bubbly_product_id,
        "partner_ref": row.partner_ref,
    }
    after = {"curation": Curation.REJECTED.value, "partner_ref": next_generation(row.partner_ref)}
    return row.id, before, after


def _let_go(session: Session, rows: Sequence[ProductMap]) -> None:
    ids = [row.id for row in rows]
    refs = [{"id": row.id, "partner_ref": next_generation(row.partner_ref)} for row in rows]
    these, is_gone = among(ProductMap.id, ids), ProductMap.sync == SyncState.GONE
    apart = {"synchronize_session": False}
    sold = or_(
        VariantMap.bubbly_variant_id.is_not(None), VariantMap.bubbly_inventory_item_id.is_not(None)
    )
    session.execute(
        update(VariantMap)
        .where(among(VariantMap.product_map_id, ids), sold)
        .values(bubbly_variant_id=None, bubbly_inventory_item_id=None)
        .execution_options(**apart)
    )
    cleared = update(ProductMap).values(**_CLEARED, curation=Curation.REJECTED)
    session.execute(cleared.where(these).execution_options(**apart))
    never = update(ProductMap).values(sync=SyncState.NEVER)
    session.execute(never.where(and_(these, ~is_gone)).execution_options(**apart))
    update_records(session, ProductMap, refs)
