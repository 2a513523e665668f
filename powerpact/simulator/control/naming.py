"""Finding orders, products, variants and shipments by what people call them.

Each raises Mistaken with 404 when there is none.
"""

from powerpact.simulator.control.asking import Mistaken
from powerpact.simulator.store.fulfilments import Fulfillment
from powerpact.simulator.store.orders import Order
from powerpact.simulator.store.products import Product, ProductVariant
from powerpact.simulator.store.shops import Shop


def order_named(shop: Shop, name: str) -> Order:
    """An order by its global id or its name, such as #1001."""
    if name in shop.orders:
        return shop.orders[name]
    for order in shop.orders.values():
        if order.name == name:
            return order
    raise Mistaken(f"{shop.domain} has no order {name}.", 404)


def product_named(shop: Shop, name: str) -> Product:
    """A product by its global id or its handle."""
    product = shop.products.get(name) or shop.handles.get(name)
    if product is None:
        raise Mistaken(f"{shop.domain} has no product {name}.", 404)
    return product


def variant_named(shop: Shop, name: str) -> ProductVariant:
    """A variant by its global id or its SKU."""
    if name in shop.variants:
        return shop.variants[name]
    for variant in shop.variants.values():
        if variant.sku == name:
            return variant
    raise Mistaken(f"{shop.domain} has no variant {name}.", 404)


def shipment_named(order: Order, name: str | None) -> Fulfillment:
    """A shipment of the order by its global id; the latest one without a name."""
    named = [one for one in order.fulfillments if name in (None, one.id)]
    if not named:
        raise Mistaken(f"{order.name} has no shipment {name or 'at all'}.", 404)
    return named[-1]
