"""Retrying parts that failed, are held or wait: one, some, or all that match."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.part_steering import RETRYABLE, why_not_retry
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, OrderSync, PartnerStore
from powerpact.services.audit import Actor
from powerpact.services.deeds import Done, deed
from powerpact.services.order_steering import due_again, steer
from powerpact.services.transactions import transaction
from powerpact.services.variant_replacement import replace_variants


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
        .where(OrderSync.state.in_(RETRYABLE))
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
    """Make the parts due now. What an earlier unclear try left is still looked for first.

    What staff hold stays held: they release it.
    """
    done = steer(session, part_ids, actor, "retry", why_not_retry, due_again())
    replace_variants(session, done.moved)
    return done
