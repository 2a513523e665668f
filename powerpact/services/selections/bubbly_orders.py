"""Choosing Bubbly orders."""

from enum import StrEnum

from sqlalchemy import ColumnElement, Select, select

from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, BubblyOrderLine, OrderSync
from powerpact.services.selections.conditions import (
    among_found,
    from_day,
    until_day,
    yes_no,
)
from powerpact.services.selections.table import SelectableTable


def order_names(term: str) -> ColumnElement[bool]:
    """Bubbly orders of this name, typed with or without the ``#``."""
    return BubblyOrder.name.in_({term, f"#{term}"})


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    return (
        select(BubblyOrder.id).where(order_names(term)),
        select(BubblyOrder.id).where(BubblyOrder.shopify_id == term),
    )


class OrderTrouble(StrEnum):
    """What of an order waits for a person."""

    UNROUTED_LINES = "unrouted_lines"
    FAILED_PARTS = "failed_parts"


_IN_TROUBLE = {
    OrderTrouble.UNROUTED_LINES: select(BubblyOrderLine.bubbly_order_id).where(
        BubblyOrderLine.destination == Destination.UNROUTED
    ),
    OrderTrouble.FAILED_PARTS: select(OrderSync.bubbly_order_id).where(
        OrderSync.state == OrderState.FAILED
    ),
}


def _in_trouble(text: str) -> ColumnElement[bool]:
    return among_found(BubblyOrder.id, _IN_TROUBLE[OrderTrouble(text)])


BUBBLY_ORDERS = SelectableTable(
    "bubbly_order",
    BubblyOrder,
    {
        "trouble": _in_trouble,
        "test": yes_no(BubblyOrder.test),
        "from": from_day(BubblyOrder.placed_at),
        "until": until_day(BubblyOrder.placed_at),
    },
    _search,
)
