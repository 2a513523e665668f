"""Finding partners' variants: by what staff type, or by the SKUs of lines."""

from collections.abc import Collection, Mapping

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import joinedload

from powerpact.models import PartnerStore, ProductMap, VariantMap
from powerpact.services.transactions import reading
from powerpact.services.variant_mapping import SuggestedVariant, as_suggestion

MOST_FOUND = 30
_GID = "gid://shopify/ProductVariant/"


def find_variants(term: str) -> list[SuggestedVariant]:
    """Variants that partners have by SKU, barcode, id or words of the product's title.

    At most ``MOST_FOUND``, those that no Bubbly variant sells yet first.
    """
    typed = term.replace("\0", "").strip()
    if not typed:
        return []
    found = union_all(*(each.limit(MOST_FOUND).subquery().select() for each in _found_by(typed)))
    chosen = (
        select(VariantMap)
        .join(VariantMap.product_map)
        .join(ProductMap.partner)
        .where(VariantMap.id.in_(found), VariantMap.removed_at.is_(None))
        .options(joinedload(VariantMap.product_map).joinedload(ProductMap.partner))
        .order_by(VariantMap.bubbly_variant_id.is_not(None), PartnerStore.name, VariantMap.id)
        .limit(MOST_FOUND)
    )
    with reading() as session:
        return [as_suggestion(row) for row in session.scalars(chosen)]


def _found_by(typed: str) -> tuple[Select[tuple[int]], ...]:
    variant = select(VariantMap.id)
    gid = f"{_GID}{typed}" if typed.isascii() and typed.isdecimal() else typed
    words = func.to_tsvector("simple", ProductMap.title)
    by_title = variant.join(VariantMap.product_map).where(
        words.bool_op("@@")(func.plainto_tsquery("simple", typed))
    )
    return (
        variant.where(VariantMap.sku == typed),
        variant.where(VariantMap.barcode == typed),
        variant.where(VariantMap.partner_variant_id == gid),
        variant.where(VariantMap.bubbly_variant_id == gid),
        by_title.where(VariantMap.removed_at.is_(None)),
    )


def likely_sellers(skus: Collection[str]) -> Mapping[str, str]:
    """By SKU, one partner's product that carries it: ``Fern: Bowl``. One statement."""
    wanted = [sku for sku in set(skus) if sku]
    if not wanted:
        return {}
    chosen = (
        select(VariantMap.sku, PartnerStore.name, ProductMap.title)
        .distinct(VariantMap.sku)
        .join(VariantMap.product_map)
        .join(ProductMap.partner)
        .where(VariantMap.sku.in_(wanted), VariantMap.removed_at.is_(None))
        .order_by(VariantMap.sku, VariantMap.bubbly_variant_id.is_not(None), VariantMap.id)
    )
    with reading() as session:
        return {sku: f"{partner}: {title}" for sku, partner, title in session.execute(chosen)}


def seller_of(bubbly_variant_id: str) -> SuggestedVariant | None:
    """The partner's variant that a Bubbly variant sells; None when it has no map."""
    chosen = (
        select(VariantMap)
        .where(VariantMap.bubbly_variant_id == bubbly_variant_id)
        .options(joinedload(VariantMap.product_map).joinedload(ProductMap.partner))
    )
    with reading() as session:
        row = session.scalars(chosen).one_or_none()
        return as_suggestion(row) if row else None
