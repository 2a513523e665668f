"""Giving a line of a paid order another place: when it may move, and why not. Pure.

At most one order is ever made for a partner's part (I1), so a line neither leaves nor joins a part
that was sent, or that may have been. A reason is the end of a sentence that begins "it was left:".
"""

from dataclasses import dataclass

from powerpact.domain.causes import CANCELLED_AT_PARTNER, DUPLICATE, HANDLED
from powerpact.domain.part_steering import Standing
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState

WAITING = frozenset({OrderState.PENDING, OrderState.RETRYING, OrderState.HELD, OrderState.FAILED})
ORDER_CANCELLED = "the shopper's order was cancelled, so its lines stay where they are"
ELSEWHERE = "choose another partner's variant, take Bubbly's own stock, or refund the line"


@dataclass(frozen=True, slots=True)
class PartOfOrder:
    """One partner's part of the line's order. ``is_empty``: all its lines have left it.

    ``currency`` is what the part is in, ``currency_now`` what the partner's next one would be in.
    """

    partner_name: str
    stands: Standing
    is_empty: bool = False
    currency: str = ""
    currency_now: str = ""


@dataclass(frozen=True, slots=True)
class LinePlace:
    """Where a line is. ``variant_map_id`` and ``part`` are None outside of partners' parts."""

    destination: Destination
    order_is_cancelled: bool = False
    variant_map_id: int | None = None
    part: PartOfOrder | None = None


@dataclass(frozen=True, slots=True)
class Seller:
    """A partner's variant that could take the line."""

    variant_map_id: int
    partner_name: str


def why_not_move(place: LinePlace, seller: Seller | None, joined: PartOfOrder | None) -> str | None:
    """Why the seller can not take the line, or without one Bubbly's own stock; None when it can.

    ``joined``: the part that the seller's partner has of the order already, if any.
    """
    if stuck := why_stuck(place):
        return stuck
    if _is_there(place, seller):
        return f"it goes to {seller.partner_name if seller else 'Bubbly'} already"
    return _why_not_join(joined) if joined and seller else None


def why_stuck(place: LinePlace) -> str | None:
    """Why the line can go nowhere else at all; None when it can."""
    if place.order_is_cancelled:
        return ORDER_CANCELLED
    return _why_not_leave(place.part) if place.part else None


def _is_there(place: LinePlace, seller: Seller | None) -> bool:
    if seller is None:
        return place.destination is Destination.BUBBLY
    return place.variant_map_id == seller.variant_map_id


def _why_not_leave(part: PartOfOrder) -> str | None:
    if busy := _why_not_touch(part):
        return busy
    if part.stands.has_order:
        return (
            f"{part.partner_name}'s order is made already; settle it with {part.partner_name}, "
            "or refund the line"
        )
    if part.stands.cause_code == HANDLED.code:
        return f"somebody settled {part.partner_name}'s part by hand; its note says how"
    return None


def _why_not_join(part: PartOfOrder) -> str | None:
    name, stands = part.partner_name, part.stands
    if busy := _why_not_touch(part):
        return busy
    if stands.has_order:
        return f"{name}'s part of this order is made already and takes no more lines; {ELSEWHERE}"
    if stands.cause_code == CANCELLED_AT_PARTNER.code:
        return f"{name} cancelled their order for this one, and gets no second; {ELSEWHERE}"
    if stands.state not in WAITING and not may_begin_anew(part):
        return f"{name}'s part of this order is {stands.state.value}; {ELSEWHERE}"
    return None


def _why_not_touch(part: PartOfOrder) -> str | None:
    """Why the part's lines are not ours to change at this moment."""
    name, stands = part.partner_name, part.stands
    if stands.state is OrderState.SENDING:
        return f"a worker is sending {name}'s part at this moment; try again in a minute"
    if stands.cause_code == DUPLICATE.code:
        return f"{name}'s store holds more than one order of this part; cancel those there first"
    # There the order was found, cancelled: nothing is unclear any more.
    if stands.is_unclear and stands.cause_code != CANCELLED_AT_PARTNER.code:
        return f"an earlier try may have made {name}'s order; retry that part, which looks first"
    if part.currency != part.currency_now and not part.is_empty:
        now = f"{part.currency} to {part.currency_now}"
        return f"{name} changed from {now} since the order, so the part can not be reckoned anew"
    return None


def may_begin_anew(part: PartOfOrder) -> bool:
    """Whether a part that all lines left, and that was never sent, takes lines as a new one.

    It ended as cancelled for want of lines; the order and partner have no other part.
    """
    return part.is_empty and part.stands.state is OrderState.CANCELLED
