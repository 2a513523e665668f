"""Retrying parts that failed, are held or wait: one, some, or all that match."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState, sources
from powerpact.models import BubblyOrder, OrderSync, PartnerStore, utc_now
from powerpact.services.audit import Actor, audit
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


@dataclass(frozen=True, slots=True)
class Retried:
    """``moved`` are due now. ``left`` says of each other id why it can not be retried."""

    moved: tuple[int, ...]
    left: dict[int, str]


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


def retry(part_ids: Sequence[int], actor: Actor) -> Retried:
    """Make the parts due now. What an earlier unclear try left is still looked for first."""
    with transaction() as session:
        before = dict(_states(session, part_ids))
        moved = tuple(
            session.scalars(
                update(OrderSync)
                .where(OrderSync.id.in_(part_ids), OrderSync.state.in_(RETRYABLE_BY_HAND))
                .values(due_again())
                .returning(OrderSync.id)
                .execution_options(synchronize_session=False)
            )
        )
        for part_id in moved:
            was = {"state": before[part_id]}
            audit(session, actor, "retry", ("order_sync", part_id), was, {"state": "pending"})
    done = set(moved)
    left = [each for each in part_ids if each not in done]
    return Retried(moved, {each: _why(before.get(each)) for each in left})


def due_again() -> dict[str, Any]:
    """A part as if it were new, but for what it knows of an earlier unclear try."""
    return {
        "state": OrderState.PENDING,
        "next_attempt_at": utc_now(),
        "failures": 0,
        **NOTHING_WRONG,
    }


def _states(session: Session, part_ids: Sequence[int]) -> list[tuple[int, OrderState]]:
    rows = session.execute(select(OrderSync.id, OrderSync.state).where(OrderSync.id.in_(part_ids)))
    return [(row.id, row.state) for row in rows]


def _why(state: OrderState | None) -> str:
    if state is None:
        return "there is no such part"
    if state in {OrderState.PENDING, OrderState.SENDING}:
        return "it is on its way already"
    return f"it is {state.value.replace('_', ' ')}, so there is nothing to retry"
