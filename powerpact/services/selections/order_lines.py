"""Choosing lines of orders that nobody could route."""

from sqlalchemy import ColumnElement, Select, select

from powerpact.domain.splitting import Destination
from powerpact.models import BubblyOrder, BubblyOrderLine
from powerpact.services.selections.bubbly_orders import order_names
from powerpact.services.selections.conditions import (
    Condition,
    exactly,
    from_day,
    older_than,
    until_day,
)
from powerpact.services.selections.table import SelectableTable


def _unrouted() -> tuple[ColumnElement[bool], ...]:
    return (BubblyOrderLine.destination == Destination.UNROUTED,)


def _of_order(condition: Condition) -> Condition:
    """What is so of the line's order."""

    def of_line(text: str) -> ColumnElement[bool]:
        orders = select(BubblyOrder.id).where(condition(text))
        return BubblyOrderLine.bubbly_order_id.in_(orders)

    return of_line


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    lines = select(BubblyOrderLine.id).where(*_unrouted())
    by_order = lines.join(BubblyOrderLine.order)
    return by_order.where(order_names(term)), lines.where(BubblyOrderLine.sku == term)


UNROUTED_LINES = SelectableTable(
    "bubbly_order_line",
    BubblyOrderLine,
    {
        "variant": exactly(BubblyOrderLine.bubbly_variant_id),
        "product": exactly(BubblyOrderLine.bubbly_product_id),
        "reason": exactly(BubblyOrderLine.reason_code),
        "age": _of_order(older_than(BubblyOrder.placed_at)),
        "from": _of_order(from_day(BubblyOrder.placed_at)),
        "until": _of_order(until_day(BubblyOrder.placed_at)),
    },
    _search,
    scope=_unrouted,
)
