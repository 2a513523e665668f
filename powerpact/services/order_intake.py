"""A paid Bubbly order becomes a BubblyOrder and one OrderSync per partner, in one transaction."""

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from powerpact.domain.causes import STORE_PAUSED
from powerpact.domain.money import rounded
from powerpact.domain.placed_order import PlacedOrder
from powerpact.domain.pricing import owed
from powerpact.domain.splitting import Split, SplitLine, split, split_id
from powerpact.domain.transitions import OrderState
from powerpact.models import (
    BubblyOrder,
    BubblyOrderLine,
    OrderSync,
    OrderSyncLine,
    PartnerStore,
    StoreState,
    utc_now,
)
from powerpact.services.order_routing import routing_for
from powerpact.services.transactions import transaction


def receive_order(order: PlacedOrder, webhook_event_id: int | None = None) -> tuple[int, ...]:
    """Keep a paid order and split it; the ids of the parts to push.

    Only the first delivery of an order writes; every other one, however close behind, finds it
    there and returns no ids (I1, I9). The number of queries does not depend on the order's size.
    """
    with transaction() as session:
        order_id = _insert_order(session, order, webhook_event_id)
        if order_id is None:
            return ()
        parts = split(order, routing_for(session, order))
        lines = _insert_lines(session, order_id, parts)
        return _insert_parts(session, order, order_id, parts, lines)


def _insert_order(session: Session, order: PlacedOrder, event_id: int | None) -> int | None:
    """The new row's id, or None when the order is there already."""
    address = asdict(order.shipping_address) if order.shipping_address else None
    statement = insert(BubblyOrder).values(
        shopify_id=order.id,
        name=order.name,
        currency=order.currency,
        total=order.total,
        shipping=order.shipping,
        tax=order.tax,
        discounts=order.discounts,
        taxes_included=order.taxes_included,
        financial_status=order.financial_status,
        shipping_title=order.shipping_title,
        shipping_code=order.shipping_code,
        shopper={"address": address, "email": order.email, "phone": order.phone},
        test=order.test,
        placed_at=order.placed_at,
        cancelled_at=order.cancelled_at,
        webhook_event_id=event_id,
    )
    only_first = statement.on_conflict_do_nothing(index_elements=["shopify_id"])
    return session.execute(only_first.returning(BubblyOrder.id)).scalar_one_or_none()


def _insert_lines(session: Session, order_id: int, parts: Split) -> dict[str, BubblyOrderLine]:
    """Every line with its place and reason (I2), by Shopify's line id."""
    rows = [
        BubblyOrderLine(
            bubbly_order_id=order_id,
            shopify_id=part.line.id,
            bubbly_variant_id=part.line.variant_id,
            bubbly_product_id=part.line.product_id,
            title=part.line.title,
            sku=part.line.sku,
            quantity=part.line.quantity,
            unit_price=part.line.unit_price,
            discount=part.line.discount,
            tax_share=part.tax_share,
            shipping_share=part.shipping_share,
            destination=part.destination,
            partner_id=part.route.partner_id if part.route else None,
            reason_code=part.why,
            reason=part.reason,
        )
        for part in parts.lines
    ]
    session.add_all(rows)
    session.flush()
    return {row.shopify_id: row for row in rows}


def _insert_parts(
    session: Session,
    order: PlacedOrder,
    order_id: int,
    parts: Split,
    lines: dict[str, BubblyOrderLine],
) -> tuple[int, ...]:
    partner_ids = parts.partner_ids()
    partners = session.scalars(select(PartnerStore).where(PartnerStore.id.in_(partner_ids)))
    by_id = {partner.id: partner for partner in partners}
    syncs = [
        _part(order, order_id, by_id[partner_id], parts.part(partner_id), lines)
        for partner_id in partner_ids
    ]
    session.add_all(syncs)
    session.flush()
    return tuple(sync.id for sync in syncs if sync.state is OrderState.PENDING)


def _part(
    order: PlacedOrder,
    order_id: int,
    partner: PartnerStore,
    part: Iterable[SplitLine],
    lines: dict[str, BubblyOrderLine],
) -> OrderSync:
    part = tuple(part)
    kept = [_kept_line(line, partner, lines[line.line.id]) for line in part]
    shipping = sum((line.shipping_share for line in part), Decimal(0)) / partner.exchange_rate
    sync = OrderSync(
        split_id=split_id(order.id, partner.shop_domain),
        bubbly_order_id=order_id,
        partner_id=partner.id,
        currency=partner.currency,
        owed=sum((line.owed_each * line.quantity for line in kept), Decimal(0)),
        shipping=rounded(shipping, partner.currency),
        lines=kept,
        state=OrderState.PENDING,
        next_attempt_at=utc_now(),
    )
    _hold_back(sync, order, partner)
    return sync


def _hold_back(sync: OrderSync, order: PlacedOrder, partner: PartnerStore) -> None:
    """Parts that must not go out now."""
    if order.cancelled_at:
        sync.state, sync.next_attempt_at = OrderState.CANCELLED, None
    elif partner.state is StoreState.PAUSED:
        sync.state, sync.next_attempt_at = OrderState.HELD, None
        sync.cause_code, sync.remedy = STORE_PAUSED.code, STORE_PAUSED.remedy
        sync.cause, sync.fixer = f"{partner.name} is paused", STORE_PAUSED.fixer


def _kept_line(line: SplitLine, partner: PartnerStore, row: BubblyOrderLine) -> OrderSyncLine:
    """The terms of one line, as they are now and stay."""
    route = line.route
    assert route is not None  # noqa: S101  # only routed lines are in a part
    return OrderSyncLine(
        bubbly_order_line_id=row.id,
        variant_map_id=route.variant_map_id,
        partner_variant_id=route.partner_variant_id,
        quantity=line.line.quantity,
        partner_price=route.partner_price,
        commission_rate=route.commission_rate,
        owed_each=owed(route.partner_price, route.commission_rate, partner.currency),
        requires_shipping=line.line.requires_shipping,
    )
