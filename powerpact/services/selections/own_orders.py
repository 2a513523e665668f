"""Choosing a partner's own parts of orders, by the words of its dashboard."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select

from powerpact.domain.causes import Fixer
from powerpact.domain.own_parts import STAGES, STUCK, Stage
from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync
from powerpact.services.selections.bubbly_orders import order_names
from powerpact.services.selections.conditions import (
    YesNo,
    by_choice,
    exactly,
    from_day,
    of_row,
    until_day,
)
from powerpact.services.selections.table import SelectableTable


def _stages() -> dict[str, ColumnElement[bool]]:
    stuck = OrderSync.state.in_(sorted(STUCK))
    return {
        Stage.NEEDS_YOU: and_(stuck, OrderSync.fixer == Fixer.PARTNER),
        Stage.WITH_BUBBLY: and_(stuck, OrderSync.fixer.is_distinct_from(Fixer.PARTNER)),
        **{stage: OrderSync.state.in_(_states(stage)) for stage in set(STAGES.values())},
    }


def _states(stage: Stage) -> list[str]:
    return [state for state, its in STAGES.items() if its is stage]


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    parts: Any = select(OrderSync.id)
    names = {term, f"#{term}"}
    return (
        parts.join(OrderSync.bubbly_order).where(order_names(term)),
        parts.where(OrderSync.partner_order_name != "", OrderSync.partner_order_name.in_(names)),
        parts.where(OrderSync.partner_order_id.in_({term, f"gid://shopify/Order/{term}"})),
    )


OWN_ORDERS = SelectableTable(
    "own_order",
    OrderSync,
    {
        "partner": of_row(OrderSync.partner_id),
        "stage": by_choice(_stages()),
        # What can be retried at all; all else ended, or is on its way.
        "waits": by_choice({YesNo.YES: OrderSync.state.in_(sorted({*STUCK, OrderState.RETRYING}))}),
        "cause": exactly(OrderSync.cause_code),
        "from": from_day(OrderSync.created_at),
        "until": until_day(OrderSync.created_at),
    },
    _search,
)
