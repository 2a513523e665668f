"""Choosing product maps."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, select, text
from sqlalchemy.orm import Session, aliased

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.offering import IN_SIGHT, Offering
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import ProductMap, VariantMap
from powerpact.models.product_map import IN_STOCK, SOLD_OUT
from powerpact.services.selections.conditions import by_choice, from_day, of_row, one_of, yes_no
from powerpact.services.selections.table import SelectableTable

# Written out, so that PostgreSQL sees which index holds the rows of such a condition.
_BLANK: ColumnElement[str] = literal_column("''")
_NOTHING: ColumnElement[Any] = literal_column("'{}'")
# The plain column, as the index of what is not offered has it.
_OFFERED: ColumnElement[bool] = ProductMap.offered.expression


class Overridden(StrEnum):
    """Whether staff took over any field of a listing."""

    YES = "yes"
    NO = "no"


class Stock(StrEnum):
    """Whether the partner has any piece of any variant of a product."""

    SOME = "some"
    NONE = "none"


def _failed_with(code: str) -> ColumnElement[bool]:
    """Listings that failed so."""
    if not code or "\0" in code:
        raise ValueError(f"{code!r} is no code")
    return and_(ProductMap.error_code == code.strip(), ProductMap.error_code != _BLANK)


def _offerings() -> dict[str, ColumnElement[bool]]:
    """``offering_of`` in SQL."""
    there, failed = ProductMap.sync != SyncState.GONE, ProductMap.sync == SyncState.FAILED
    decided = {each: and_(_OFFERED, there, ProductMap.curation == each) for each in Curation}
    approved = decided[Curation.APPROVED]
    shown = and_(approved, ~failed, ProductMap.status.in_(IN_SIGHT))
    listed = ProductMap.bubbly_product_id.is_not(None)
    return {
        Offering.DELETED: ProductMap.sync == SyncState.GONE,
        Offering.WITHDRAWN: and_(~_OFFERED, there),
        Offering.PROPOSED: decided[Curation.PROPOSED],
        Offering.PAUSED: decided[Curation.PAUSED],
        Offering.DECLINED: decided[Curation.REJECTED],
        Offering.FAILING: and_(approved, failed),
        Offering.HIDDEN: and_(approved, ~failed, ProductMap.status.not_in(IN_SIGHT)),
        Offering.LISTED: and_(shown, listed),
        Offering.LISTING: and_(shown, ~listed),
    }


def _has(variants: str) -> ColumnElement[bool]:
    return exists().where(VariantMap.product_map_id == ProductMap.id, text(variants))


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    product, variant = select(ProductMap.id), select(VariantMap.product_map_id)
    product_gid, variant_gid = _gids(term, "Product"), _gids(term, "ProductVariant")
    return (
        product.where(ProductMap.partner_product_id == product_gid),
        product.where(ProductMap.bubbly_product_id == product_gid),
        product.where(ProductMap.partner_ref == term),
        variant.where(VariantMap.sku == term),
        variant.where(VariantMap.barcode == term, VariantMap.barcode != _BLANK),
        variant.where(VariantMap.partner_variant_id == variant_gid),
        variant.where(VariantMap.bubbly_variant_id == variant_gid),
    )


def _words(term: str) -> ColumnElement[bool]:
    words = func.to_tsvector("simple", ProductMap.title)
    return words.bool_op("@@")(func.plainto_tsquery("simple", term))


def _gids(term: str, kind: str) -> str:
    """The id as it is kept, of what a person may have typed as the bare number."""
    is_number = term.isascii() and term.isdecimal()
    return f"gid://shopify/{kind}/{term}" if is_number else term


PRODUCT_MAPS = SelectableTable(
    "product_map",
    ProductMap,
    {
        "partner": of_row(ProductMap.partner_id),
        "curation": one_of(ProductMap.curation, Curation),
        "sync": one_of(ProductMap.sync, SyncState),
        "offered": yes_no(ProductMap.offered),
        "offering": by_choice(_offerings()),
        "error": _failed_with,
        "status": one_of(ProductMap.status, ProductStatus),
        "overridden": by_choice(
            {
                Overridden.YES: ProductMap.overrides != _NOTHING,
                Overridden.NO: ProductMap.overrides == _NOTHING,
            }
        ),
        "stock": by_choice(
            {Stock.SOME: _has(IN_STOCK), Stock.NONE: and_(_has(SOLD_OUT), ~_has(IN_STOCK))}
        ),
        "changed": from_day(ProductMap.partner_updated_at),
    },
    _search,
    words=_words,
)


def error_codes(session: Session) -> list[str]:
    """The codes that listings failed with, in order; reads one entry of the index for each."""
    failed = ProductMap.error_code != _BLANK
    first = select(func.min(ProductMap.error_code).label("code")).where(failed).cte(recursive=True)
    later = aliased(ProductMap)
    next_one = select(func.min(later.error_code)).where(
        later.error_code > first.c.code, later.error_code != _BLANK
    )
    codes = first.union_all(select(next_one.scalar_subquery()).where(first.c.code.is_not(None)))
    return list(session.scalars(select(codes.c.code).where(codes.c.code.is_not(None))))
