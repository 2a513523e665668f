"""What a merchant does with parcels."""

from collections.abc import Mapping

from powerpact.simulator.actions.naming import wanted_pieces
from powerpact.simulator.commerce import fulfilling
from powerpact.simulator.refusals import refuse
from powerpact.simulator.store.fulfilments import (
    Fulfillment,
    FulfillmentOrder,
    FulfillmentOrderLineItem,
    TrackingInfo,
)
from powerpact.simulator.store.orders import Order
from powerpact.simulator.store.shops import Shop

Piece = tuple[FulfillmentOrder, FulfillmentOrderLineItem, int]


def ship(
    shop: Shop,
    order: Order,
    lines: Mapping[str, int] | None = None,
    *,
    company: str | None = None,
    number: str | None = None,
    url: str | None = None,
) -> list[Fulfillment]:
    """Ship pieces of an order, one parcel per location; everything left when no lines are named.

    lines: pieces by line id, SKU or variant id. Refuses what is not there to be shipped.
    """
    shop.world.begin_action()
    wanted = wanted_pieces(order, lines) if lines is not None else None
    tracking = [TrackingInfo(company, number, url)] if company or number or url else []
    parcels = []
    for ready in [fo for fo in order.fulfillment_orders if fo.status in {"OPEN", "IN_PROGRESS"}]:
        pieces = _pieces(ready, wanted)
        if pieces:
            parcels.append(fulfilling.ship(shop, order, pieces, tracking))
    if not parcels or any(wanted.values() if wanted else ()):
        raise refuse(["lines"], "There is not that much of it left to ship.")
    return parcels


def _pieces(ready: FulfillmentOrder, wanted: dict[str, int] | None) -> list[Piece]:
    """What this fulfilment order gives towards what is wanted; takes it off the wish."""
    pieces: list[Piece] = []
    for entry in ready.lines:
        left = entry.remaining_quantity
        part = left if wanted is None else min(left, wanted.get(entry.line_item.id, 0))
        if part:
            pieces.append((ready, entry, part))
        if wanted is not None and part:
            wanted[entry.line_item.id] -= part
    return pieces


def cancel_fulfillment(shop: Shop, shipment: Fulfillment) -> None:
    """Undo a shipment; its pieces can be shipped again."""
    shop.world.begin_action()
    fulfilling.cancel_fulfillment(shop, shipment)
