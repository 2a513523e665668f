"""Body of `refunds/create` (platform facts 2.4)."""

from typing import Any

from powerpact.simulator.ids import number_of
from powerpact.simulator.money import ZERO
from powerpact.simulator.payloads.lines import shipped_line_payload
from powerpact.simulator.payloads.money import money_set, text
from powerpact.simulator.store.orders import OrderTransaction
from powerpact.simulator.store.refunds import Refund, RefundLineItem
from powerpact.simulator.store.shops import Shop


def refund_payload(shop: Shop, refund: Refund) -> dict[str, Any]:
    """The refund with its lines and the money that moved."""
    order, created = refund.order, shop.local(refund.created_at)
    return {
        "id": number_of(refund.id),
        "admin_graphql_api_id": refund.id,
        "order_id": number_of(order.id),
        "created_at": created,
        "processed_at": created,
        "note": refund.note,
        "user_id": None,
        "duties": [],
        "total_duties_set": money_set(order, ZERO),
        "return": {"id": number_of(refund.order_return.id)} if refund.order_return else None,
        "restock": any(line.restocked for line in refund.lines),
        "order_adjustments": [],
        "refund_line_items": [line_payload(line) for line in refund.lines],
        "refund_shipping_lines": shipping_payload(refund),
        "transactions": [transaction_payload(shop, entry) for entry in refund.transactions],
    }


def line_payload(entry: RefundLineItem) -> dict[str, Any]:
    order = entry.line_item.order
    return {
        "id": number_of(entry.id),
        "line_item_id": number_of(entry.line_item.id),
        "quantity": entry.quantity,
        "restock_type": entry.restock_type.lower(),
        "location_id": number_of(entry.location.id) if entry.location else None,
        "subtotal": float(entry.subtotal),
        "subtotal_set": money_set(order, entry.subtotal),
        "total_tax": float(entry.tax),
        "total_tax_set": money_set(order, entry.tax),
        "line_item": shipped_line_payload(entry.line_item),
    }


def shipping_payload(refund: Refund) -> list[dict[str, Any]]:
    if refund.shipping_id is None:
        return []
    amount = money_set(refund.order, refund.shipping_amount)
    return [{"id": number_of(refund.shipping_id), "subtotal_amount_set": amount}]


def transaction_payload(shop: Shop, transaction: OrderTransaction) -> dict[str, Any]:
    order, parent = transaction.order, transaction.parent_transaction
    return {
        "id": number_of(transaction.id),
        "admin_graphql_api_id": transaction.id,
        "order_id": number_of(order.id),
        "parent_id": number_of(parent.id) if parent else None,
        "kind": transaction.kind.lower(),
        "status": transaction.status.lower(),
        "gateway": transaction.gateway,
        "amount": text(order, transaction.amount),
        "currency": order.currency_code,
        "created_at": shop.local(transaction.created_at),
        "processed_at": shop.local(transaction.processed_at),
        "message": "",
        "test": transaction.test,
        "authorization": None,
        "location_id": None,
        "user_id": None,
        "device_id": None,
        "error_code": None,
        "source_name": order.source_name,
        "receipt": {},
        "payment_id": f"{order.name}.1",
        "total_unsettled_set": unsettled(order.currency_code, order.presentment_currency_code),
        "manual_payment_gateway": transaction.gateway == "manual",
        "amount_rounding": None,
    }


def unsettled(currency: str, presentment: str) -> dict[str, Any]:
    """Nothing waits to be settled; this set names its currencies differently from the others."""
    return {
        "presentment_money": {"amount": "0.0", "currency": presentment},
        "shop_money": {"amount": "0.0", "currency": currency},
    }
