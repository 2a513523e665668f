"""Choosing product maps."""

from sqlalchemy import ColumnElement, Select, func, select

from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import ProductMap, VariantMap
from powerpact.services.selections.conditions import of_row, one_of
from powerpact.services.selections.table import SelectableTable


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    variant = select(VariantMap.product_map_id)
    return (
        select(ProductMap.id).where(ProductMap.bubbly_product_id == term),
        select(ProductMap.id).where(ProductMap.partner_ref == term),
        variant.where(VariantMap.sku == term),
        variant.where(VariantMap.partner_variant_id == term),
        variant.where(VariantMap.bubbly_variant_id == term),
    )


def _words(term: str) -> ColumnElement[bool]:
    words = func.to_tsvector("simple", ProductMap.title)
    return words.bool_op("@@")(func.plainto_tsquery("simple", term))


PRODUCT_MAPS = SelectableTable(
    "product_map",
    ProductMap,
    {
        "partner": of_row(ProductMap.partner_id),
        "curation": one_of(ProductMap.curation, Curation),
        "sync": one_of(ProductMap.sync, SyncState),
    },
    _search,
    words=_words,
)
