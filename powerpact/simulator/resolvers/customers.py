"""Customers, as far as custom ids and orders need them."""

from typing import Any

from powerpact.simulator.commerce.customers import by_email, change_customer, new_customer
from powerpact.simulator.commerce.metafields import (
    metafield_faults,
    owner_by_custom_id,
    write_metafields,
)
from powerpact.simulator.refusals import Refused
from powerpact.simulator.resolvers.connections import Page, page
from powerpact.simulator.resolvers.registry import (
    Arguments,
    Context,
    Payload,
    mutation,
    of,
    query,
)
from powerpact.simulator.store.orders import Customer
from powerpact.simulator.store.shops import legacy_id

OWNER = "CUSTOMER"


@query("customer", "read_customers")
def customer_by_id(arguments: Arguments, context: Context) -> Customer | None:
    return context.shop.customers.get(arguments["id"])


@query("customers", "read_customers")
def customers(arguments: Arguments, context: Context) -> Page:
    return page(context.shop.customers.values(), arguments, context)


def identified(identifier: Arguments, context: Context) -> Any:
    if "customId" in identifier:
        return owner_by_custom_id(context.shop, OWNER, identifier["customId"])
    if identifier.get("id"):
        return context.shop.customers.get(identifier["id"])
    return by_email(context.shop, identifier.get("emailAddress") or identifier.get("email"))


@query("customerByIdentifier", "read_customers")
def customer_by_identifier(arguments: Arguments, context: Context) -> Any:
    return identified(arguments["identifier"], context)


@mutation("customerSet", "write_customers")
def customer_set(arguments: Arguments, context: Context) -> Payload:
    """Create or update by an identifier, as customer-set-custom-id.2026-04.a.json shows."""
    shop, identifier = context.shop, arguments.get("identifier") or {}
    customer = identified(identifier, context) if identifier else None
    custom_id = identifier.get("customId")
    written = [custom_id] if custom_id else []
    if faults := metafield_faults(shop, customer, OWNER, written, ["input"], "TAKEN"):
        raise Refused(*faults)
    customer = customer or new_customer(shop)
    change_customer(shop, customer, arguments["input"])
    write_metafields(shop, customer, OWNER, written)
    return {"customer": customer}


@of("Customer", "legacyResourceId")
def legacy_resource_id(source: Customer, _: Arguments, __: Context) -> str:
    return legacy_id(source.id)
