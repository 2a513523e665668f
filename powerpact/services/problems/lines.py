"""Lines that nobody could route, by the Bubbly variant that they are of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, Select, and_, distinct, func, select, true

from powerpact.domain.splitting import Destination
from powerpact.models import (
    BubblyOrder,
    BubblyOrderLine,
    OrderSync,
    PartnerStore,
    ProductMap,
    VariantMap,
)
from powerpact.services.problems.groups import MOST_GROUPS, MOST_READ, Groups, groups_of
from powerpact.services.transactions import reading


@dataclass(frozen=True, slots=True)
class UnroutedGroup:
    """Lines of one variant, or without one of one product. ``oldest_at``: when the first of their
    orders was placed; ``partners``: so many have parts of these orders.

    ``listed_by`` is the partner whose listing the product is, as far as there is one;
    ``product_map_id`` that listing, and ``mapped`` says whether the variant has a map by now.
    """

    variant_id: str | None
    product_id: str | None
    title: str
    sku: str
    reason_code: str
    reason: str
    lines: int
    orders: int
    pieces: int
    oldest_at: datetime
    partners: int
    product_map_id: int | None
    listed_by: str | None
    mapped: bool


# What all lines of a group have in common, but for a title that changed.
_OF_LINE = ("variant_id", "product_id", "title", "sku", "reason_code", "reason")


def unrouted_groups() -> Groups[UnroutedGroup]:
    """The groups with the most orders first."""
    newest = _newest(BubblyOrderLine.destination == Destination.UNROUTED)
    with reading() as session:
        return groups_of(session.execute(_grouped(newest)).all(), _group)


def unrouted_group(variant_id: str) -> UnroutedGroup | None:
    """The lines of one variant, as far as ``MOST_READ``; None when none waits."""
    these = and_(
        BubblyOrderLine.destination == Destination.UNROUTED,
        BubblyOrderLine.bubbly_variant_id == variant_id,
    )
    with reading() as session:
        row = session.execute(_grouped(_newest(these))).first()
    return _group(row) if row else None


def _newest(which: ColumnElement[bool]) -> CTE:
    line = BubblyOrderLine
    # Ids say what they are of, so those of variants and of products never meet.
    key = func.coalesce(line.bubbly_variant_id, line.bubbly_product_id, "")
    return (
        select(
            line.bubbly_order_id.label("order_id"),
            line.bubbly_variant_id.label("variant_id"),
            key.label("key"),
            line.bubbly_product_id.label("product_id"),
            *(line.title, line.sku, line.quantity, line.reason_code, line.reason),
        )
        .where(which)
        .order_by(line.bubbly_order_id.desc(), line.id.desc())
        .limit(MOST_READ)
        .cte("newest")
    )


def _grouped(newest: CTE) -> Select[Any]:
    groups, beside = _counted(newest), _partners_beside(newest)
    mapped = select(VariantMap.id).where(VariantMap.bubbly_variant_id == groups.c.variant_id)
    return (
        select(
            groups,
            BubblyOrder.placed_at.label("oldest_at"),
            func.coalesce(beside.c.partners, 0).label("partners"),
            ProductMap.id.label("product_map_id"),
            PartnerStore.name.label("listed_by"),
            mapped.exists().label("mapped"),
        )
        .join(BubblyOrder, BubblyOrder.id == groups.c.oldest)
        .outerjoin(beside, beside.c.key == groups.c.key)
        .outerjoin(ProductMap, ProductMap.bubbly_product_id == groups.c.product_id)
        .outerjoin(PartnerStore, PartnerStore.id == ProductMap.partner_id)
        .order_by(groups.c.orders.desc(), groups.c.oldest)
    )


def _counted(newest: CTE) -> CTE:
    orders = func.count(distinct(newest.c.order_id))
    return (
        select(
            newest.c.key,
            *(func.max(newest.c[name]).label(name) for name in _OF_LINE),
            func.count().label("lines"),
            orders.label("orders"),
            func.sum(newest.c.quantity).label("pieces"),
            func.min(newest.c.order_id).label("oldest"),
            func.count().over().label("of"),
            func.sum(func.count()).over().label("read"),
        )
        .group_by(newest.c.key)
        .order_by(orders.desc())
        .limit(MOST_GROUPS)
        .cte("groups")
    )


def _partners_beside(newest: CTE) -> CTE:
    """How many partners have parts of the orders of each group."""
    # The limit, which no order reaches, has each order looked up; without, PostgreSQL reads all
    # parts there are to join them.
    part = (
        select(OrderSync.partner_id)
        .where(OrderSync.bubbly_order_id == newest.c.order_id)
        .limit(MOST_READ)
        .lateral("part")
    )
    partners = func.count(distinct(part.c.partner_id)).label("partners")
    return select(newest.c.key, partners).join(part, true()).group_by(newest.c.key).cte("beside")


def _group(row: Row[Any]) -> UnroutedGroup:
    names = UnroutedGroup.__dataclass_fields__
    return UnroutedGroup(**{name: getattr(row, name) for name in names})
