"""How each partner does: what failed, is held or retried, and what was made today."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, PartnerStore

_COUNTED = {
    OrderState.RETRYING: "retrying",
    OrderState.HELD: "held",
    OrderState.FAILED: "failed",
}


@dataclass(slots=True)
class PartnerFigures:
    """One partner: parts that failed, are held and retried now, and orders made today (UTC)."""

    id: int
    name: str
    failed: int = 0
    held: int = 0
    retrying: int = 0
    made: int = 0

    def as_json(self) -> dict[str, Any]:
        """As the snapshot keeps it."""
        return asdict(self)


def count_partners(session: Session, midnight: datetime, most: int) -> list[PartnerFigures]:
    """The partners with the most trouble first, then the busiest; ``most`` of them."""
    named = session.execute(select(PartnerStore.id, PartnerStore.name)).all()
    figures = {row.id: PartnerFigures(row.id, row.name) for row in named}
    in_trouble = (
        select(OrderSync.partner_id, OrderSync.state, func.count())
        .where(OrderSync.state.in_(_COUNTED))
        .group_by(OrderSync.partner_id, OrderSync.state)
    )
    for partner_id, state, number in session.execute(in_trouble):
        setattr(figures[partner_id], _COUNTED[state], number)
    made = (
        select(OrderSync.partner_id, func.count())
        .where(OrderSync.ordered_at >= midnight)
        .group_by(OrderSync.partner_id)
    )
    for partner_id, number in session.execute(made):
        figures[partner_id].made = number
    worst = sorted(
        figures.values(), key=lambda one: (-one.failed, -one.held, -one.retrying, -one.made)
    )
    return worst[:most]
