"""Choosing Bubbly orders, and lines of them."""

from sqlalchemy import ColumnElement, Select, select

from powerpact.domain.splitting import Destination
from powerpact.models import BubblyOrder, BubblyOrderLine
from powerpact.services.selections.conditions import exactly, from_day, until_day
from powerpact.services.selections.table import SelectableTable


def order_names(term: str) -> ColumnElement[bool]:
    """Bubbly orders of this name, typed with or without the ``#``."""
    return BubblyOrder.name.in_({term, f"#{term}"})


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    return (
        select(BubblyOrder.id).where(order_names(term)),
        select(BubblyOrder.id).where(BubblyOrder.shopify_id == term),
    )


def _unrouted() -> tuple[ColumnElement[bool], ...]:
    return (BubblyOrderLine.destination == Destination.UNROUTED,)


BUBBLY_ORDERS = SelectableTable(
    "bubbly_order",
    BubblyOrder,
    {"from": from_day(BubblyOrder.placed_at), "until": until_day(BubblyOrder.placed_at)},
    _search,
)
UNROUTED_LINES = SelectableTable(
    "bubbly_order_line",
    BubblyOrderLine,
    {"variant": exactly(BubblyOrderLine.bubbly_variant_id)},
    scope=_unrouted,
)
