"""Bodies of the `fulfillment_orders/*` webhooks: ids here are global ids."""

from typing import Any

from powerpact.simulator.store.fulfilments import FulfillmentHold, FulfillmentOrder
from powerpact.simulator.store.shops import Shop


def order_payload(fulfillment_order: FulfillmentOrder) -> dict[str, Any]:
    """`order_routing_complete`, `hold_released` and the like."""
    return {"fulfillment_order": brief(fulfillment_order)}


def brief(fulfillment_order: FulfillmentOrder) -> dict[str, Any]:
    return {"id": fulfillment_order.id, "status": fulfillment_order.status.lower()}


def cancelled_payload(old: FulfillmentOrder, new: FulfillmentOrder | None) -> dict[str, Any]:
    """`cancelled`: the fulfilment order that takes its place, if any."""
    return {
        "fulfillment_order": brief(old),
        "replacement_fulfillment_order": brief(new) if new else None,
    }


def moved_payload(old: FulfillmentOrder, new: FulfillmentOrder) -> dict[str, Any]:
    """`moved`: from where to where."""
    return {
        "original_fulfillment_order": {
            **brief(old),
            "assigned_location_id": old.assigned_location.id,
        },
        "moved_fulfillment_order": {**brief(new), "assigned_location_id": new.assigned_location.id},
        "destination_location_id": new.assigned_location.id,
        "fulfillment_order_line_items_moved": [
            {"id": line.id, "quantity": line.total_quantity} for line in new.lines
        ],
        "source_location": {"id": old.assigned_location.id},
    }


def held_payload(
    shop: Shop,
    held: FulfillmentOrder,
    hold: FulfillmentHold,
    remaining: FulfillmentOrder | None,
) -> dict[str, Any]:
    """`placed_on_hold`: the hold that was just made and all that stand."""
    holds = [hold_payload(shop, entry) for entry in held.fulfillment_holds]
    return {
        "fulfillment_order": {**brief(held), "fulfillment_holds": holds},
        "remaining_fulfillment_order": brief(remaining) if remaining else None,
        "held_fulfillment_order_line_items": [
            {"id": line.id, "quantity": line.remaining_quantity} for line in held.lines
        ],
        "created_fulfillment_hold": hold_payload(shop, hold),
    }


def hold_payload(shop: Shop, hold: FulfillmentHold) -> dict[str, Any]:
    return {
        "id": hold.id,
        "reason": hold.reason.lower(),
        "reason_notes": hold.reason_notes,
        "held_by_requesting_app": True,
        "handle": hold.handle,
        "held_by_app": {"id": f"gid://shopify/App/{shop.app.app_number}"},
    }
