"""Fulfilment orders and shipments as the API shows them."""

from typing import Any

from powerpact.simulator.refusals import access_denied
from powerpact.simulator.resolvers.connections import Page, page
from powerpact.simulator.resolvers.registry import Arguments, Context, of, query
from powerpact.simulator.resolvers.shop import app_record
from powerpact.simulator.store.fulfilments import (
    Fulfillment,
    FulfillmentHold,
    FulfillmentOrder,
    FulfillmentOrderLineItem,
    TrackingInfo,
)
from powerpact.simulator.store.shops import legacy_id

READ = "read_merchant_managed_fulfillment_orders"
ACTIONS = {
    "OPEN": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"),
    "IN_PROGRESS": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD", "MARK_AS_OPEN"),
    "SCHEDULED": ("MARK_AS_OPEN",),
    "ON_HOLD": ("RELEASE_HOLD", "HOLD", "MOVE"),
}


@query("fulfillmentOrder", READ)
def fulfillment_order(arguments: Arguments, context: Context) -> FulfillmentOrder | None:
    return context.shop.fulfillment_orders.get(arguments["id"])


@query("fulfillmentOrders", READ)
def fulfillment_orders(arguments: Arguments, context: Context) -> Page:
    """Closed ones only when asked for."""
    closed_too = arguments["includeClosed"]
    held = context.shop.fulfillment_orders.values()
    return page([fo for fo in held if fo.open or closed_too], arguments, context)


@of("FulfillmentOrder", "requestStatus")
def request_status(_: FulfillmentOrder, __: Arguments, ___: Context) -> str:
    """Always so where the merchant ships himself (platform facts 5)."""
    return "UNSUBMITTED"


@of("FulfillmentOrder", "fulfillBy")
def fulfill_by(_: FulfillmentOrder, __: Arguments, ___: Context) -> None:
    return None


@of("FulfillmentOrder", "orderId")
def order_id(source: FulfillmentOrder, _: Arguments, __: Context) -> str:
    return source.order.id


@of("FulfillmentOrder", "orderName")
def order_name(source: FulfillmentOrder, _: Arguments, __: Context) -> str:
    return source.order.name


@of("FulfillmentOrder", "assignedLocation")
def assigned_location(source: FulfillmentOrder, _: Arguments, __: Context) -> dict[str, Any]:
    location = source.assigned_location
    return {"name": location.name, "location": location}


@of("FulfillmentOrder", "supportedActions")
def supported_actions(source: FulfillmentOrder, _: Arguments, __: Context) -> list[dict[str, str]]:
    return [{"action": action} for action in ACTIONS.get(source.status, ())]


@of("FulfillmentOrder", "merchantRequests")
def merchant_requests(_: FulfillmentOrder, arguments: Arguments, context: Context) -> Page:
    return page([], arguments, context)


@of("FulfillmentOrder", "lineItems")
def order_lines(source: FulfillmentOrder, arguments: Arguments, context: Context) -> Page:
    return page(source.lines, arguments, context)


@of("FulfillmentOrder", "fulfillments")
def shipments(source: FulfillmentOrder, arguments: Arguments, context: Context) -> Page:
    return page(source.fulfillments, arguments, context)


def _from_line(name: str, attribute: str) -> None:
    @of("FulfillmentOrderLineItem", name)
    def resolve(source: FulfillmentOrderLineItem, _: Arguments, __: Context) -> Any:
        return getattr(source.line_item, attribute)


for _name, _attribute in {
    "sku": "sku",
    "vendor": "vendor",
    "requiresShipping": "requires_shipping",
    "productTitle": "title",
    "variantTitle": "variant_title",
}.items():
    _from_line(_name, _attribute)


@of("FulfillmentOrderLineItem", "variant")
def line_variant(source: FulfillmentOrderLineItem, _: Arguments, context: Context) -> Any:
    variant = source.line_item.variant
    return context.shop.variants.get(variant.id) if variant else None


@of("FulfillmentHold", "heldByApp")
def held_by_app(_: FulfillmentHold, __: Arguments, context: Context) -> dict[str, Any]:
    """Needs a scope of its own (platform facts 9.2)."""
    if not context.may("read_apps"):
        raise access_denied("heldByApp", "`read_apps` access scope.")
    return app_record(context.shop)


@of("FulfillmentHold", "heldByRequestingApp")
def held_by_requesting_app(_: FulfillmentHold, __: Arguments, ___: Context) -> bool:
    return True


@of("FulfillmentHold", "displayReason")
def display_reason(source: FulfillmentHold, _: Arguments, __: Context) -> str:
    return source.reason.replace("_", " ").capitalize()


@query("fulfillment", "read_orders")
def fulfillment(arguments: Arguments, context: Context) -> Fulfillment | None:
    return context.shop.find(Fulfillment, arguments["id"])


@of("Fulfillment", "legacyResourceId")
def legacy_resource_id(source: Fulfillment, _: Arguments, __: Context) -> str:
    return legacy_id(source.id)


@of("Fulfillment", "trackingInfo")
def tracking_info(source: Fulfillment, arguments: Arguments, _: Context) -> list[TrackingInfo]:
    return source.tracking_info[: arguments.get("first")]


@of("Fulfillment", "totalQuantity")
def total_quantity(source: Fulfillment, _: Arguments, __: Context) -> int:
    return sum(entry.quantity for entry in source.lines)


@of("Fulfillment", "requiresShipping")
def requires_shipping(source: Fulfillment, _: Arguments, __: Context) -> bool:
    return any(entry.line_item.requires_shipping for entry in source.lines)


@of("Fulfillment", "fulfillmentLineItems")
def fulfillment_lines(source: Fulfillment, arguments: Arguments, context: Context) -> Page:
    return page(source.lines, arguments, context)


@of("Fulfillment", "fulfillmentOrders")
def orders_of_fulfillment(source: Fulfillment, arguments: Arguments, context: Context) -> Page:
    return page(source.fulfillment_orders, arguments, context)
