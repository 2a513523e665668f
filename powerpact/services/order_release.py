"""Letting go of parts that a rule held: for lines without a place, or for a partner that does not
trade, and holding them when it leaves.

Only parts held for that very reason are let go; whoever staff hold stays held. A part whose
partner has a release delay is not sent before that is over.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from powerpact.domain.causes import PARTNER_AWAY, STORE_PAUSED, UNROUTED_LINES, Cause
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
from powerpact.services.bulk.of_partners import few_or_runs
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.many_rows import among
from powerpact.services.order_rows import NOTHING_WRONG

# What parts are held for whose partner does not trade (``trade_words.closing_cause``).
CLOSED = (STORE_PAUSED, PARTNER_AWAY)
# States of parts that go out by themselves.
WAITING = (OrderState.PENDING, OrderState.RETRYING)


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
    return _release(session, _held_for(UNROUTED_LINES), chosen, ~lacks_place.exists())


def release_held_for_pause(
    session: Session, partner_ids: Collection[int], actor: Actor
) -> FollowUp:
    """Let go of what waited because these partners did not trade; what is due by it."""
    held = and_(among(OrderSync.partner_id, partner_ids), _held_for(*CLOSED))
    chosen = [{"state": OrderState.HELD.value, "cause": cause.code} for cause in CLOSED]
    return few_or_runs(session, end_pause, held, chosen, partner_ids, actor, "Resumed")


def hold_for_absence(session: Session, partner_ids: Collection[int], actor: Actor) -> FollowUp:
    """Hold what is to go out to these partners, which have left."""
    waiting = and_(among(OrderSync.partner_id, partner_ids), OrderSync.state.in_(WAITING))
    chosen = [{"state": state.value} for state in WAITING]
    return few_or_runs(session, begin_absence, waiting, chosen, partner_ids, actor, "Left")


@deed("order_sync")
def begin_absence(session: Session, part_ids: Collection[int], _actor: Actor) -> Done:
    """Hold those of the parts that wait to go out to a partner that has left.

    That it left, and the start of the run, are what the audit keeps.
    """
    locked = (
        select(OrderSync.id, PartnerStore.name)
        .join(PartnerStore, PartnerStore.id == OrderSync.partner_id)
        .where(
            among(OrderSync.id, part_ids),
            OrderSync.state.in_(WAITING),
            PartnerStore.trade == Trade.LEFT,
        )
        .order_by(OrderSync.id)
        .with_for_update(of=OrderSync)
    )
    names = {row.id: row.name for row in session.execute(locked)}
    session.execute(
        update(OrderSync)
        .where(among(OrderSync.id, names), PartnerStore.id == OrderSync.partner_id)
        .values(
            state=OrderState.HELD,
            next_attempt_at=None,
            cause_code=PARTNER_AWAY.code,
            cause=PartnerStore.name + " has left",
            remedy=PARTNER_AWAY.remedy,
            fixer=PARTNER_AWAY.fixer,
        )
        .execution_options(synchronize_session=False)
    )
    left = dict.fromkeys(sorted(set(part_ids) - names.keys()), "it waits for no partner that left")
    return Done(tuple(names), left)


@deed("order_sync")
def end_pause(session: Session, part_ids: Collection[int], _actor: Actor) -> Done:
    """Let go of those of the parts that a pause held which is over.

    That the partner was resumed, and the start of the run, are what the audit keeps.
    """
    is_over = PartnerStore.trade == Trade.OPEN
    moved = _release(session, _held_for(*CLOSED), among(OrderSync.id, part_ids), is_over)
    left = dict.fromkeys(sorted(set(part_ids) - set(moved)), "no pause holds it that is over")
    return Done(moved, left, FollowUp(order_syncs=moved))


def _release(session: Session, *which: ColumnElement[bool]) -> tuple[int, ...]:
    """Let go of these parts, locked in the order in which people's actions lock theirs."""
    delay = func.make_interval(0, 0, 0, 0, 0, PartnerStore.release_delay_minutes)
    due_at = func.greatest(utc_now(), OrderSync.created_at + delay)
    locked = (
        select(OrderSync.id)
        .join(PartnerStore, PartnerStore.id == OrderSync.partner_id)
        .where(*which)
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


def _held_for(*causes: Cause) -> ColumnElement[bool]:
    codes = [cause.code for cause in causes]
    return and_(OrderSync.state == OrderState.HELD, OrderSync.cause_code.in_(codes))
