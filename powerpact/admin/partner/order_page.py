"""What the page of one of a partner's orders shows beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from powerpact.admin.partner.visitor import own_row
from powerpact.domain.own_order_step import OwnPart, OwnStep, own_step
from powerpact.domain.own_order_story import OwnTry, Told, own_story
from powerpact.domain.own_parts import why_not_retry_own
from powerpact.domain.part_steering import Standing
from powerpact.domain.partner_order import Contact, contact_of, tag_for
from powerpact.domain.transitions import OrderState
from powerpact.extensions import db
from powerpact.models import (
    BubblyOrder,
    OrderSync,
    OrderSyncAttempt,
    OrderSyncLine,
    VariantMap,
    utc_now,
)
from powerpact.services.partner_reading import PLACED_LINE, attempt
from powerpact.services.trade_words import why_closed_to_partner

# Shopify's orders have at most so many lines.
MOST_LINES = 500
# Of an order that was tried again and again, the last tries.
MOST_TRIES = 50


NEVER_CAME = "It is cancelled and never came to your store, so its address is not shown."
FORGOTTEN = (
    "The shopper's data is not kept any more: the shopper asked for that, or it is long done."
)
NO_ADDRESS = "The order came without a shipping address."


@dataclass(frozen=True, slots=True)
class ShipTo:
    """Where the parcel goes, or why that is not said; and what passes of the shopper at all."""

    contact: Contact
    why_not: str = ""
    passes_email: bool = True
    passes_phone: bool = True


def standing_of(part: OrderSync) -> Standing:
    """How the part stands, as decisions see it."""
    partner = part.partner
    return Standing(
        state=part.state,
        cause_code=part.cause_code,
        has_order=part.partner_order_id is not None,
        is_unclear=part.unclear_since is not None,
        closed_to_partner=why_closed_to_partner(partner.trade, partner.trade_by),
    )


def own_step_of(part: OrderSync) -> OwnStep:
    """Where the part stands now, in the merchant's words."""
    partner, due = part.partner, part.next_attempt_at
    return own_step(
        OwnPart(
            state=part.state,
            cause_code=part.cause_code,
            cause=part.cause,
            tries=part.tries,
            is_unclear=part.unclear_since is not None,
            order_name=part.partner_order_name,
            closed_to_partner=why_closed_to_partner(partner.trade, partner.trade_by),
            due=max(due, partner.rests_until or due) if due else None,
        ),
        utc_now(),
    )


def beside_order(part: OrderSync) -> dict[str, Any]:
    """By the names that the template uses. A handful of queries, however large the order is."""
    return {
        "step": own_step_of(part),
        "why_not_retry": why_not_retry_own(standing_of(part)),
        "lines": _lines(part.id),
        "ship_to": _ship_to(part),
        "story": _story(part),
        "tag": tag_for(str(part.split_id)),
    }


def _lines(part_id: int) -> Sequence[OrderSyncLine]:
    """The part's lines, each with what Bubbly calls it and whether it is in the store still."""
    variant = joinedload(OrderSyncLine.variant_map).load_only(
        VariantMap.title, VariantMap.removed_at, raiseload=True
    )
    lines = (
        select(OrderSyncLine)
        .where(OrderSyncLine.order_sync_id == part_id)
        .order_by(OrderSyncLine.id)
        .limit(MOST_LINES)
    )
    of_bubbly = joinedload(OrderSyncLine.bubbly_line).load_only(*PLACED_LINE, raiseload=True)
    return db.session.scalars(lines.options(variant, of_bubbly)).all()


def _ship_to(part: OrderSync) -> ShipTo:
    """What passes of the shopper, by the same rule as in the order that goes to the store."""
    if part.state is OrderState.CANCELLED and not part.partner_order_id:
        return ShipTo(Contact(), NEVER_CAME)
    shopper = db.session.scalar(
        select(BubblyOrder.shopper).where(BubblyOrder.id == part.bubbly_order_id)
    )
    if shopper is None:
        return ShipTo(Contact(), FORGOTTEN)
    store = own_row()
    passing = {"passes_email": store.passes_email, "passes_phone": store.passes_phone}
    contact = contact_of(shopper, **passing)
    return ShipTo(contact, "" if contact.address else NO_ADDRESS, **passing)


def _story(part: OrderSync) -> tuple[Told, ...]:
    tries = (
        select(OrderSyncAttempt)
        .where(OrderSyncAttempt.order_sync_id == part.id)
        .order_by(OrderSyncAttempt.number.desc())
        .limit(MOST_TRIES)
        .options(attempt())
    )
    found = db.session.scalars(tries).all()
    order = part.bubbly_order
    return own_story(
        order.placed_at,
        part.created_at,
        [_try(part, each, is_last=not place) for place, each in enumerate(found)],
        part.partner_order_name,
        order.cancelled_at,
    )


def _try(part: OrderSync, each: OrderSyncAttempt, *, is_last: bool) -> OwnTry:
    """Why the last try of a part that failed ended so, its row says."""
    known = is_last and part.state is OrderState.FAILED
    return OwnTry(
        each.started_at,
        each.outcome,
        each.message,
        each.error_code,
        part.cause_code if known else "",
    )
