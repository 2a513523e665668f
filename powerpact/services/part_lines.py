"""Lines that join partners' parts of orders or have left them: the parts' rows that follow."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from powerpact.domain.causes import CANCELLED_AT_PARTNER, LINES_MOVED
from powerpact.domain.placed_order import PlacedLine
from powerpact.domain.rerouting import WAITING
from powerpact.domain.splitting import Destination, Route, SplitLine, Why
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrderLine, OrderSync, OrderSyncLine
from powerpact.services.line_places import Parts
from powerpact.services.many_rows import among, insert_records, update_records
from powerpact.services.order_routing import holds_unrouted
from powerpact.services.order_rows import (
    OrderHead,
    Part,
    PartnerTerms,
    part_line_row,
    part_row,
    shipping_for,
)

Terms = Mapping[int, PartnerTerms]
Key = tuple[int, int]
Joining = Sequence[tuple[Row[Any], Route | None]]


def join_parts(session: Session, joining: Joining, parts: Parts, terms: Terms) -> tuple[int, ...]:
    """Put the lines into the parts that their routes name, made where there is none yet.

    The terms are those of now, as for a new order. Gives the ids of the parts.
    """
    placed: dict[Key, list[tuple[int, SplitLine]]] = {}
    heads: dict[int, OrderHead] = {}
    for line, route in joining:
        if route:
            key = (line.bubbly_order_id, route.partner_id)
            placed.setdefault(key, []).append((line.id, _as_split(line, route)))
            heads[line.bubbly_order_id] = OrderHead(line.order_gid, line.cancelled_at)
    if not placed:
        return ()
    waiting = _waiting_orders(session, heads)
    made = {
        key: Part(heads[key[0]], terms[key[1]], tuple(each for _, each in lines), key[0] in waiting)
        for key, lines in placed.items()
    }
    ids = {key: part.id for key, part in parts.items() if key in placed}
    _begin_anew(session, {ids[key]: (key, made[key]) for key in ids if _ended(parts[key])})
    ids |= _insert(session, {key: part for key, part in made.items() if key not in ids})
    rows = [
        part_line_row(ids[key], line_id, each, terms[key[1]])
        for key, lines in placed.items()
        for line_id, each in lines
    ]
    insert_records(session, OrderSyncLine, rows)
    return tuple(ids.values())


def reckon_anew(session: Session, parts: Iterable[Row[Any]], terms: Terms) -> None:
    """What the parts' partners are owed by the lines that they have by now.

    Shipping is reckoned at the exchange rate of now. A part that all lines left is cancelled.
    """
    changed = list(parts)
    sums = _sums(session, [part.id for part in changed])
    nothing = (Decimal(0), Decimal(0))
    amounts = []
    for part in changed:
        owed, share = sums.get(part.id, nothing)
        shipping = shipping_for(share, terms[part.partner_id])
        amounts.append({"id": part.id, "owed": owed, "shipping": shipping})
    update_records(session, OrderSync, amounts)
    emptied = [part for part in changed if part.id not in sums and part.state in WAITING]
    update_records(session, OrderSync, [_ended_row(part) for part in emptied])


def _as_split(line: Row[Any], route: Route) -> SplitLine:
    placed = PlacedLine(
        id=line.shopify_id,
        variant_id=line.bubbly_variant_id,
        product_id=line.bubbly_product_id,
        title=line.title,
        sku=line.sku,
        vendor="",
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        tax=line.tax_share,
        requires_shipping=line.requires_shipping,
    )
    return SplitLine(
        placed, Destination.PARTNER, Why.MAPPED, "", route, line.tax_share, line.shipping_share
    )


def _waiting_orders(session: Session, order_ids: Collection[int]) -> set[int]:
    """Those of the orders that wait as a whole, because another of their lines has no place."""
    if not holds_unrouted(session):
        return set()
    unrouted = select(BubblyOrderLine.bubbly_order_id).where(
        among(BubblyOrderLine.bubbly_order_id, order_ids),
        BubblyOrderLine.destination == Destination.UNROUTED,
    )
    return set(session.scalars(unrouted))


def _ended(part: Row[Any]) -> bool:
    return part.state not in WAITING


def _begin_anew(session: Session, parts: Mapping[int, tuple[Key, Part]]) -> None:
    """Parts that ended when their last line left, and were never sent, are as if new."""
    rows = [
        {"id": part_id, "failures": 0, **part_row(key[0], part)}
        for part_id, (key, part) in parts.items()
    ]
    update_records(session, OrderSync, rows)


def _insert(session: Session, parts: Mapping[Key, Part]) -> dict[Key, int]:
    if not parts:
        return {}
    rows = [part_row(order_id, part) for (order_id, _), part in parts.items()]
    back = ("id", "bubbly_order_id", "partner_id")
    inserted = insert_records(session, OrderSync, rows, returning=back)
    return {(row.bubbly_order_id, row.partner_id): row.id for row in inserted}


def _sums(session: Session, part_ids: Collection[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """What the parts' lines are owed, and their share of the shopper's shipping."""
    rows = session.execute(
        select(
            OrderSyncLine.order_sync_id,
            func.sum(OrderSyncLine.owed_each * OrderSyncLine.quantity),
            func.sum(BubblyOrderLine.shipping_share),
        )
        .join(BubblyOrderLine, BubblyOrderLine.id == OrderSyncLine.bubbly_order_line_id)
        .where(among(OrderSyncLine.order_sync_id, part_ids))
        .group_by(OrderSyncLine.order_sync_id)
    )
    return {part_id: (owed, share) for part_id, owed, share in rows}


def _ended_row(part: Row[Any]) -> dict[str, Any]:
    """An order that the partner cancelled keeps its custom id, so no second one can be made."""
    cause = CANCELLED_AT_PARTNER if part.cause_code == CANCELLED_AT_PARTNER.code else LINES_MOVED
    return {
        "id": part.id,
        "state": OrderState.CANCELLED,
        "next_attempt_at": None,
        "cause_code": cause.code,
        "cause": "all its lines were routed elsewhere",
        "remedy": LINES_MOVED.remedy,
        "fixer": LINES_MOVED.fixer,
    }
