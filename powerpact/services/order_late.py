"""Orders that come back for parts which were closed meanwhile: kept, shown, never lost.

It takes a worker that is slower than its lease, and a person who marks the unclear part as
handled before the worker speaks. The part stays closed; its row tells of the order.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from powerpact.domain.causes import ORDER_AFTER_CLOSE
from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, Source, utc_now
from powerpact.services.audit import Actor, audit
from powerpact.services.many_rows import among

WORKER = Actor("a worker", Source.RULE)


@dataclass(frozen=True, slots=True)
class LateOrder:
    """An order in a partner's store, made for a part that the worker had lost by then."""

    part_id: int
    order_id: str
    order_name: str


def keep_late_orders(session: Session, late: Collection[LateOrder]) -> None:
    """Write on parts that are closed and know of no order which one was made after all.

    Parts that are still open are left to the next try: it looks first, and finds the order.
    """
    by_part = {order.part_id: order for order in late}
    closed = session.scalars(
        select(OrderSync.id)
        .where(
            among(OrderSync.id, by_part),
            OrderSync.state == OrderState.CANCELLED,
            OrderSync.partner_order_id.is_(None),
        )
        .order_by(OrderSync.id)
        .with_for_update()
    ).all()
    for part_id in closed:
        _keep(session, by_part[part_id])


def _keep(session: Session, order: LateOrder) -> None:
    session.execute(
        update(OrderSync)
        .where(OrderSync.id == order.part_id)
        .values(
            partner_order_id=order.order_id,
            partner_order_name=order.order_name,
            ordered_at=utc_now(),
            unclear_since=None,
            cause_code=ORDER_AFTER_CLOSE.code,
            cause=f"{order.order_name} was made at the partner after this was closed",
            remedy=ORDER_AFTER_CLOSE.remedy,
            fixer=ORDER_AFTER_CLOSE.fixer,
        )
        .execution_options(synchronize_session=False)
    )
    after = {"partner_order": order.order_name}
    audit(session, WORKER, "note_late_order", ("order_sync", order.part_id), after=after)
