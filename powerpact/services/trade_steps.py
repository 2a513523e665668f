"""Steps of the trade with partners: who may take which, and taking them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, and_, case, select, update
from sqlalchemy.orm import Session

from powerpact.models import PartnerStore, Side, Trade
from powerpact.services.audit import Actor, Change, audit_many
from powerpact.services.many_rows import among

Partner = Row[tuple[int, Trade, Side]]

_WHY_NOT = {
    Trade.JOINING: "it has not agreed to sell at Bubbly yet",
    Trade.LEFT: "it has left; it comes back by agreeing again",
    Trade.PAUSED: "it is paused",
    Trade.SUSPENDED: "it is suspended",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A move of a partner's trade: the verb that the audit keeps, from where to where, by whom."""

    verb: str
    target: Trade
    sources: frozenset[Trade]
    side: Side = Side.STAFF

    def why_not(self, trade: Trade, trade_by: Side) -> str | None:
        """Why a partner that stands so can not take the step; None when it can.

        What staff decided, no partner undoes.
        """
        if trade not in self.sources:
            return _WHY_NOT.get(trade, "it is neither paused nor suspended")
        if self.target is Trade.OPEN and self.side is Side.PARTNER and trade_by is Side.STAFF:
            return f"Bubbly's staff {trade.value} it, and only they can resume it"
        return None


PAUSE = Step("pause", Trade.PAUSED, frozenset({Trade.OPEN}))
SUSPEND = Step("suspend", Trade.SUSPENDED, frozenset({Trade.OPEN, Trade.PAUSED}))
RESUME = Step("resume", Trade.OPEN, frozenset({Trade.PAUSED, Trade.SUSPENDED}))

PAUSE_MYSELF = Step("pause", Trade.PAUSED, PAUSE.sources, Side.PARTNER)
RESUME_MYSELF = Step("resume", Trade.OPEN, RESUME.sources, Side.PARTNER)
LEAVE = Step(
    "leave",
    Trade.LEFT,
    frozenset({Trade.OPEN, Trade.PAUSED, Trade.SUSPENDED}),
    Side.PARTNER,
)


def take(
    session: Session, store_ids: Collection[int], actor: Actor, step: Step, note: str = ""
) -> tuple[list[Partner], dict[int, str]]:
    """The partners that took the step, as they were before; and why each other one did not.

    They are locked until the end, so that no part is held for a pause that is over
    (``order_routing.partner_terms``).
    """
    partners = session.execute(
        select(PartnerStore.id, PartnerStore.trade, PartnerStore.trade_by)
        .where(among(PartnerStore.id, store_ids))
        .order_by(PartnerStore.id)
        .with_for_update(key_share=True)
    ).all()
    reasons = {each.id: step.why_not(each.trade, each.trade_by) for each in partners}
    moved = [each for each in partners if reasons[each.id] is None]
    session.execute(
        update(PartnerStore)
        .where(among(PartnerStore.id, ids_of(moved)))
        .values(trade=step.target, trade_by=_by(step))
        .execution_options(synchronize_session=False)
    )
    audit_many(session, actor, step.verb, "store", _changes(moved, step, note))
    left = {store_id: why for store_id, why in reasons.items() if why}
    left |= dict.fromkeys(set(store_ids) - reasons.keys(), "it is no partner store")
    return moved, left


def ids_of(partners: Sequence[Partner]) -> tuple[int, ...]:
    """The partners' ids."""
    return tuple(partner.id for partner in partners)


def _by(step: Step) -> object:
    """Whose decision the new state is.

    A partner that leaves while staff keep it closed finds it so when it comes back.
    """
    if step.target is not Trade.LEFT:
        return step.side
    closed = and_(PartnerStore.trade != Trade.OPEN, PartnerStore.trade_by == Side.STAFF)
    return case((closed, Side.STAFF.value), else_=Side.PARTNER.value)


def _changes(moved: Sequence[Partner], step: Step, note: str) -> list[Change]:
    after = {"trade": step.target.value, **({"note": note} if note else {})}
    return [(each.id, {"trade": each.trade.value}, after) for each in moved]
