"""Choosing partners' parts of orders."""

from typing import Any

from sqlalchemy import Select, select

from powerpact.domain.causes import Fixer
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, OrderSync
from powerpact.services.selections.bubbly_orders import order_names
from powerpact.services.selections.conditions import (
    exactly,
    from_day,
    of_row,
    older_than,
    one_of,
    until_day,
)
from powerpact.services.selections.table import SelectableTable


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    parts: Any = select(OrderSync.id)
    by_order = parts.join(OrderSync.bubbly_order)
    return (
        by_order.where(order_names(term)),
        by_order.where(BubblyOrder.shopify_id == term),
        parts.where(OrderSync.partner_order_id == term),
    )


ORDER_SYNCS = SelectableTable(
    "order_sync",
    OrderSync,
    {
        "state": one_of(OrderSync.state, OrderState),
        "partner": of_row(OrderSync.partner_id),
        "cause": exactly(OrderSync.cause_code),
        "fixer": one_of(OrderSync.fixer, Fixer),
        "age": older_than(OrderSync.created_at),
        "from": from_day(OrderSync.created_at),
        "until": until_day(OrderSync.created_at),
        "made_from": from_day(OrderSync.ordered_at),
    },
    _search,
)
