"""Lines of parts whose variant the partner deleted: the variant that it made again in its place.

What the partner is paid stays as it was when the order was split.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, Row, Text, and_, any_, literal, or_, select
from sqlalchemy.orm import Session

from powerpact.domain.causes import VARIANT_GONE
from powerpact.domain.replacement import Variant, replacement
from powerpact.models import BubblyOrderLine, OrderSync, OrderSyncLine, ProductMap, VariantMap
from powerpact.services.many_rows import among, update_records

_VARIANT = (
    VariantMap.id.label("variant_map_id"),
    VariantMap.partner_variant_id,
    VariantMap.product_map_id,
    VariantMap.sku,
    VariantMap.options,
    ProductMap.partner_id,
)
_GONE = (
    select(
        OrderSyncLine.id,
        OrderSyncLine.order_sync_id,
        OrderSync.cause_code,
        BubblyOrderLine.title,
        *_VARIANT,
    )
    .join(OrderSync, OrderSync.id == OrderSyncLine.order_sync_id)
    .join(BubblyOrderLine, BubblyOrderLine.id == OrderSyncLine.bubbly_order_line_id)
    .join(VariantMap, VariantMap.id == OrderSyncLine.variant_map_id)
    .join(ProductMap, ProductMap.id == VariantMap.product_map_id)
    .where(VariantMap.removed_at.is_not(None))
)
_LIVING = (
    select(*_VARIANT)
    .join(ProductMap, ProductMap.id == VariantMap.product_map_id)
    .where(VariantMap.removed_at.is_(None))
)

Replaced = Sequence[tuple[Row[Any], Variant | None]]


def replace_variants(session: Session, part_ids: Collection[int]) -> None:
    """Let the parts' lines ask for the variants that took the place of those that are gone."""
    lines = [
        {"id": line.id, "variant_map_id": new.id, "partner_variant_id": new.gid}
        for line, new in _replaced(session, part_ids)
        if new
    ]
    if lines:
        update_records(session, OrderSyncLine, lines)


def lacking_variants(session: Session, part_ids: Collection[int]) -> Mapping[int, str]:
    """Of parts that failed for a variant that is gone: what is still missing in the store."""
    return {
        line.order_sync_id: _missing(line)
        for line, new in _replaced(session, part_ids)
        if new is None and line.cause_code == VARIANT_GONE.code
    }


def _missing(line: Row[Any]) -> str:
    if line.sku:
        again = f"your store has nothing with the SKU {line.sku}; create it again with that SKU"
    else:
        again = "it is not in your store; create it again in the same product"
    return f"“{line.title}” was deleted, and {again}, wait a minute, then retry"


def _replaced(session: Session, part_ids: Collection[int]) -> Replaced:
    """Lines of the parts whose variants are gone, each with what takes its place."""
    gone = session.execute(_GONE.where(among(OrderSyncLine.order_sync_id, part_ids))).all()
    if not gone:
        return ()
    skus = sorted({line.sku for line in gone if line.sku})
    products = {line.product_map_id for line in gone}
    found = session.execute(
        _LIVING.where(
            among(ProductMap.partner_id, {line.partner_id for line in gone}),
            or_(
                and_(VariantMap.sku == any_(literal(skus, ARRAY(Text))), VariantMap.sku != ""),
                among(VariantMap.product_map_id, products),
            ),
        )
    )
    living = [_variant(row) for row in found]
    return [(line, replacement(_variant(line), living)) for line in gone]


def _variant(row: Row[Any]) -> Variant:
    return Variant(
        id=row.variant_map_id,
        gid=row.partner_variant_id,
        product_id=row.product_map_id,
        partner_id=row.partner_id,
        sku=row.sku,
        options=tuple((name, value) for name, value in row.options),
    )
