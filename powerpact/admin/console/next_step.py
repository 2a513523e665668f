"""What is to be done about a partner's part of an order, and who can do it."""

from dataclasses import dataclass
from datetime import datetime

from powerpact.admin.words import in_words
from powerpact.domain.causes import Fixer
from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, Trade, utc_now
from powerpact.services.trade_words import closing_cause, why_closed

_WHO = {
    Fixer.STAFF: "Who can do it: staff.",
    Fixer.PARTNER: "Who can do it: the partner.",
    Fixer.NOBODY: "",
}
_TONES = {
    OrderState.FAILED: "bad",
    OrderState.HELD: "wait",
    OrderState.RETRYING: "wait",
    OrderState.PENDING: "wait",
}
_BY_ITSELF = {
    OrderState.SENDING: "Nothing: a worker has it in hand.",
    OrderState.CREATED: "Nothing: the partner has the order, and ships it.",
    OrderState.PARTIALLY_FULFILLED: "Nothing: the partner has shipped a part of it.",
    OrderState.FULFILLED: "Nothing: the partner has shipped it.",
    OrderState.CANCELLED: "Nothing: it is cancelled.",
    OrderState.HELD: "Release it when it may go to the partner.",
    OrderState.FAILED: "See the last try, then retry.",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """``cause`` in a few words; ``remedy`` says what to do, ``who`` who can.

    ``until``: when it goes on by itself. ``is_soon``: a worker has it, or is about to.
    """

    tone: str
    cause: str
    remedy: str
    who: str = ""
    until: datetime | None = None
    is_soon: bool = False


def next_step(part: OrderSync) -> NextStep:
    """What is to be done about the part as it stands now."""
    tone, cause = _TONES.get(part.state, "plain"), in_words(part.cause_code)
    if part.state in {OrderState.PENDING, OrderState.RETRYING}:
        return _waits(part, tone, cause)
    remedy = part.remedy or _BY_ITSELF[part.state]
    who = _WHO[part.fixer] if part.fixer else ""
    return NextStep(tone, cause, remedy, who, is_soon=part.state is OrderState.SENDING)


def _waits(part: OrderSync, tone: str, cause: str) -> NextStep:
    """What goes out by itself, unless its partner is paused."""
    partner = part.partner
    if partner.trade is not Trade.OPEN:
        fixer = closing_cause(partner.trade, partner.trade_by).fixer
        return NextStep(tone, cause, f"{why_closed(partner.name, partner.trade)}.", _WHO[fixer])
    due = part.next_attempt_at
    until = max(due, partner.rests_until or due) if due else None
    again = "Tried again" if part.tries else "Sent"
    if until is None or until <= utc_now():
        soon = f"{again} by itself, as soon as a worker is free."
        return NextStep(tone, cause, soon, is_soon=True)
    return NextStep(tone, cause, f"{again} by itself", until=until)
