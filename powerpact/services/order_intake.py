"""Paid Bubbly orders become BubblyOrders and one OrderSync per partner, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from powerpact.domain.placed_order import PlacedOrder
from powerpact.domain.splitting import Split, split
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, BubblyOrderLine, OrderSync, OrderSyncLine
from powerpact.services.many_rows import insert_records
from powerpact.services.order_routing import holds_unrouted, partner_terms, routing_for
from powerpact.services.order_rows import (
    Part,
    line_row,
    order_row,
    part_line_row,
    part_row,
    parts_of,
)
from powerpact.services.shopper_erasure import forget_if_erased, wait_for_erasures
from powerpact.services.transactions import transaction


@dataclass(frozen=True, slots=True)
class Arrival:
    """A paid order, and the webhook event that brought it."""

    order: PlacedOrder
    webhook_event_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """An order that is a row by now."""

    row_id: int
    order: PlacedOrder
    split: Split


LineIds = Mapping[tuple[int, str], int]
"""Rows of lines, by their order's row and Shopify's id of the line."""


def receive_order(order: PlacedOrder, webhook_event_id: int | None = None) -> tuple[int, ...]:
    """Keep one paid order and split it; the ids of the parts to push."""
    return receive_orders([Arrival(order, webhook_event_id)])


def receive_orders(arrivals: Sequence[Arrival]) -> tuple[int, ...]:
    """Keep paid orders and split them, all or none; the ids of the parts to push.

    Only the first delivery of an order writes; every other one, however close behind, finds it
    there and adds no ids (I1, I9). The number of statements depends neither on the number of
    orders nor on their size.
    """
    with transaction() as session:
        wait_for_erasures(session)
        new = _insert_orders(session, arrivals)
        if not new:
            return ()
        forget_if_erased(session, new)
        routing = routing_for(session, list(new.values()))
        kept = [_Kept(row_id, order, split(order, routing)) for row_id, order in new.items()]
        return _insert_parts(session, kept, _insert_lines(session, kept))


def _insert_orders(session: Session, arrivals: Sequence[Arrival]) -> dict[int, PlacedOrder]:
    """The orders that were not there before, by the ids of their rows."""
    first = {each.order.id: each for each in reversed(arrivals)}
    # In one order for all workers, so that two of them never wait for each other.
    rows = [order_row(first[gid].order, first[gid].webhook_event_id) for gid in sorted(first)]
    inserted = insert_records(
        session, BubblyOrder, rows, returning=("id", "shopify_id"), skip_known=True
    )
    return {row_id: first[gid].order for row_id, gid in inserted}


def _insert_lines(session: Session, kept: Sequence[_Kept]) -> LineIds:
    rows = [line_row(each.row_id, line) for each in kept for line in each.split.lines]
    back = ("bubbly_order_id", "shopify_id", "id")
    inserted = insert_records(session, BubblyOrderLine, rows, returning=back)
    return {(order_id, gid): line_id for order_id, gid, line_id in inserted}


def _insert_parts(session: Session, kept: Sequence[_Kept], line_ids: LineIds) -> tuple[int, ...]:
    """The ids of the parts that are due."""
    partners = partner_terms(session, {i for each in kept for i in each.split.partner_ids()})
    holds = any(each.split.has_unrouted for each in kept) and holds_unrouted(session)
    parts = {
        (each.row_id, part.partner.id): part
        for each in kept
        for part in parts_of(each.order, each.split, partners, holds_unrouted=holds)
    }
    if not parts:
        return ()
    rows = [part_row(order_id, part) for (order_id, _), part in parts.items()]
    back = ("id", "bubbly_order_id", "partner_id", "state")
    inserted = insert_records(session, OrderSync, rows, returning=back)
    part_ids = {(row.bubbly_order_id, row.partner_id): row.id for row in inserted}
    _insert_part_lines(session, parts, part_ids, line_ids)
    return tuple(sorted(row.id for row in inserted if row.state == OrderState.PENDING))


def _insert_part_lines(
    session: Session,
    parts: Mapping[tuple[int, int], Part],
    part_ids: Mapping[tuple[int, int], int],
    line_ids: LineIds,
) -> None:
    rows = [
        part_line_row(part_ids[key], line_ids[key[0], placed.line.id], placed, part.partner)
        for key, part in parts.items()
        for placed in part.lines
    ]
    insert_records(session, OrderSyncLine, rows)
