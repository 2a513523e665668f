"""Retrying parts that failed, are held or wait: one, some, or all that match."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState, sources
from powerpact.models import BubblyOrder, OrderSync, PartnerStore, utc_now
from powerpact.services.audit import Actor, audit_many
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.many_rows import among
from powerpact.services.order_rows import NOTHING_WRONG
from powerpact.services.transactions import transaction

RETRYABLE_BY_HAND = sources(OrderState.PENDING)


@dataclass(frozen=True, slots=True)
class PartFilter:
    """Which parts are meant; what is None does not matter."""

    partner_code: str | None = None
    cause_code: str | None = None
    state: OrderState | None = None
    order_name: str | None = None


def choose_parts(chosen: PartFilter, limit: int) -> tuple[int, ...]:
    """Ids of the matching parts that can be retried at all, oldest first, at most ``limit``."""
    query = (
        select(OrderSync.id)
        .where(OrderSync.state.in_(RETRYABLE_BY_HAND))
        .order_by(OrderSync.id)
        .limit(limit)
    )
    if chosen.partner_code:
        query = query.join(PartnerStore).where(PartnerStore.code == chosen.partner_code)
    if chosen.order_name:
        query = query.join(BubblyOrder).where(BubblyOrder.name == chosen.order_name)
    if chosen.cause_code:
        query = query.where(OrderSync.cause_code == chosen.cause_code)
    if chosen.state:
        query = query.where(OrderSync.state == chosen.state)
    with transaction() as session:
        return tuple(session.scalars(query))


@deed("order_sync")
def retry(session: Session, part_ids: Collection[int], actor: Actor) -> Done:
    """Make the parts due now. What an earlier unclear try left is still looked for first."""
    before = dict(_states(session, part_ids))
    moved = tuple(
        session.scalars(
            update(OrderSync)
            .where(among(OrderSync.id, part_ids), OrderSync.state.in_(RETRYABLE_BY_HAND))
            .values(due_again())
            .returning(OrderSync.id)
            .execution_options(synchronize_session=False)
        )
    )
    after = {"state": OrderState.PENDING.value}
    changes = ((each, {"state": before[each].value}, after) for each in moved)
    audit_many(session, actor, "retry", "order_sync", changes)
    left = set(part_ids) - set(moved)
    why_left = {each: _why(before.get(each)) for each in sorted(left)}
    return Done(moved, why_left, FollowUp(order_syncs=moved))


def due_again() -> dict[str, Any]:
    """A part as if it were new, but for what it knows of an earlier unclear try."""
    return {
        "state": OrderState.PENDING,
        "next_attempt_at": utc_now(),
        "failures": 0,
        **NOTHING_WRONG,
    }


def _states(session: Session, part_ids: Collection[int]) -> list[tuple[int, OrderState]]:
    chosen = select(OrderSync.id, OrderSync.state).where(among(OrderSync.id, part_ids))
    return [(row.id, row.state) for row in session.execute(chosen)]


def _why(state: OrderState | None) -> str:
    if state is None:
        return "there is no such part"
    if state in {OrderState.PENDING, OrderState.SENDING}:
        return "it is on its way already"
    return f"it is {state.value.replace('_', ' ')}, so there is nothing to retry"
