"""Refunds and returns."""

from decimal import Decimal
from typing import Any

from powerpact.simulator.commerce.refunding import Reckoning, create_refund, reckon
from powerpact.simulator.money import MoneyBag
from powerpact.simulator.resolvers.connections import Page, page
from powerpact.simulator.resolvers.registry import (
    Arguments,
    Context,
    Payload,
    mutation,
    of,
    query,
)
from powerpact.simulator.store import totals
from powerpact.simulator.store.orders import Order
from powerpact.simulator.store.refunds import Refund, RefundLineItem, Return
from powerpact.simulator.store.shops import legacy_id


@query("refund", "read_orders")
def refund_by_id(arguments: Arguments, context: Context) -> Refund | None:
    return context.shop.find(Refund, arguments["id"])


@query("return", "read_returns")
def return_by_id(arguments: Arguments, context: Context) -> Return | None:
    return context.shop.find(Return, arguments["id"])


@mutation("refundCreate", "write_orders", idempotent=True)
def refund_create(arguments: Arguments, context: Context) -> Payload:
    refund = create_refund(context.shop, arguments["input"])
    return {"refund": refund, "order": refund.order}


@of("Refund", "legacyResourceId")
def legacy_resource_id(source: Refund, _: Arguments, __: Context) -> str:
    return legacy_id(source.id)


@of("Refund", "updatedAt")
def updated_at(source: Refund, _: Arguments, __: Context) -> Any:
    return source.created_at


@of("Refund", "return")
def return_of(source: Refund, _: Arguments, __: Context) -> Return | None:
    return source.order_return


@of("Refund", "totalRefundedSet")
def total_refunded(source: Refund, _: Arguments, __: Context) -> MoneyBag:
    return source.order.bag(source.total)


@of("Refund", "refundLineItems")
def refund_lines(source: Refund, arguments: Arguments, context: Context) -> Page:
    return page(source.lines, arguments, context)


@of("Refund", "transactions")
def transactions(source: Refund, arguments: Arguments, context: Context) -> Page:
    return page(source.transactions, arguments, context)


class RefundShippingLine:
    """The part of a refund that is for delivery."""

    def __init__(self, refund: Refund, gid: str) -> None:
        self.id = gid
        self.subtotal_amount_set = refund.order.bag(refund.shipping_amount)


@of("Refund", "refundShippingLines")
def refund_shipping_lines(source: Refund, arguments: Arguments, context: Context) -> Page:
    gid = source.shipping_id
    return page([RefundShippingLine(source, gid)] if gid else [], arguments, context)


@of("RefundLineItem", "subtotalSet")
def subtotal(source: RefundLineItem, _: Arguments, __: Context) -> MoneyBag:
    return source.line_item.order.bag(source.subtotal)


@of("RefundLineItem", "totalTaxSet")
def total_tax(source: RefundLineItem, _: Arguments, __: Context) -> MoneyBag:
    return source.line_item.order.bag(source.tax)


@of("RefundLineItem", "priceSet")
def price(source: RefundLineItem, _: Arguments, __: Context) -> MoneyBag:
    return source.line_item.order.bag(source.line_item.price)


@of("Order", "suggestedRefund")
def suggested_refund(source: Order, arguments: Arguments, _: Context) -> dict[str, Any]:
    """What a refund of these lines would return, no more than was paid (platform facts 4.6)."""
    entries = arguments.get("refundLineItems") or []
    if arguments.get("suggestFullRefund"):
        entries = [
            {"lineItemId": line.id, "quantity": line.current_quantity} for line in source.lines
        ]
    everything = arguments.get("refundShipping") or arguments.get("suggestFullRefund")
    amount = arguments.get("shippingAmount")
    shipping = {"fullRefund": True} if everything else {"amount": amount} if amount else None
    reckoned = reckon(source, entries, shipping)
    due = min(reckoned.amount, totals.net_payment(source))
    return {
        "amountSet": source.bag(due),
        "subtotalSet": source.bag(reckoned.subtotal),
        "discountedSubtotalSet": source.bag(reckoned.subtotal),
        "totalTaxSet": source.bag(reckoned.tax + reckoned.shipping_tax),
        "totalCartDiscountAmountSet": source.bag(Decimal(0)),
        "maximumRefundableSet": source.bag(totals.net_payment(source)),
        "refundLineItems": [],
        "shipping": _shipping(source, reckoned),
        "suggestedTransactions": _transactions(source, due),
    }


def _shipping(order: Order, reckoned: Reckoning) -> dict[str, MoneyBag]:
    return {
        "amountSet": order.bag(reckoned.shipping),
        "maximumRefundableSet": order.bag(totals.current_shipping(order)),
        "taxSet": order.bag(reckoned.shipping_tax),
    }


def _transactions(order: Order, due: Decimal) -> list[dict[str, Any]]:
    payments = [t for t in order.transactions if t.kind in {"SALE", "CAPTURE"}]
    if not payments or not due:
        return []
    parent = payments[0]
    return [
        {
            "gateway": parent.gateway,
            "kind": "SUGGESTED_REFUND",
            "amountSet": order.bag(due),
            "parentTransaction": parent,
        }
    ]
