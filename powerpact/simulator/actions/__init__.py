"""What people do in a store: shoppers who order, merchants who ship, change and cancel.

Every function is one merchant action: the webhooks it causes share one event id. A refusal of the
store is a `Refused` with Shopify's user errors.
"""

from powerpact.simulator.actions.aftercare import cancel_order, refund
from powerpact.simulator.actions.catalogue import (
    create_product,
    create_products,
    create_variant,
    delete_product,
    delete_variant,
    edit_product,
    set_stock,
)
from powerpact.simulator.actions.looking import export_orders, holdings
from powerpact.simulator.actions.shipping import cancel_fulfillment, ship
from powerpact.simulator.actions.shopping import BasketLine, pay_order, place_order

__all__ = [
    "BasketLine",
    "cancel_fulfillment",
    "cancel_order",
    "create_product",
    "create_products",
    "create_variant",
    "delete_product",
    "delete_variant",
    "edit_product",
    "export_orders",
    "holdings",
    "pay_order",
    "place_order",
    "refund",
    "set_stock",
    "ship",
]
