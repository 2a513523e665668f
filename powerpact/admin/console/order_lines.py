"""The lines of an order beside the row that a page shows: where each went, and on what terms."""

from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from powerpact.admin.console.shortened import Shortened, most_shown
from powerpact.admin.links import link, may, may_open
from powerpact.domain.part_steering import CLOSABLE
from powerpact.domain.splitting import Destination
from powerpact.extensions import db
from powerpact.models import (
    BubblyOrderLine,
    OrderSync,
    OrderSyncLine,
    PartnerStore,
    ProductMap,
    VariantMap,
)
from powerpact.permissions import Permission

SHOWN, SHOWN_AT_MOST = 50, 1000


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of a Bubbly order; ``terms`` is its line in a partner's part, if it is in one.

    ``route_at``: where it can be given another place, when it and the reader's role allow that.
    """

    line: BubblyOrderLine
    terms: OrderSyncLine | None
    route_at: str


def order_lines(bubbly_order_id: int, part_id: int | None = None) -> Shortened[LineShown]:
    """The order's lines, those without a place first; with ``part_id``, those of that part.

    Two queries, however many lines there are.
    """
    chosen = (
        select(BubblyOrderLine, OrderSyncLine)
        .outerjoin(OrderSyncLine, OrderSyncLine.bubbly_order_line_id == BubblyOrderLine.id)
        .where(BubblyOrderLine.bubbly_order_id == bubbly_order_id)
    )
    if part_id is not None:
        chosen = chosen.where(OrderSyncLine.order_sync_id == part_id)
    counted = chosen.with_only_columns(func.count(), maintain_column_froms=True)
    product = joinedload(OrderSyncLine.variant_map).load_only(
        VariantMap.title, VariantMap.product_map_id
    )
    part = joinedload(OrderSyncLine.order_sync)
    rows = db.session.execute(
        chosen.options(
            product.joinedload(VariantMap.product_map).load_only(ProductMap.title),
            part.joinedload(OrderSync.partner).load_only(PartnerStore.name),
        )
        .order_by(BubblyOrderLine.destination != Destination.UNROUTED, BubblyOrderLine.id)
        .limit(most_shown(SHOWN, SHOWN_AT_MOST))
    )
    may_route = may(Permission.ROUTE_ORDERS) and may_open("unrouted_lines")
    shown = [
        LineShown(line, terms, _route_at(line) if may_route and _may_move(line, terms) else "")
        for line, terms in rows
    ]
    return Shortened(shown, db.session.scalars(counted).one())


def product_of(variant: VariantMap) -> Markup:
    """The product map that a line came to its partner by."""
    return link("product_maps", variant.product_map_id, variant.product_map.title)


def _may_move(line: BubblyOrderLine, terms: OrderSyncLine | None) -> bool:
    """Whether nothing of the line can have reached a partner."""
    if terms is None:
        return line.destination is Destination.UNROUTED
    part = terms.order_sync
    return part.state in CLOSABLE and not part.partner_order_id and not part.unclear_since


def _route_at(line: BubblyOrderLine) -> str:
    return url_for("unrouted_lines.route_line", id=line.id)
