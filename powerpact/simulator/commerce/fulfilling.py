"""Shipping (platform facts 5)."""

from collections.abc import Iterable

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.routing import open_at
from powerpact.simulator.commerce.stock import ship_out, stocked
from powerpact.simulator.payloads.fulfillment_orders import cancelled_payload
from powerpact.simulator.payloads.fulfillments import fulfillment_payload
from powerpact.simulator.payloads.orders import order_payload
from powerpact.simulator.refusals import refuse
from powerpact.simulator.store.fulfilments import (
    Fulfillment,
    FulfillmentLineItem,
    FulfillmentOrder,
    FulfillmentOrderLineItem,
    TrackingInfo,
)
from powerpact.simulator.store.orders import Order
from powerpact.simulator.store.shops import Shop

Pieces = list[tuple[FulfillmentOrder, FulfillmentOrderLineItem, int]]


def tracking_of(given: Given | None) -> list[TrackingInfo]:
    """`number` and `url`, or `numbers` and `urls`, of one company."""
    given = given or {}
    one = [given["number"]] if given.get("number") else []
    numbers = given.get("numbers") or one
    urls = given.get("urls") or ([given["url"]] if given.get("url") else [])
    found = []
    for index in range(max(len(numbers), len(urls))):
        number = numbers[index] if index < len(numbers) else None
        url = urls[index] if index < len(urls) else None
        found.append(TrackingInfo(given.get("company"), number, url))
    return found or ([TrackingInfo(given["company"], None, None)] if given.get("company") else [])


def chosen_pieces(shop: Shop, groups: Iterable[Given]) -> Pieces:
    """What a `FulfillmentInput` names; without lines it is everything that remains."""
    pieces: Pieces = []
    for group in groups:
        fulfillment_order = shop.fulfillment_orders.get(group["fulfillmentOrderId"])
        if fulfillment_order is None:
            raise refuse(["fulfillment"], "Fulfillment order does not exist.")
        if fulfillment_order.status not in {"OPEN", "IN_PROGRESS", "SCHEDULED"}:
            status = fulfillment_order.status.lower()
            raise refuse(
                ["fulfillment"],
                f"Fulfillment order {fulfillment_order.id} has an unfulfillable status= {status}.",
            )
        pieces += _pieces_of(fulfillment_order, group.get("fulfillmentOrderLineItems"))
    return pieces


def _pieces_of(fulfillment_order: FulfillmentOrder, entries: list[Given] | None) -> Pieces:
    if not entries:
        remaining = (line for line in fulfillment_order.lines if line.remaining_quantity)
        return [(fulfillment_order, line, line.remaining_quantity) for line in remaining]
    lines = {line.id: line for line in fulfillment_order.lines}
    pieces: Pieces = []
    for entry in entries:
        line = lines.get(entry["id"])
        if line is None:
            raise refuse(["fulfillment"], "Fulfillment order line item does not exist.")
        if not 0 < entry["quantity"] <= line.remaining_quantity:
            raise refuse(["fulfillment"], "Invalid fulfillment order line item quantity requested.")
        pieces.append((fulfillment_order, line, entry["quantity"]))
    return pieces


def create_fulfillment(shop: Shop, given: Given) -> Fulfillment:
    """Ship pieces of one order from one location; refuses with plain user errors."""
    pieces = chosen_pieces(shop, given["lineItemsByFulfillmentOrder"])
    if not pieces:
        raise refuse(["fulfillment"], "There is nothing left to fulfill.")
    orders = {fulfillment_order.order for fulfillment_order, _, __ in pieces}
    places = {fulfillment_order.assigned_location for fulfillment_order, _, __ in pieces}
    if len(orders) > 1 or len(places) > 1:
        message = "All fulfillment orders must belong to the same order and location."
        raise refuse(["fulfillment"], message)
    return ship(shop, orders.pop(), pieces, tracking_of(given.get("trackingInfo")))


def ship(shop: Shop, order: Order, pieces: Pieces, tracking: list[TrackingInfo]) -> Fulfillment:
    """Make the shipment, take the pieces off the shelf and tell of it."""
    now = shop.world.now()
    location = pieces[0][0].assigned_location
    name = f"{order.name}-F{len(order.fulfillments) + 1}"
    shipment = Fulfillment(shop.ids.gid("Fulfillment"), order, name, location, now, now)
    shipment.tracking_info = tracking
    for fulfillment_order, line, quantity in pieces:
        _move_piece(shop, shipment, fulfillment_order, line, quantity)
    order.fulfillments.append(shop.keep(shipment))
    order.updated_at = now
    shop.world.publish(shop, "fulfillments/create", fulfillment_payload, shop, shipment)
    shop.world.publish(shop, "orders/updated", order_payload, shop, order)
    return shipment


