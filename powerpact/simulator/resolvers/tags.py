"""Tags of orders, products, customers."""

from typing import Any

from powerpact.simulator.commerce.order_edits import touch_order
from powerpact.simulator.commerce.products import sorted_tags, touch
from powerpact.simulator.refusals import access_denied, refuse
from powerpact.simulator.resolvers.registry import Arguments, Context, Payload, mutation
from powerpact.simulator.store.orders import Customer, Order
from powerpact.simulator.store.products import Product

SCOPES: dict[type, str] = {
    Order: "write_orders",
    Product: "write_products",
    Customer: "write_customers",
}


def tagged(arguments: Arguments, context: Context, field: str) -> Any:
    """The thing to be tagged; refuses without its scope."""
    thing = context.shop.nodes.get(arguments["id"])
    scope = SCOPES.get(type(thing))
    if scope is None:
        raise refuse(["id"], "The resource does not exist.")
    if not context.may(scope):
        raise access_denied(field, f"`{scope}` access scope.")
    return thing


def retag(context: Context, thing: Any, tags: list[str]) -> Payload:
    thing.tags = sorted_tags(tags)
    if isinstance(thing, Order):
        touch_order(context.shop, thing)
    elif isinstance(thing, Product):
        touch(context.shop, thing)
    return {"node": thing}


@mutation("tagsAdd")
def tags_add(arguments: Arguments, context: Context) -> Payload:
    thing = tagged(arguments, context, "tagsAdd")
    return retag(context, thing, [*thing.tags, *arguments["tags"]])


@mutation("tagsRemove")
def tags_remove(arguments: Arguments, context: Context) -> Payload:
    thing = tagged(arguments, context, "tagsRemove")
    gone = {tag.lower() for tag in arguments["tags"]}
    return retag(context, thing, [tag for tag in thing.tags if tag.lower() not in gone])
