"""Letting go of parts that a rule held: for lines without a place, or for a partner's pause.

Only parts held for that very reason; whoever staff hold stays held. A part whose partner has a
release delay is not sent before that is over.
"""

from collections.abc import Collection
from uuid import uuid4

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from powerpact.domain.causes import STORE_PAUSED, UNROUTED_LINES, Cause
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import (
    BubblyOrder,
    BubblyOrderLine,
    OrderSync,
    PartnerStore,
    Trade,
    utc_now,
)
from powerpact.services.audit import Actor
from powerpact.services.bulk.start import start_in
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.many_rows import among
from powerpact.services.order_rows import NOTHING_WRONG
from powerpact.services.selections.table import Selection

# Parts that are let go at once: a tenth of a second or so.
AT_ONCE = 1_000


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


def release_held_for_pause(
    session: Session, partner_ids: Collection[int], actor: Actor
) -> FollowUp:
    """Let go of what waited because these partners were paused or suspended; what is due by it.

    More than a request should wait for are let go by a run for each partner.
    """
    theirs = among(OrderSync.partner_id, partner_ids)
    held = select(OrderSync.id).where(theirs, *_held_for(STORE_PAUSED)).limit(AT_ONCE + 1)
    if session.scalars(select(func.count()).select_from(held.subquery())).one() <= AT_ONCE:
        return FollowUp(order_syncs=_release(session, STORE_PAUSED, theirs))
    named = select(PartnerStore.id, PartnerStore.name).where(among(PartnerStore.id, partner_ids))
    chosen = {"state": OrderState.HELD.value, "cause": STORE_PAUSED.code}
    runs = (
        start_in(
            session,
            end_pause,
            Selection({**chosen, "partner": str(partner.id)}),
            actor,
            title=f"Resumed: {partner.name}",
            once=f"end pause {uuid4().hex}",
        )
        for partner in session.execute(named.order_by(PartnerStore.id)).all()
    )
    return FollowUp(bulk_actions=tuple(runs))


@deed("order_sync")
def end_pause(session: Session, part_ids: Collection[int], _actor: Actor) -> Done:
    """Let go of those of the parts that a pause held which is over.

    That the partner was resumed, and the start of the run, are what the audit keeps.
    """
    is_over = PartnerStore.trade == Trade.OPEN
    moved = _release(session, STORE_PAUSED, among(OrderSync.id, part_ids), is_over)
    left = dict.fromkeys(sorted(set(part_ids) - set(moved)), "no pause holds it that is over")
    return Done(moved, left, FollowUp(order_syncs=moved))


def _release(session: Session, cause: Cause, *which: ColumnElement[bool]) -> tuple[int, ...]:
    """Let go of these parts, locked in the order in which people's actions lock theirs."""
    delay = func.make_interval(0, 0, 0, 0, 0, PartnerStore.release_delay_minutes)
    due_at = func.greatest(utc_now(), OrderSync.created_at + delay)
    locked = (
        select(OrderSync.id)
        .join(PartnerStore, PartnerStore.id == OrderSync.partner_id)
        .where(*_held_for(cause), *which)
        .order_by(OrderSync.id)
        .with_for_update(of=OrderSync)
    )
    ids = session.scalars(locked).all()
    session.execute(
        update(OrderSync)
        .where(among(OrderSync.id, ids), PartnerStore.id == OrderSync.partner_id)
        .values(state=OrderState.PENDING, next_attempt_at=due_at, failures=0, **NOTHING_WRONG)
        .execution_options(synchronize_session=False)
    )
    return tuple(ids)


def _held_for(cause: Cause) -> tuple[ColumnElement[bool], ...]:
    return OrderSync.state == OrderState.HELD, OrderSync.cause_code == cause.code
