"""What we keep of a shopper, as a document for the store that asks."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from powerpact.models import BubblyOrder, BubblyOrderLine, OrderSync, PartnerStore
from powerpact.services.many_rows import among


def bubbly_export(session: Session, order_ids: Collection[int]) -> dict[str, list[Any]]:
    """Bubbly's orders with all their lines and the partner orders that were made of them."""
    orders = session.scalars(
        select(BubblyOrder)
        .where(among(BubblyOrder.id, order_ids))
        .options(selectinload(BubblyOrder.lines))
        .order_by(BubblyOrder.id)
    ).all()
    made: dict[int, list[Any]] = {}
    for part in _parts(session, order_ids):
        made.setdefault(part.bubbly_order_id, []).append(
            {"partner": part.name, "order": part.partner_order_name, "state": part.state.value}
        )
    return {"orders": [{**_order(each), "sent_to": made.get(each.id, [])} for each in orders]}


def partner_export(
    session: Session, partner_id: int, order_ids: Collection[int]
) -> dict[str, list[Any]]:
    """The orders that we made in the partner's own store: its lines, and what it was sent."""
    parts = session.execute(
        select(
            OrderSync.partner_order_id,
            OrderSync.partner_order_name,
            OrderSync.bubbly_order_id,
            BubblyOrder.shopper,
            PartnerStore.passes_email,
            PartnerStore.passes_phone,
        )
        .join(BubblyOrder, BubblyOrder.id == OrderSync.bubbly_order_id)
        .join(PartnerStore, PartnerStore.id == OrderSync.partner_id)
        .where(OrderSync.partner_id == partner_id, among(OrderSync.bubbly_order_id, order_ids))
        .order_by(OrderSync.id)
    ).all()
    own = (BubblyOrderLine.partner_id == partner_id,)
    lines = session.scalars(
        select(BubblyOrderLine)
        .where(among(BubblyOrderLine.bubbly_order_id, order_ids), *own)
        .order_by(BubblyOrderLine.id)
    ).all()
    return {
        "orders": [
            {
                "order": part.partner_order_name,
                "id": part.partner_order_id,
                "shopper": _as_passed(part.shopper, part.passes_email, part.passes_phone),
                "lines": [
                    {"title": line.title, "sku": line.sku, "quantity": line.quantity}
                    for line in lines
                    if line.bubbly_order_id == part.bubbly_order_id
                ],
            }
            for part in parts
        ]
    }


def _order(order: BubblyOrder) -> dict[str, Any]:
    return {
        "order": order.name,
        "id": order.shopify_id,
        "placed_at": order.placed_at.isoformat(),
        "total": str(order.total),
        "currency": order.currency,
        "shopper": order.shopper,
        "lines": [
            {
                "title": line.title,
                "sku": line.sku,
                "quantity": line.quantity,
                "unit_price": str(line.unit_price),
            }
            for line in order.lines
        ],
    }


def _parts(session: Session, order_ids: Collection[int]) -> Any:
    return session.execute(
        select(
            OrderSync.bubbly_order_id,
            OrderSync.partner_order_name,
            OrderSync.state,
            PartnerStore.name,
        )
        .join(PartnerStore, PartnerStore.id == OrderSync.partner_id)
        .where(among(OrderSync.bubbly_order_id, order_ids))
        .order_by(OrderSync.id)
    )


def _as_passed(
    shopper: dict[str, Any] | None, passes_email: bool, passes_phone: bool
) -> dict[str, Any] | None:
    """The shopper as the partner's settings let them pass."""
    if shopper is None:
        return None
    address = shopper.get("address")
    if address and not passes_phone:
        address = {**address, "phone": ""}
    return {
        "address": address,
        "email": shopper.get("email", "") if passes_email else "",
        "phone": shopper.get("phone", "") if passes_phone else "",
    }
