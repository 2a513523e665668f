"""Erasing who ordered from Bubbly orders, so that nothing that comes late brings it back.

Orders that come in and erasures take turns by a lock: whoever comes later sees what the other
did. So an order that law had us forget is kept without its shopper, even when its webhook is
worked through for the first time, or was in the middle of it.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import ARRAY, Text, any_, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from powerpact.domain.causes import SHOPPER_ERASED
from powerpact.domain.part_steering import why_not_forget
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, ErasedOrder, OrderSync
from powerpact.services.audit import Actor
from powerpact.services.many_rows import among
from powerpact.services.order_steering import steer

# Any number that no other advisory lock of ours has.
_LOCK = 0x5E0E


def wait_for_erasures(session: Session) -> None:
    """Begin to take orders in: many may at once, but none while shoppers are erased."""
    session.execute(select(func.pg_advisory_xact_lock_shared(_LOCK)))


def forget_if_erased(session: Session, order_ids: Collection[int]) -> None:
    """Erase the shoppers of those new orders that law had us forget before they came."""
    erased = select(ErasedOrder.shopify_id).where(ErasedOrder.shopify_id == BubblyOrder.shopify_id)
    session.execute(
        update(BubblyOrder)
        .where(among(BubblyOrder.id, order_ids), erased.exists())
        .values(shopper=None)
        .execution_options(synchronize_session=False)
    )


def erase_shoppers(session: Session, order_ids: Collection[int], actor: Actor) -> tuple[int, int]:
    """Erase who ordered these; how many orders had a shopper, and how many parts wait now.

    A part that could still be sent is held, with the reason. What a worker has in hand at this
    moment may still go out, with the address that it has read.
    """
    erased = session.scalars(
        update(BubblyOrder)
        .where(among(BubblyOrder.id, order_ids), BubblyOrder.shopper.is_not(None))
        .values(shopper=None)
        .returning(BubblyOrder.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(erased), _hold_parts(session, order_ids, actor)


def erase_named(session: Session, gids: Sequence[str], actor: Actor) -> tuple[int, int]:
    """The same for orders by Shopify's ids, also for those that have not come in yet."""
    session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    named = BubblyOrder.shopify_id == any_(literal(list(gids), ARRAY(Text)))
    rows = session.execute(select(BubblyOrder.shopify_id, BubblyOrder.id).where(named))
    kept: dict[str, int] = {row.shopify_id: row.id for row in rows}
    if unseen := [{"shopify_id": gid} for gid in gids if gid not in kept]:
        session.execute(insert(ErasedOrder).values(unseen).on_conflict_do_nothing())
    return erase_shoppers(session, list(kept.values()), actor)


def _hold_parts(session: Session, order_ids: Collection[int], actor: Actor) -> int:
    parts = session.scalars(
        select(OrderSync.id).where(among(OrderSync.bubbly_order_id, order_ids))
    ).all()
    values = {
        "state": OrderState.HELD,
        "next_attempt_at": None,
        "cause_code": SHOPPER_ERASED.code,
        "cause": "the shopper's data was erased before this was sent",
        "remedy": SHOPPER_ERASED.remedy,
        "fixer": SHOPPER_ERASED.fixer,
    }
    return len(steer(session, parts, actor, "erase_shopper", why_not_forget, values).moved)