def _move_piece(
    shop: Shop,
    shipment: Fulfillment,
    fulfillment_order: FulfillmentOrder,
    line: FulfillmentOrderLineItem,
    quantity: int,
) -> None:
    line.remaining_quantity -= quantity
    gid = shop.ids.gid("FulfillmentLineItem")
    shipment.lines.append(shop.keep(FulfillmentLineItem(gid, line.line_item, quantity, line)))
    if fulfillment_order not in shipment.fulfillment_orders:
        shipment.fulfillment_orders.append(fulfillment_order)
        fulfillment_order.fulfillments.append(shipment)
    fulfillment_order.status = "OPEN" if fulfillment_order.remaining else "CLOSED"
    if fulfillment_order.remaining:
        fulfillment_order.status = "IN_PROGRESS"
    fulfillment_order.updated_at = shipment.created_at
    variant = line.line_item.variant
    if variant and shipment.order.stock_taken and variant.inventory_item.tracked:
        ship_out(shop, variant.inventory_item, quantity, shipment.location)


def fulfil_everything(shop: Shop, order: Order, given: Given) -> None:
    """An order that is created as shipped already."""
    company = given.get("trackingCompany")
    numbers = given.get("trackingNumbers") or list(filter(None, [given.get("trackingNumber")]))
    tracking = [TrackingInfo(company, number, None) for number in numbers]
    for fulfillment_order in list(order.fulfillment_orders):
        ship(shop, order, _pieces_of(fulfillment_order, None), tracking)


def find_fulfillment(shop: Shop, gid: str, field: str) -> Fulfillment:
    shipment = shop.find(Fulfillment, gid)
    if shipment is None:
        raise refuse([field], "Fulfillment does not exist.")
    return shipment


def update_tracking(shop: Shop, shipment: Fulfillment, given: Given) -> None:
    """Replace the tracking; also on a cancelled shipment, as was recorded."""
    shipment.tracking_info = tracking_of(given)
    announce_update(shop, shipment)


def cancel_fulfillment(shop: Shop, shipment: Fulfillment) -> None:
    """Undo a shipment: its pieces are open again in new fulfilment orders.

    Cancelling twice changes nothing, as fulfillment-state-preconditions.2026-04.a.json shows.
    """
    if shipment.status == "CANCELLED":
        return
    shipment.status, shipment.display_status = "CANCELLED", "CANCELED"
    for entry in shipment.lines:
        fresh = FulfillmentOrderLineItem(
            shop.ids.gid("FulfillmentOrderLineItem"),
            entry.line_item,
            entry.quantity,
            entry.quantity,
        )
        target = open_at(shop, shipment.order, shipment.location)
        target.lines.append(shop.keep(fresh))
        _back_on_the_shelf(shop, shipment, entry)
    announce_update(shop, shipment)
    shop.world.publish(shop, "orders/updated", order_payload, shop, shipment.order)


def _back_on_the_shelf(shop: Shop, shipment: Fulfillment, entry: FulfillmentLineItem) -> None:
    variant = entry.line_item.variant
    if variant and shipment.order.stock_taken and variant.inventory_item.tracked:
        level = stocked(shop, variant.inventory_item, shipment.location)
        level.add("committed", entry.quantity, shop.world.now())


def announce_update(shop: Shop, shipment: Fulfillment) -> None:
    shipment.updated_at = shipment.order.updated_at = shop.world.now()
    shop.world.publish(shop, "fulfillments/update", fulfillment_payload, shop, shipment)


def close_open_orders(shop: Shop, order: Order) -> None:
    """Nothing more is to be shipped, as when the order is cancelled."""
    for fulfillment_order in order.fulfillment_orders:
        if fulfillment_order.open:
            fulfillment_order.status = "CANCELLED"
            fulfillment_order.updated_at = shop.world.now()
            for line in fulfillment_order.lines:
                line.remaining_quantity = 0
            shop.world.publish(
                shop, "fulfillment_orders/cancelled", cancelled_payload, fulfillment_order, None
            )


def take_off(shop: Shop, order: Order, line_id: str, pieces: int) -> None:
    """Remove unshipped pieces of a line from the open fulfilment orders."""
    for fulfillment_order in order.fulfillment_orders:
        for entry in fulfillment_order.lines if fulfillment_order.open else ():
            if entry.line_item.id == line_id:
                part = min(pieces, entry.remaining_quantity)
                entry.remaining_quantity -= part
                entry.total_quantity -= part
                pieces -= part
        if fulfillment_order.open and not fulfillment_order.remaining:
            fulfillment_order.status = "CLOSED"
            fulfillment_order.updated_at = shop.world.now()
