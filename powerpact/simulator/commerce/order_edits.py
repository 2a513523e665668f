"""Changes to an order that move neither money nor goods."""

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.metafields import metafield_faults, write_metafields
from powerpact.simulator.commerce.order_faults import ORDER_OWNER
from powerpact.simulator.commerce.order_lines import address
from powerpact.simulator.commerce.products import sorted_tags
from powerpact.simulator.payloads.orders import order_payload
from powerpact.simulator.refusals import Refused
from powerpact.simulator.store.orders import Order
from powerpact.simulator.store.shops import Shop

PLAIN_FIELDS = {"email": "email", "note": "note", "phone": "phone", "poNumber": "po_number"}


def update_order(shop: Shop, order: Order, given: Given) -> None:
    """Apply an `OrderInput`: tags and attributes replace, metafields are written."""
    written = given.get("metafields")
    faults = metafield_faults(shop, order, ORDER_OWNER, written, ["metafields"], "")
    if faults:
        raise Refused(*faults)
    for name, attribute in PLAIN_FIELDS.items():
        if name in given:
            setattr(order, attribute, given[name])
    if given.get("tags") is not None:
        order.tags = sorted_tags(given["tags"])
    if given.get("customAttributes") is not None:
        order.custom_attributes = [dict(entry) for entry in given["customAttributes"]]
    if given.get("shippingAddress"):
        order.shipping_address = address(shop, given["shippingAddress"])
    write_metafields(shop, order, ORDER_OWNER, written)
    touch_order(shop, order)


def touch_order(shop: Shop, order: Order) -> None:
    """An order changed: move its time and tell of it."""
    order.updated_at = shop.world.now()
    shop.world.publish(shop, "orders/updated", order_payload, shop, order)
