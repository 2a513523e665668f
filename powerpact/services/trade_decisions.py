"""Who decided that a partner does not trade, and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from powerpact.models import AuditEvent, PartnerStore, Side, Trade
from powerpact.services.trade_steps import LEAVE, PAUSE, SUSPEND
from powerpact.services.transactions import reading

_VERBS = {step.target: step.verb for step in (PAUSE, SUSPEND, LEAVE)}


@dataclass(frozen=True, slots=True)
class Decision:
    """``who`` as the audit names them; ``by_partner``: one of its own staff. ``note``: why."""

    trade: Trade
    who: str
    by_partner: bool
    at: datetime
    note: str


def decision_on(store: PartnerStore) -> Decision | None:
    """The last decision that stopped the partner's trade; None for one that trades, or never did.

    Found along the index of what happened to the store, from its end.
    """
    verb = _VERBS.get(store.trade)
    if verb is None:
        return None
    last = (
        select(AuditEvent)
        .where(
            AuditEvent.subject_type == "store",
            AuditEvent.subject_id == str(store.id),
            AuditEvent.action == verb,
        )
        .order_by(AuditEvent.id.desc())
        .limit(1)
    )
    with reading() as session:
        event = session.scalar(last)
    if event is None:
        return None
    by_partner = store.trade is Trade.LEFT or store.trade_by is Side.PARTNER
    note = str(event.after.get("note", ""))
    return Decision(store.trade, event.actor, by_partner, event.at, note)
