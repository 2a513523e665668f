"""Letting go of parts that a rule held: for lines without a place, or for a partner's pause.

Only parts held for that very reason; whoever staff hold stays held. A part whose partner has a
release delay is not sent before that is over.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from powerpact.domain.causes import STORE_PAUSED, UNROUTED_LINES, Cause
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, BubblyOrderLine, OrderSync, PartnerStore, utc_now
from powerpact.services.many_rows import among
from powerpact.services.order_rows import NOTHING_WRONG


def release_held_for_unrouted(
    session: Session, bubbly_order_ids: Collection[int]
) -> tuple[int, ...]:
    """Let go of what waited for lines of these orders that had no place; the parts' ids.

    Orders with another such line stay as they are. Called after the lines have their place: the
    orders are locked first, so that of two people who route the last two lines the later one
    sees what the other did.
    """
    session.execute(
        select(BubblyOrder.id)
        .where(among(BubblyOrder.id, bubbly_order_ids))
        .order_by(BubblyOrder.id)
        .with_for_update(key_share=True)
    )
    line = BubblyOrderLine
    lacks_place = select(line.id).where(
        line.bubbly_order_id == OrderSync.bubbly_order_id, line.destination == Destination.UNROUTED
    )
    chosen = among(OrderSync.bubbly_order_id, bubbly_order_ids)
    return _release(session, UNROUTED_LINES, chosen, ~lacks_place.exists())


def release_held_for_pause(session: Session, partner_ids: Collection[int]) -> tuple[int, ...]:
    """Let go of what waited because these partners were paused or suspended; the parts' ids."""
    return _release(session, STORE_PAUSED, among(OrderSync.partner_id, partner_ids))


def _release(session: Session, cause: Cause, *which: ColumnElement[bool]) -> tuple[int, ...]:
    delay = func.make_interval(0, 0, 0, 0, 0, PartnerStore.release_delay_minutes)
    due_at = func.greatest(utc_now(), OrderSync.created_at + delay)
    move = (
        update(OrderSync)
        .where(
            OrderSync.state == OrderState.HELD,
            OrderSync.cause_code == cause.code,
            PartnerStore.id == OrderSync.partner_id,
            *which,
        )
        .values(state=OrderState.PENDING, next_attempt_at=due_at, failures=0, **NOTHING_WRONG)
        .returning(OrderSync.id)
        .execution_options(synchronize_session=False)
    )
    return tuple(session.scalars(move))
