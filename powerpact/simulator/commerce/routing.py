"""Which location ships what: fulfilment orders appear by themselves (platform facts 4.1)."""

from datetime import datetime, timedelta

from powerpact.simulator.payloads.fulfillment_orders import order_payload
from powerpact.simulator.store.fulfilments import FulfillmentOrder, FulfillmentOrderLineItem
from powerpact.simulator.store.inventory import Location
from powerpact.simulator.store.orders import LineItem, Order
from powerpact.simulator.store.shops import Shop


def allocations(shop: Shop, line: LineItem) -> list[tuple[Location, int]]:
    """From where the pieces of a line come: the fullest shelf first, the rest from there too."""
    item = line.variant.inventory_item if line.variant else None
    if item is None or not item.tracked or not item.levels:
        return [(shop.main_location, line.quantity)]
    shelves = sorted(item.levels.values(), key=lambda level: -level.available)
    left, parts = line.quantity, []
    for shelf in shelves:
        part = min(left, max(shelf.available, 0))
        if part:
            parts.append((shelf.location, part))
            left -= part
    if left:
        first = parts[0] if parts else (shelves[0].location, 0)
        parts[:1] = [(first[0], first[1] + left)]
    return parts


def route(shop: Shop, order: Order, sources: dict[LineItem, list[tuple[Location, int]]]) -> None:
    """Make one fulfilment order per location for the lines that need shipping."""
    for line, parts in sources.items():
        for location, pieces in parts if line.requires_shipping else ():
            entry = FulfillmentOrderLineItem(
                shop.ids.gid("FulfillmentOrderLineItem"), line, pieces, pieces
            )
            open_at(shop, order, location).lines.append(shop.keep(entry))
    for fulfillment_order in order.fulfillment_orders:
        shop.world.publish(
            shop, "fulfillment_orders/order_routing_complete", order_payload, fulfillment_order
        )


def open_at(shop: Shop, order: Order, location: Location) -> FulfillmentOrder:
    """The order's open fulfilment order at a location, made when there is none."""
    for known in order.fulfillment_orders:
        if known.assigned_location is location and known.status == "OPEN":
            return known
    now = shop.world.now()
    gid = shop.ids.gid("FulfillmentOrder")
    made = shop.keep(FulfillmentOrder(gid, order, location, now, now, hour_of(now)))
    shop.fulfillment_orders[gid] = made
    order.fulfillment_orders.append(made)
    return made


def hour_of(moment: datetime) -> datetime:
    """`fulfillAt` is the full hour before."""
    return moment - timedelta(minutes=moment.minute, seconds=moment.second)
