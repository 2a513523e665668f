"""What a list shows of products beside their own rows: prices, stock, picture; for all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import FromClause, Numeric, Text, cast, func, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from powerpact.domain.pricing import owed
from powerpact.models import PartnerStore, Picture, ProductMap, VariantMap
from powerpact.services.listing_wanted import NotListable, terms_of
from powerpact.services.many_rows import among


@dataclass(frozen=True, slots=True)
class Span:
    """From the lowest to the highest price, both in ``currency``."""

    least: Decimal
    most: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What a partner has of a product now, and what it costs.

    ``variants``: how many the partner has. ``bubbly``: under the partner's terms and with staff's
    own prices; None where the terms do not say. ``paid``: what the partner is owed for one piece.
    ``stock``: pieces of all tracked variants, None when none is tracked; ``offered``: those of
    them that Bubbly may sell. ``picture``: the address of the first picture at Shopify;
    ``has_picture``: it is here.
    """

    variants: int
    partner: Span | None
    bubbly: Span | None
    paid: Span | None
    stock: int | None
    offered: int | None
    some_untracked: bool
    picture: str
    has_picture: bool


def figures_of(
    session: Session, rows: Sequence[ProductMap], bubbly_currency: str
) -> dict[int, Figures]:
    """The figures of each product by its id; one query, however many variants there are.

    The partners' terms must be loaded. ``bubbly_currency`` is "" before Bubbly is connected.
    """
    found = {found.id: found for found in session.execute(_figures([row.id for row in rows]))}
    return {row.id: _figures_of(row, found[row.id], bubbly_currency) for row in rows}


def _figures(map_ids: Sequence[int]) -> Any:
    variants = _of_variants(map_ids)
    url = ProductMap.images[0]["url"].astext
    url_hash = func.encode(func.sha256(func.convert_to(url, "UTF8")), "hex")
    return (
        select(ProductMap.id, url.label("url"), Picture.fetched_at, *variants.c)
        .outerjoin(variants, variants.c.product_map_id == ProductMap.id)
        .outerjoin(Picture, Picture.url_hash == url_hash)
        .where(among(ProductMap.id, map_ids))
    )


def _of_variants(map_ids: Sequence[int]) -> FromClause:
    """Of each product, over the variants that the partner has."""
    own = _own_prices(map_ids)
    ruled = own.c.price.is_(None)
    pieces = func.coalesce(VariantMap.quantity, 0)
    offered = func.greatest(pieces - PartnerStore.stock_buffer, 0)
    return (
        select(
            VariantMap.product_map_id,
            func.count().label("variants"),
            func.min(VariantMap.price).label("least"),
            func.max(VariantMap.price).label("most"),
            func.min(VariantMap.price).filter(ruled).label("least_ruled"),
            func.max(VariantMap.price).filter(ruled).label("most_ruled"),
            func.min(own.c.price).label("least_own"),
            func.max(own.c.price).label("most_own"),
            func.sum(pieces).filter(VariantMap.tracked).label("stock"),
            func.sum(offered).filter(VariantMap.tracked).label("offered"),
            func.bool_or(VariantMap.tracked).label("some_tracked"),
            func.bool_and(VariantMap.tracked).label("all_tracked"),
        )
        .join(ProductMap, ProductMap.id == VariantMap.product_map_id)
        .join(PartnerStore, PartnerStore.id == ProductMap.partner_id)
        .outerjoin(own, own.c.gid == VariantMap.partner_variant_id)
        .where(among(VariantMap.product_map_id, map_ids), VariantMap.removed_at.is_(None))
        .group_by(VariantMap.product_map_id)
        .subquery()
    )


def _own_prices(map_ids: Sequence[int]) -> FromClause:
    """Prices that staff set, by the partner variant's id."""
    prices = cast(ProductMap.overrides["price"], JSONB)
    each = func.jsonb_each_text(prices).table_valued("key", "value").render_derived()
    return (
        select(cast(each.c.key, Text).label("gid"), cast(each.c.value, Numeric).label("price"))
        .select_from(ProductMap)
        .join(each, true())
        .where(among(ProductMap.id, map_ids))
        .subquery()
    )


def _figures_of(row: ProductMap, found: Any, bubbly_currency: str) -> Figures:
    has_variants = found.least is not None
    own = Span(found.least, found.most, row.partner.currency) if has_variants else None
    at_bubbly = _at_bubbly(row, found, bubbly_currency) if own and bubbly_currency else None
    return Figures(
        variants=found.variants or 0,
        partner=own,
        bubbly=at_bubbly,
        paid=_paid(own, row.partner.commission_rate) if own else None,
        stock=found.stock if found.some_tracked else None,
        offered=found.offered if found.some_tracked else None,
        some_untracked=has_variants and not found.all_tracked,
        picture=found.url or "",
        has_picture=found.fetched_at is not None,
    )


def _paid(prices: Span, commission_rate: Decimal) -> Span:
    """As an order's lines are reckoned; the dearer variant is never owed less."""
    least, most = (
        owed(price, commission_rate, prices.currency) for price in (prices.least, prices.most)
    )
    return Span(least, most, prices.currency)


def _at_bubbly(row: ProductMap, found: Any, bubbly_currency: str) -> Span | None:
    """A price rule never makes the cheaper variant the dearer one, so its ends are enough."""
    try:
        rule = terms_of(row.partner, bubbly_currency).rule
    except NotListable:
        return None
    ruled = [found.least_ruled, found.most_ruled]
    own = [found.least_own, found.most_own]
    prices = [rule.price(price, bubbly_currency) for price in ruled if price is not None]
    prices += [price for price in own if price is not None]
    return Span(min(prices), max(prices), bubbly_currency)
