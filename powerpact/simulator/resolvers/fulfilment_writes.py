"""Mutations of fulfilment orders and shipments."""

from powerpact.simulator.commerce.fulfilling import (
    cancel_fulfillment,
    create_fulfillment,
    find_fulfillment,
    update_tracking,
)
from powerpact.simulator.commerce.holding import hold, move_to, release
from powerpact.simulator.ids import kind_of
from powerpact.simulator.refusals import TopLevelError, refuse
from powerpact.simulator.resolvers.registry import Arguments, Context, Payload, mutation
from powerpact.simulator.store.fulfilments import FulfillmentOrder

WRITE = "write_merchant_managed_fulfillment_orders"


def known(context: Context, gid: str) -> FulfillmentOrder:
    found = context.shop.fulfillment_orders.get(gid)
    if found is None:
        message = "Fulfillment order does not exist."
        raise refuse(["id"], message, "FULFILLMENT_ORDER_NOT_FOUND")
    return found


def well_formed(gid: str) -> bool:
    return kind_of(gid) == "FulfillmentOrder" and not gid.endswith("/0")


@mutation("fulfillmentCreate", WRITE)
def fulfillment_create(arguments: Arguments, context: Context) -> Payload:
    """A malformed id is a top-level error: fulfillment-create-invalid-id.2025-01.b.json."""
    given = arguments["fulfillment"]
    for group in given["lineItemsByFulfillmentOrder"]:
        if not well_formed(group["fulfillmentOrderId"]):
            raise TopLevelError("invalid id", "RESOURCE_NOT_FOUND")
    return {"fulfillment": create_fulfillment(context.shop, given)}


@mutation("fulfillmentTrackingInfoUpdate", WRITE)
def tracking_info_update(arguments: Arguments, context: Context) -> Payload:
    shipment = find_fulfillment(context.shop, arguments["fulfillmentId"], "fulfillmentId")
    update_tracking(context.shop, shipment, arguments["trackingInfoInput"])
    return {"fulfillment": shipment}


@mutation("fulfillmentCancel", WRITE)
def fulfillment_cancel(arguments: Arguments, context: Context) -> Payload:
    shipment = find_fulfillment(context.shop, arguments["id"], "id")
    cancel_fulfillment(context.shop, shipment)
    return {"fulfillment": shipment}


@mutation("fulfillmentOrderHold", WRITE)
def fulfillment_order_hold(arguments: Arguments, context: Context) -> Payload:
    held = known(context, arguments["id"])
    made, rest = hold(context.shop, held, arguments["fulfillmentHold"])
    return {
        "fulfillmentHold": made,
        "fulfillmentOrder": held,
        "remainingFulfillmentOrder": rest,
    }


@mutation("fulfillmentOrderReleaseHold", WRITE)
def fulfillment_order_release_hold(arguments: Arguments, context: Context) -> Payload:
    held = known(context, arguments["id"])
    release(context.shop, held, arguments.get("holdIds"))
    return {"fulfillmentOrder": held}


@mutation("fulfillmentOrderMove", WRITE)
def fulfillment_order_move(arguments: Arguments, context: Context) -> Payload:
    """A fulfilment order in progress is not moved; its code is all that the type knows."""
    source = context.shop.fulfillment_orders.get(arguments["id"])
    location = context.shop.locations.get(arguments["newLocationId"])
    if source is None:
        raise refuse(["id"], "Fulfillment order does not exist.")
    if location is None:
        raise refuse(["newLocationId"], "Location not found.")
    if source.status == "IN_PROGRESS":
        code = "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"
        raise refuse(["id"], "Cannot move a fulfillment order in progress.", code)
    entries = arguments.get("fulfillmentOrderLineItems") or []
    moved = move_to(context.shop, source, location, entries)
    return {"movedFulfillmentOrder": moved, "originalFulfillmentOrder": source}
