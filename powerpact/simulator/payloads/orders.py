"""The order as the `orders/*` webhooks describe it (platform facts 2.4)."""

from decimal import Decimal
from typing import Any

from powerpact.simulator.ids import number_of
from powerpact.simulator.money import ZERO
from powerpact.simulator.payloads.addresses import address_payload, customer_payload
from powerpact.simulator.payloads.fulfillments import fulfillment_payload
from powerpact.simulator.payloads.lines import grams, line_payload, shipping_payload, tax_payload
from powerpact.simulator.payloads.money import money_set, text
from powerpact.simulator.payloads.refunds import refund_payload
from powerpact.simulator.store import totals
from powerpact.simulator.store.orders import Order
from powerpact.simulator.store.shops import Shop

NEVER_SET = (
    "browser_ip cart_token checkout_token client_details confirmation_number device_id "
    "landing_site landing_site_ref location_id merchant_of_record_app_id payment_terms reference "
    "referring_site user_id current_total_additional_fees_set current_total_duties_set "
    "original_total_additional_fees_set original_total_duties_set"
).split()


def order_payload(shop: Shop, order: Order) -> dict[str, Any]:
    """The whole order; times in the store's time zone."""
    return {
        **dict.fromkeys(NEVER_SET),
        **_identity(shop, order),
        **_times(shop, order),
        **_amounts(order),
        "billing_address": address_payload(order.billing_address),
        "shipping_address": address_payload(order.shipping_address),
        "customer": customer_payload(shop, order),
        "discount_codes": _discount_codes(order),
        "discount_applications": order.discount_applications,
        "fulfillments": [fulfillment_payload(shop, entry) for entry in order.fulfillments],
        "line_items": [line_payload(line) for line in order.lines],
        "line_item_groups": [],
        "refunds": [refund_payload(shop, refund) for refund in order.refunds],
        "returns": [],
        "shipping_lines": [shipping_payload(line) for line in order.shipping],
        "tax_lines": [tax_payload(order, tax) for tax in totals.tax_lines(order)],
    }


def _identity(shop: Shop, order: Order) -> dict[str, Any]:
    return {
        "id": number_of(order.id),
        "admin_graphql_api_id": order.id,
        "app_id": order.app_id,
        "name": order.name,
        "number": order.number - 1000,
        "order_number": order.number,
        "token": f"token{number_of(order.id)}",
        "order_status_url": f"https://{shop.domain}/{shop.id}/orders/{number_of(order.id)}",
        "merchant_business_entity_id": f"entity{shop.id}",
        "email": order.email or "",
        "contact_email": order.email,
        "phone": order.phone,
        "customer_locale": "en",
        "buyer_accepts_marketing": False,
        "note": order.note,
        "note_attributes": [
            {"name": entry["key"], "value": entry["value"]} for entry in order.custom_attributes
        ],
        "po_number": order.po_number,
        "source_name": order.source_name,
        "source_identifier": order.source_identifier,
        "source_url": order.source_url,
        "tags": ", ".join(order.tags),
        "test": order.test,
        "confirmed": True,
        "cancel_reason": (order.cancel_reason or "").lower() or None,
        "financial_status": (order.financial_status or "pending").lower(),
        "fulfillment_status": _fulfillment_status(order),
        "payment_gateway_names": gateways(order),
    }


def gateways(order: Order) -> list[str]:
    """Who took the money, each once, in order."""
    return list(dict.fromkeys(transaction.gateway for transaction in order.transactions))


def _times(shop: Shop, order: Order) -> dict[str, Any]:
    return {
        "created_at": shop.local(order.created_at),
        "updated_at": shop.local(order.updated_at),
        "processed_at": shop.local(order.processed_at),
        "cancelled_at": shop.local(order.cancelled_at),
        "closed_at": shop.local(order.closed_at),
    }


def _fulfillment_status(order: Order) -> str | None:
    pieces = sum(line.current_quantity for line in order.lines)
    live = (shipment for shipment in order.fulfillments if shipment.status == "SUCCESS")
    done = sum(entry.quantity for shipment in live for entry in shipment.lines)
    if not done:
        return None
    return "fulfilled" if done >= pieces else "partial"


def _amounts(order: Order) -> dict[str, Any]:
    with_set = {
        "current_subtotal_price": totals.current_subtotal(order),
        "current_total_discounts": totals.current_discounts(order),
        "current_total_price": totals.current_total(order),
        "current_total_tax": totals.current_tax(order),
        "subtotal_price": totals.subtotal(order),
        "total_discounts": totals.discounts(order),
        "total_line_items_price": totals.line_items_price(order),
        "total_price": totals.total(order),
        "total_tax": totals.tax_total(order),
    }
    only_set: dict[str, Decimal] = {
        "current_shipping_price_set": totals.current_shipping(order),
        "total_shipping_price_set": totals.shipping_total(order),
        "total_cash_rounding_payment_adjustment_set": ZERO,
        "total_cash_rounding_refund_adjustment_set": ZERO,
    }
    return {
        **{name: text(order, amount) for name, amount in with_set.items()},
        **{f"{name}_set": money_set(order, amount) for name, amount in with_set.items()},
        **{name: money_set(order, amount) for name, amount in only_set.items()},
        "currency": order.currency_code,
        "presentment_currency": order.presentment_currency_code,
        "taxes_included": order.taxes_included,
        "tax_exempt": False,
        "duties_included": False,
        "estimated_taxes": False,
        "total_outstanding": text(order, totals.outstanding(order)),
        "total_tip_received": text(order, order.tip),
        "total_weight": sum(grams(line) * line.quantity for line in order.lines),
    }


def _discount_codes(order: Order) -> list[dict[str, str]]:
    return [
        {
            "code": code,
            "amount": text(order, totals.discounts(order)),
            "type": order.discount_applications[0]["value_type"],
        }
        for code in order.discount_codes
    ]
