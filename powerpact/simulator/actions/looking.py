"""What a store holds, for people to look at and for tests to count. Amounts are text."""

from typing import Any

from powerpact.simulator.money import fixed
from powerpact.simulator.store import totals
from powerpact.simulator.store.orders import LineItem, Order
from powerpact.simulator.store.products import Product, ProductVariant
from powerpact.simulator.store.shops import Shop


def holdings(shop: Shop) -> dict[str, Any]:
    """Everything of a store that can be counted, as JSON."""
    return {
        "domain": shop.domain,
        "name": shop.name,
        "currency": shop.currency,
        "plan": shop.plan,
        "installed": shop.app.installed,
        "locations": [
            {"id": location.id, "name": location.name} for location in shop.locations.values()
        ],
        "publications": [
            {"id": place.id, "title": place.title} for place in shop.publications.values()
        ],
        "products": [product_view(shop, product) for product in shop.products.values()],
        "orders": export_orders(shop),
        "subscriptions": [
            {"id": entry.id, "topic": entry.path, "uri": entry.uri}
            for entry in shop.subscriptions.values()
        ],
        "bulk_operations": [
            {"id": entry.id, "type": entry.type, "status": entry.status}
            for entry in shop.bulk_operations.values()
        ],
    }


def product_view(shop: Shop, product: Product) -> dict[str, Any]:
    """One product with its variants, as JSON."""
    return {
        "id": product.id,
        "title": product.title,
        "handle": product.handle,
        "vendor": product.vendor,
        "status": product.status,
        "tags": product.tags,
        "published": sorted(product.published),
        "custom_ids": custom_ids(product.metafields),
        "variants": [_variant(shop, variant) for variant in product.variants],
    }


def _variant(shop: Shop, variant: ProductVariant) -> dict[str, Any]:
    return {
        "id": variant.id,
        "title": variant.title,
        "sku": variant.sku,
        "price": fixed(variant.price, shop.currency),
        "tracked": variant.inventory_item.tracked,
        "available": variant.inventory_quantity,
        "inventory_item_id": variant.inventory_item.id,
    }


def custom_ids(metafields: dict[tuple[str, str], Any]) -> dict[str, str]:
    """Metafields of type `id` by `namespace.key`."""
    held = (entry for entry in metafields.values() if entry.type == "id")
    return {f"{entry.namespace}.{entry.key}": entry.value for entry in held}


def export_orders(shop: Shop) -> list[dict[str, Any]]:
    """Every order as JSON, in the order in which they were made."""
    return [order_view(order) for order in shop.orders.values()]


def order_view(order: Order) -> dict[str, Any]:
    """One order with its lines and what it amounts to, as JSON."""
    cancelled = order.cancelled_at
    currency = order.currency_code
    return {
        "id": order.id,
        "name": order.name,
        "tags": order.tags,
        "source_identifier": order.source_identifier,
        "custom_ids": custom_ids(order.metafields),
        "created_at": order.created_at.isoformat(),
        "cancelled_at": cancelled.isoformat() if cancelled else None,
        "financial_status": order.financial_status,
        "currency": currency,
        "email": order.email,
        "lines": [_line(line) for line in order.lines],
        "subtotal": fixed(totals.subtotal(order), currency),
        "shipping": fixed(totals.shipping_total(order), currency),
        "tax": fixed(totals.tax_total(order), currency),
        "discounts": fixed(totals.discounts(order), currency),
        "total": fixed(totals.total(order), currency),
        "refunded": fixed(totals.refunded(order), currency),
        "fulfillments": [
            {"id": shipment.id, "name": shipment.name, "status": shipment.status}
            for shipment in order.fulfillments
        ],
    }


def _line(line: LineItem) -> dict[str, Any]:
    return {
        "id": line.id,
        "title": line.title,
        "variant_id": line.variant.id if line.variant else None,
        "sku": line.sku,
        "vendor": line.vendor,
        "quantity": line.quantity,
        "current_quantity": line.current_quantity,
        "price": fixed(line.price, line.order.currency_code),
        "discount": fixed(line.discount, line.order.currency_code),
        "properties": line.custom_attributes,
    }
