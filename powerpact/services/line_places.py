"""Where lines of paid orders are, read and locked so that they can be given another place.

Whoever moves lines holds their orders' rows, so two people never move lines of one order at once,
and the rows of the parts that take or give lines, so no worker claims one in between. Locks are
taken in one sequence: orders, stores, parts, each by id.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from powerpact.domain.part_steering import Standing
from powerpact.domain.rerouting import LinePlace, PartOfOrder
from powerpact.domain.transitions import OrderState
from powerpact.models import (
    BubblyOrder,
    BubblyOrderLine,
    OrderSync,
    OrderSyncLine,
    PartnerStore,
)
from powerpact.services.many_rows import among

Lines = Mapping[int, Row[Any]]
# By order and partner: there is one such part at most.
Parts = Mapping[tuple[int, int], Row[Any]]

_LINES: Select[Any] = (
    select(
        *(
            getattr(BubblyOrderLine, name)
            for name in (
                *("id", "bubbly_order_id", "shopify_id", "bubbly_variant_id", "bubbly_product_id"),
                *("title", "sku", "quantity", "unit_price", "discount", "tax_share"),
                *("shipping_share", "requires_shipping", "destination", "partner_id"),
                *("reason_code", "reason"),
            )
        ),
        BubblyOrder.shopify_id.label("order_gid"),
        BubblyOrder.name.label("order_name"),
        BubblyOrder.currency,
        BubblyOrder.cancelled_at,
        OrderSyncLine.order_sync_id,
        OrderSyncLine.variant_map_id,
    )
    .join(BubblyOrder, BubblyOrder.id == BubblyOrderLine.bubbly_order_id)
    .outerjoin(OrderSyncLine, OrderSyncLine.bubbly_order_line_id == BubblyOrderLine.id)
)


def _of_partner(column: InstrumentedAttribute[str]) -> ScalarSelect[str]:
    store = select(column).where(PartnerStore.id == OrderSync.partner_id)
    return store.correlate(OrderSync).scalar_subquery()


_PARTS: Select[Any] = select(
    *(
        getattr(OrderSync, name)
        for name in (
            *("id", "bubbly_order_id", "partner_id", "state", "cause_code", "currency"),
            *("partner_order_id", "unclear_since"),
        )
    ),
    # Asked for each part: joined, PostgreSQL may take the many first and the few parts then.
    _of_partner(PartnerStore.name).label("partner_name"),
    _of_partner(PartnerStore.currency).label("currency_now"),
    select(OrderSyncLine.id)
    .where(OrderSyncLine.order_sync_id == OrderSync.id)
    .limit(1)
    .scalar_subquery()
    .is_(None)
    .label("is_empty"),
)


def read_line(session: Session, line_id: int) -> Row[Any] | None:
    """One line with its place, to be shown; None when there is no such line."""
    return session.execute(_LINES.where(BubblyOrderLine.id == line_id)).one_or_none()


def read_parts(session: Session, order_id: int) -> Parts:
    """The parts of one order, to be shown."""
    return _by_key(session, OrderSync.bubbly_order_id == order_id, true())


def locked_lines(session: Session, line_ids: Collection[int]) -> Lines:
    """The lines by id, in hand until the transaction ends."""
    of_lines = select(BubblyOrderLine.bubbly_order_id).where(among(BubblyOrderLine.id, line_ids))
    session.execute(
        select(BubblyOrder.id)
        .where(BubblyOrder.id.in_(of_lines))
        .order_by(BubblyOrder.id)
        .with_for_update(key_share=True)
    )
    # A statement of its own: it sees what whoever had the orders before us has committed.
    chosen = _LINES.where(among(BubblyOrderLine.id, line_ids)).order_by(BubblyOrderLine.id)
    return {row.id: row for row in session.execute(chosen)}


def locked_parts(
    session: Session, order_ids: Collection[int], partner_ids: Collection[int]
) -> Parts:
    """The parts that these partners have of these orders, in hand until the transaction ends.

    So are parts that are held: the order may be let go. Parts that workers send are not waited
    for: who records many of them takes them in any sequence.
    """
    chosen = and_(
        among(OrderSync.bubbly_order_id, order_ids),
        or_(among(OrderSync.partner_id, partner_ids), OrderSync.state == OrderState.HELD),
    )
    in_hand = session.scalars(
        select(OrderSync.id)
        .where(chosen, OrderSync.state != OrderState.SENDING)
        .order_by(OrderSync.id)
        .with_for_update()
    ).all()
    # Read anew: a part that was being claimed is not in hand, and there all the same.
    return _by_key(session, chosen, among(OrderSync.id, in_hand))


def place_of(line: Row[Any], part: Row[Any] | None) -> LinePlace:
    """Where a line is, as decisions see it; ``part`` is the one that holds it."""
    return LinePlace(
        destination=line.destination,
        order_is_cancelled=line.cancelled_at is not None,
        variant_map_id=line.variant_map_id,
        part=part_of_order(part),
    )


def part_of_order(part: Row[Any] | None) -> PartOfOrder | None:
    """A part as decisions see it."""
    if part is None:
        return None
    stands = Standing(
        state=part.state if part.in_hand else OrderState.SENDING,
        cause_code=part.cause_code,
        has_order=part.partner_order_id is not None,
        is_unclear=part.unclear_since is not None,
    )
    return PartOfOrder(part.partner_name, stands, part.is_empty, part.currency, part.currency_now)


def _by_key(session: Session, chosen: ColumnElement[bool], in_hand: ColumnElement[bool]) -> Parts:
    rows = session.execute(_PARTS.add_columns(in_hand.label("in_hand")).where(chosen))
    return {(row.bubbly_order_id, row.partner_id): row for row in rows}
