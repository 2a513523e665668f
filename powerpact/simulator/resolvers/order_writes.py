"""Mutations of orders."""

from powerpact.simulator.commerce.order_create import create_order
from powerpact.simulator.commerce.order_edits import update_order
from powerpact.simulator.commerce.payments import mark_as_paid
from powerpact.simulator.refusals import refuse
from powerpact.simulator.resolvers.registry import Arguments, Context, Payload, mutation
from powerpact.simulator.store.orders import Order

WRITE = "write_orders"


def known_order(context: Context, gid: str, field: list[str]) -> Order:
    """The order, or a refusal that names the field."""
    order = context.shop.orders.get(gid)
    if order is None:
        raise refuse(field, "Order does not exist")
    return order


@mutation("orderCreate", WRITE)
def order_create(arguments: Arguments, context: Context) -> Payload:
    return {"order": create_order(context.shop, arguments["order"], arguments.get("options"))}


@mutation("orderUpdate", WRITE)
def order_update(arguments: Arguments, context: Context) -> Payload:
    given = arguments["input"]
    order = known_order(context, given["id"], ["id"])
    update_order(context.shop, order, given)
    return {"order": order}


@mutation("orderMarkAsPaid", WRITE)
def order_mark_as_paid(arguments: Arguments, context: Context) -> Payload:
    order = known_order(context, arguments["input"]["id"], ["id"])
    mark_as_paid(context.shop, order)
    return {"order": order}
