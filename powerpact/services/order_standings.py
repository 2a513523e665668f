"""How the parts and lines of some orders stand, in numbers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, literal, select, union_all

from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.extensions import db
from powerpact.models import BubblyOrderLine, OrderSync
from powerpact.services.many_rows import among


@dataclass(slots=True)
class Standings:
    """How many parts of an order are in which state, and how many of its lines have no place."""

    parts: dict[OrderState, int] = field(default_factory=dict)
    unrouted: int = 0


def standings_of(order_ids: Collection[int]) -> Mapping[int, Standings]:
    """How each of these orders stands: one query, which reads their parts and unrouted lines."""
    order_id, line_order_id = OrderSync.bubbly_order_id, BubblyOrderLine.bubbly_order_id
    parts = (
        select(order_id, OrderSync.state, func.count())
        .where(among(order_id, order_ids))
        .group_by(order_id, OrderSync.state)
    )
    lines = (
        select(line_order_id, literal(None), func.count())
        .where(
            among(line_order_id, order_ids),
            BubblyOrderLine.destination == Destination.UNROUTED,
        )
        .group_by(line_order_id)
    )
    found = {each: Standings() for each in order_ids}
    for each, state, count in db.session.execute(union_all(parts, lines)):
        if state is None:
            found[each].unrouted = count
        else:
            found[each].parts[OrderState(state)] = count
    return found
