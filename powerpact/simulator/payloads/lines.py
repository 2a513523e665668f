"""Line items, shipping lines, taxes and discounts inside webhook bodies."""

from typing import Any

from powerpact.simulator.ids import number_of
from powerpact.simulator.money import ZERO
from powerpact.simulator.payloads.money import money_set, text
from powerpact.simulator.store.orders import LineItem, Order, ShippingLine, TaxLine

GRAMS = {"KILOGRAMS": 1000, "GRAMS": 1, "POUNDS": 453.59237, "OUNCES": 28.349523125}


def line_payload(line: LineItem) -> dict[str, Any]:
    """One of `line_items[]` of an order."""
    return {
        **shipped_line_payload(line),
        "attributed_staffs": [],
        "current_quantity": line.current_quantity,
        "sales_line_item_group_id": None,
    }


def shipped_line_payload(line: LineItem) -> dict[str, Any]:
    """A line as refunds and shipments show it: without the order's own extras."""
    order, tracked = line.order, line.variant and line.variant.inventory_item.tracked
    return {
        "id": number_of(line.id),
        "admin_graphql_api_id": line.id,
        "variant_id": number_of(line.variant.id) if line.variant else None,
        "product_id": number_of(line.product_id) if line.product_id else None,
        "product_exists": line.product_id is not None,
        "title": line.title,
        "variant_title": line.variant_title,
        "name": line.name,
        "sku": line.sku,
        "vendor": line.vendor,
        "quantity": line.quantity,
        "fulfillable_quantity": fulfillable(line),
        "fulfillment_service": "manual",
        "fulfillment_status": fulfillment_status(line),
        "variant_inventory_management": "shopify" if tracked else None,
        "requires_shipping": line.requires_shipping,
        "taxable": line.taxable,
        "gift_card": line.is_gift_card,
        "grams": grams(line),
        "price": text(order, line.price),
        "price_set": money_set(order, line.price),
        # Discount codes show in the allocations; this is for discounts of the line alone.
        "total_discount": text(order, ZERO),
        "total_discount_set": money_set(order, ZERO),
        "discount_allocations": allocations(line),
        "properties": [{"name": a["key"], "value": a["value"]} for a in line.custom_attributes],
        "duties": [],
        "tax_lines": [tax_payload(order, tax) for tax in line.tax_lines],
    }


def fulfillable(line: LineItem) -> int:
    """Pieces that could be shipped now: those of fulfilment orders that wait for nothing."""
    ready = (fo for fo in line.order.fulfillment_orders if fo.status in {"OPEN", "IN_PROGRESS"})
    entries = (entry for fo in ready for entry in fo.lines if entry.line_item is line)
    return sum(entry.remaining_quantity for entry in entries)


def shipped(line: LineItem) -> int:
    """Pieces in shipments that were not cancelled."""
    live = (f for f in line.order.fulfillments if f.status == "SUCCESS")
    return sum(entry.quantity for f in live for entry in f.lines if entry.line_item is line)


def fulfillment_status(line: LineItem) -> str | None:
    done = shipped(line)
    if not done:
        return None
    return "fulfilled" if done >= line.current_quantity else "partial"


def grams(line: LineItem) -> int:
    item = line.variant.inventory_item if line.variant else None
    return round(item.weight * GRAMS[item.weight_unit]) if item else 0


def allocations(line: LineItem | ShippingLine) -> list[dict[str, Any]]:
    if not line.discount:
        return []
    amount = {
        "amount": text(line.order, line.discount),
        "amount_set": money_set(line.order, line.discount),
        "discount_application_index": 0,
    }
    return [amount]


def tax_payload(order: Order, tax: TaxLine) -> dict[str, Any]:
    return {
        "title": tax.title,
        "rate": tax.rate,
        "price": text(order, tax.amount),
        "price_set": money_set(order, tax.amount),
        "channel_liable": tax.channel_liable,
    }


def shipping_payload(line: ShippingLine) -> dict[str, Any]:
    """One of `shipping_lines[]`."""
    order, discounted = line.order, line.price - line.discount
    return {
        "id": number_of(line.id),
        "carrier_identifier": None,
        "code": line.code,
        "current_discounted_price_set": money_set(order, discounted),
        "discounted_price": text(order, discounted),
        "discounted_price_set": money_set(order, discounted),
        "is_removed": False,
        "phone": None,
        "price": text(order, line.price),
        "price_set": money_set(order, line.price),
        "requested_fulfillment_service_id": None,
        "source": line.source,
        "title": line.title,
        "tax_lines": [tax_payload(order, tax) for tax in line.tax_lines],
        "discount_allocations": allocations(line),
    }
