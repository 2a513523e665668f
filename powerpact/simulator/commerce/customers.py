"""Buyers whom the store knows."""

from powerpact.simulator.commerce import Given
from powerpact.simulator.store.orders import Customer
from powerpact.simulator.store.shops import Shop


def by_email(shop: Shop, email: str | None) -> Customer | None:
    return shop.customers_by_email.get(email or "")


def new_customer(shop: Shop) -> Customer:
    now = shop.world.now()
    customer = shop.keep(Customer(shop.ids.gid("Customer"), now, now))
    shop.customers[customer.id] = customer
    return customer


def change_customer(shop: Shop, customer: Customer, given: Given) -> None:
    """Apply what an input mentions."""
    if given.get("email"):
        shop.customers_by_email.pop(customer.email or "", None)
        customer.email = given["email"]
        shop.customers_by_email[given["email"]] = customer
    customer.first_name = given.get("firstName") or customer.first_name
    customer.last_name = given.get("lastName") or customer.last_name
    customer.phone = given.get("phone") or customer.phone
    customer.tags = given.get("tags") or customer.tags
    customer.updated_at = shop.world.now()


def customer_for(shop: Shop, order: Given) -> Customer | None:
    """The customer an order names: an existing one, or made from `toUpsert`."""
    named = order.get("customer") or {}
    associate = named.get("toAssociate") or {}
    gid = order.get("customerId") or associate.get("id")
    if gid or associate:
        return shop.customers.get(gid or "") or by_email(shop, associate.get("email"))
    if upsert := named.get("toUpsert"):
        customer = by_email(shop, upsert.get("email")) or new_customer(shop)
        change_customer(shop, customer, upsert)
        return customer
    return None
