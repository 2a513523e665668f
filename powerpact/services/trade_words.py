"""Why nothing goes to a partner while it does not trade, in words for staff."""

from powerpact.domain.causes import PARTNER_AWAY, STORE_PAUSED, Cause
from powerpact.models import Side, Trade

_CLAUSES = {
    Trade.JOINING: "has not agreed to sell at Bubbly yet",
    Trade.PAUSED: "is paused",
    Trade.SUSPENDED: "is suspended",
    Trade.LEFT: "has left",
}


def closing_cause(trade: Trade, trade_by: Side) -> Cause:
    """What a part is held for whose partner does not trade."""
    by_staff = trade_by is Side.STAFF and trade in {Trade.PAUSED, Trade.SUSPENDED}
    return STORE_PAUSED if by_staff else PARTNER_AWAY


def closed_clause(name: str, trade: Trade) -> str:
    """That the partner of that name does not trade, as a clause; empty for one that does."""
    return f"{name} {_CLAUSES[trade]}" if trade in _CLAUSES else ""


def why_closed(name: str, trade: Trade) -> str:
    """The same with what ends it."""
    clause = closed_clause(name, trade)
    if not clause:
        return ""
    if trade in {Trade.PAUSED, Trade.SUSPENDED}:
        return f"{clause}; resume the partner, and its orders go out"
    return f"{clause}; its orders go out when it agrees to sell at Bubbly"
