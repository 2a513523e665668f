"""Paid orders, their lines and parts as rows to insert. Pure: nothing is read or written here."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from powerpact.domain.causes import UNROUTED_LINES, Cause
from powerpact.domain.money import rounded
from powerpact.domain.placed_order import PlacedOrder
from powerpact.domain.pricing import owed
from powerpact.domain.splitting import Split, SplitLine, split_id
from powerpact.domain.transitions import OrderState
from powerpact.models import Side, Trade, sealed_json, utc_now
from powerpact.services.trade_words import closed_clause, closing_cause

Row = dict[str, Any]
NOTHING_WRONG: Row = {"cause_code": "", "cause": "", "remedy": "", "fixer": None}


@dataclass(frozen=True, slots=True)
class PartnerTerms:
    """What a partner's part is made by. ``exchange_rate``: Bubbly's currency for one of theirs.

    ``release_delay``, in minutes: a new part is sent only then.
    """

    id: int
    name: str
    shop_domain: str
    currency: str
    exchange_rate: Decimal
    trade: Trade
    trade_by: Side
    release_delay: int


@dataclass(frozen=True, slots=True)
class OrderHead:
    """What a part needs of an order that is kept already; ``id`` is Shopify's."""

    id: str
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """One partner's lines of one order.

    ``waits_for_lines``: other lines of the order have no place, and Bubbly lets all of it wait.
    """

    order: PlacedOrder | OrderHead
    partner: PartnerTerms
    lines: tuple[SplitLine, ...]
    waits_for_lines: bool = False


def parts_of(
    order: PlacedOrder,
    divided: Split,
    partners: Mapping[int, PartnerTerms],
    *,
    holds_unrouted: bool = False,
) -> Iterator[Part]:
    """The order's parts, in the sequence of their first lines.

    ``holds_unrouted``: Bubbly's setting for orders with a line that has no place.
    """
    waits = holds_unrouted and divided.has_unrouted
    for partner_id in divided.partner_ids():
        yield Part(order, partners[partner_id], divided.part(partner_id), waits)


def order_row(order: PlacedOrder, webhook_event_id: int | None) -> Row:
    """The columns of a BubblyOrder; the shopper is sealed (I8)."""
    address = asdict(order.shipping_address) if order.shipping_address else None
    return {
        "shopify_id": order.id,
        "name": order.name,
        "currency": order.currency,
        "total": order.total,
        "shipping": order.shipping,
        "tax": order.tax,
        "discounts": order.discounts,
        "taxes_included": order.taxes_included,
        "financial_status": order.financial_status,
        "shipping_title": order.shipping_title,
        "shipping_code": order.shipping_code,
        "shopper": sealed_json({"address": address, "email": order.email, "phone": order.phone}),
        "test": order.test,
        "placed_at": order.placed_at,
        "cancelled_at": order.cancelled_at,
        "webhook_event_id": webhook_event_id,
    }


def line_row(order_id: int, placed: SplitLine) -> Row:
    """The columns of a line with its place and reason (I2)."""
    return {
        "bubbly_order_id": order_id,
        "shopify_id": placed.line.id,
        "bubbly_variant_id": placed.line.variant_id,
        "bubbly_product_id": placed.line.product_id,
        "title": placed.line.title,
        "sku": placed.line.sku,
        "quantity": placed.line.quantity,
        "unit_price": placed.line.unit_price,
        "discount": placed.line.discount,
        "tax_share": placed.tax_share,
        "shipping_share": placed.shipping_share,
        "requires_shipping": placed.line.requires_shipping,
        "destination": placed.destination,
        "partner_id": placed.route.partner_id if placed.route else None,
        "reason_code": placed.why,
        "reason": placed.reason,
    }


def part_row(order_id: int, part: Part) -> Row:
    """The columns of an OrderSync: due now, unless something holds it back."""
    partner = part.partner
    shipping = sum((line.shipping_share for line in part.lines), Decimal(0))
    pieces = ((_owed_each(line, partner), line.line.quantity) for line in part.lines)
    return {
        "split_id": split_id(part.order.id, partner.shop_domain),
        "bubbly_order_id": order_id,
        "partner_id": partner.id,
        "currency": partner.currency,
        "owed": sum((each * quantity for each, quantity in pieces), Decimal(0)),
        "shipping": shipping_for(shipping, partner),
        **_first_state(part),
    }


def shipping_for(share: Decimal, partner: PartnerTerms) -> Decimal:
    """What a partner gets of the shopper's shipping, in the partner's currency.

    ``share``: what falls to the partner's lines, in Bubbly's.
    """
    return rounded(share / partner.exchange_rate, partner.currency)


def part_line_row(part_id: int, line_id: int, placed: SplitLine, partner: PartnerTerms) -> Row:
    """The columns of an OrderSyncLine: the terms of one line, as they are now and stay."""
    route = placed.route
    assert route is not None  # noqa: S101  # only routed lines are in a part
    return {
        "order_sync_id": part_id,
        "bubbly_order_line_id": line_id,
        "variant_map_id": route.variant_map_id,
        "partner_variant_id": route.partner_variant_id,
        "quantity": placed.line.quantity,
        "partner_price": route.partner_price,
        "commission_rate": route.commission_rate,
        "owed_each": _owed_each(placed, partner),
        "requires_shipping": placed.line.requires_shipping,
    }


def _first_state(part: Part) -> Row:
    if part.order.cancelled_at:
        return {"state": OrderState.CANCELLED, "next_attempt_at": None, **NOTHING_WRONG}
    # Lines come first: a part that is let go for them still waits until its partner is resumed.
    if part.waits_for_lines:
        return _held(UNROUTED_LINES, "a line of the order has no place yet, so all of it waits")
    if part.partner.trade is not Trade.OPEN:
        cause = closing_cause(part.partner.trade, part.partner.trade_by)
        return _held(cause, closed_clause(part.partner.name, part.partner.trade))
    due_at = utc_now() + timedelta(minutes=part.partner.release_delay)
    return {"state": OrderState.PENDING, "next_attempt_at": due_at, **NOTHING_WRONG}


def _held(cause: Cause, why: str) -> Row:
    return {
        "state": OrderState.HELD,
        "next_attempt_at": None,
        "cause_code": cause.code,
        "cause": why,
        "remedy": cause.remedy,
        "fixer": cause.fixer,
    }


def _owed_each(placed: SplitLine, partner: PartnerTerms) -> Decimal:
    assert placed.route is not None  # noqa: S101  # only routed lines are in a part
    return owed(placed.route.partner_price, placed.route.commission_rate, partner.currency)
