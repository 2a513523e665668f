"""Bodies of the compliance webhooks: platform facts 2.3."""

from typing import Any

from powerpact.simulator.ids import number_of
from powerpact.simulator.store.shops import Shop

DATA_REQUEST = "customers/data_request"
REDACT = "customers/redact"
SHOP_REDACT = "shop/redact"
_ORDERS = {DATA_REQUEST: "orders_requested", REDACT: "orders_to_redact"}


def compliance_payload(shop: Shop, topic: str, email: str) -> dict[str, Any]:
    """What `topic` says; of a shopper, with all the orders that the store has of that address."""
    about = {"shop_id": shop.id, "shop_domain": shop.domain}
    if topic == SHOP_REDACT:
        return about
    customer = shop.customers_by_email.get(email)
    orders = [
        number_of(order.id)
        for order in shop.orders.values()
        if order.email == email or (customer is not None and order.customer is customer)
    ]
    named = {
        "id": number_of(customer.id) if customer else None,
        "email": email,
        "phone": customer.phone if customer else None,
    }
    asked = {"data_request": {"id": shop.ids.number()}} if topic == DATA_REQUEST else {}
    return {**about, "customer": named, _ORDERS[topic]: orders, **asked}
