"""Fulfilment orders that wait, and that move to another location (platform facts 5)."""

from powerpact.simulator.commerce import Given
from powerpact.simulator.payloads.fulfillment_orders import (
    held_payload,
    moved_payload,
    order_payload,
)
from powerpact.simulator.refusals import Refused, UserError
from powerpact.simulator.store.fulfilments import (
    FulfillmentHold,
    FulfillmentOrder,
    FulfillmentOrderLineItem,
)
from powerpact.simulator.store.inventory import Location
from powerpact.simulator.store.shops import Shop

MOST_HOLDS = 10


def chosen_lines(
    fulfillment_order: FulfillmentOrder, entries: list[Given], path: list[str]
) -> dict[str, int]:
    """Pieces by line id; refuses lines that are not there or not that many."""
    lines = {line.id: line for line in fulfillment_order.lines}
    for index, entry in enumerate(entries):
        line, place = lines.get(entry["id"]), [*path, str(index)]
        if line is None:
            message = "The fulfillment order line item could not be found."
            raise Refused(UserError([*place, "id"], message, None))
        if not 0 < entry["quantity"] <= line.remaining_quantity:
            message = "The line item quantity is invalid."
            raise Refused(UserError([*place, "quantity"], message, "INVALID_LINE_ITEM_QUANTITY"))
    return {entry["id"]: entry["quantity"] for entry in entries}


def split(
    shop: Shop, fulfillment_order: FulfillmentOrder, kept: dict[str, int], location: Location
) -> FulfillmentOrder | None:
    """Leave `kept` pieces and move the rest into a new fulfilment order; None when none is left."""
    now = shop.world.now()
    gid = shop.ids.gid("FulfillmentOrder")
    rest = FulfillmentOrder(
        gid, fulfillment_order.order, location, now, now, fulfillment_order.fulfill_at
    )
    for line in fulfillment_order.lines:
        left = line.remaining_quantity - kept.get(line.id, 0)
        if left:
            fresh = FulfillmentOrderLineItem(
                shop.ids.gid("FulfillmentOrderLineItem"), line.line_item, left, left
            )
            rest.lines.append(shop.keep(fresh))
            line.total_quantity -= left
            line.remaining_quantity -= left
    fulfillment_order.lines = [line for line in fulfillment_order.lines if line.total_quantity]
    if not rest.lines:
        return None
    shop.fulfillment_orders[gid] = shop.keep(rest)
    rest.order.fulfillment_orders.append(rest)
    return rest


def hold(
    shop: Shop, fulfillment_order: FulfillmentOrder, given: Given
) -> tuple[FulfillmentHold, FulfillmentOrder | None]:
    """Hold it, or the named lines of it: the others go into a fulfilment order of their own."""
    _refuse_hold(fulfillment_order, given)
    path = ["fulfillmentHold", "fulfillmentOrderLineItems"]
    entries = given.get("fulfillmentOrderLineItems") or []
    wanted = chosen_lines(fulfillment_order, entries, path)
    rest = None
    if wanted:
        rest = split(shop, fulfillment_order, wanted, fulfillment_order.assigned_location)
    made = FulfillmentHold(
        shop.ids.gid("FulfillmentHold"),
        given["reason"],
        given.get("reasonNotes"),
        given.get("handle") or "",
    )
    first = not fulfillment_order.fulfillment_holds
    fulfillment_order.fulfillment_holds.append(shop.keep(made))
    fulfillment_order.status = "ON_HOLD"
    fulfillment_order.updated_at = shop.world.now()
    if first:
        shop.world.publish(
            shop,
            "fulfillment_orders/placed_on_hold",
            held_payload,
            shop,
            fulfillment_order,
            made,
            rest,
        )
    return made, rest


def _refuse_hold(fulfillment_order: FulfillmentOrder, given: Given) -> None:
    holds = fulfillment_order.fulfillment_holds
    if not fulfillment_order.open:
        message = "The fulfillment order is not in an open state."
        raise Refused(UserError(["id"], message))
    if len(holds) >= MOST_HOLDS:
        message = "The maximum number of fulfillment holds for this fulfillment order is reached."
        raise Refused(UserError(["id"], message, "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED"))
    if any(known.handle == (given.get("handle") or "") for known in holds):
        message = "The handle provided for the fulfillment hold is already in use by this app."
        field = ["fulfillmentHold", "handle"]
        raise Refused(UserError(field, message, "DUPLICATE_FULFILLMENT_HOLD_HANDLE"))


def release(shop: Shop, fulfillment_order: FulfillmentOrder, hold_ids: list[str] | None) -> None:
    """Release the named holds, or all of them; without any left it is open again."""
    fulfillment_order.fulfillment_holds = [
        known
        for known in fulfillment_order.fulfillment_holds
        if hold_ids and known.id not in hold_ids
    ]
    if fulfillment_order.status == "ON_HOLD" and not fulfillment_order.fulfillment_holds:
        fulfillment_order.status = "OPEN"
        fulfillment_order.updated_at = shop.world.now()
        shop.world.publish(
            shop, "fulfillment_orders/hold_released", order_payload, fulfillment_order
        )


def move_to(
    shop: Shop, fulfillment_order: FulfillmentOrder, location: Location, entries: list[Given]
) -> FulfillmentOrder:
    """Let another location ship it, or the named lines of it; returns what moved."""
    wanted = chosen_lines(fulfillment_order, entries, ["fulfillmentOrderLineItems"])
    if not wanted:
        wanted = {line.id: line.remaining_quantity for line in fulfillment_order.lines}
    stays = {line.id: line.remaining_quantity for line in fulfillment_order.lines}
    kept = {gid: left - wanted.get(gid, 0) for gid, left in stays.items()}
    moved = split(shop, fulfillment_order, kept, location)
    if moved is None:
        raise Refused(UserError(["id"], "There is nothing left to move.", None))
    fulfillment_order.updated_at = shop.world.now()
    if not fulfillment_order.remaining:
        fulfillment_order.status = "CLOSED"
    shop.world.publish(shop, "fulfillment_orders/moved", moved_payload, fulfillment_order, moved)
    return moved
