"""Why nothing goes to a partner while it does not trade, in words for staff and for itself."""

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


def why_closed_to_partner(trade: Trade, trade_by: Side) -> str:
    """The same for the partner's own staff; empty where orders go out."""
    if trade is Trade.OPEN:
        return ""
    if trade in {Trade.PAUSED, Trade.SUSPENDED} and trade_by is Side.STAFF:
        return f"Bubbly has {trade.value} your store, and only Bubbly can resume it"
    if trade is Trade.PAUSED:
        return "you have paused; resume under Settings, and your orders come by themselves"
    return "you do not sell at Bubbly now; your orders come when you agree to it again"
