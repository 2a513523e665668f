"""Bodies of the `fulfillments/*` webhooks (platform facts 2.4)."""

from typing import Any

from powerpact.simulator.ids import number_of
from powerpact.simulator.payloads.addresses import address_payload
from powerpact.simulator.payloads.lines import shipped_line_payload
from powerpact.simulator.store.fulfilments import Fulfillment
from powerpact.simulator.store.shops import Shop


def fulfillment_payload(shop: Shop, shipment: Fulfillment) -> dict[str, Any]:
    """`fulfillments/create` and `/update`; a line's `quantity` is what was shipped of it."""
    tracking = shipment.tracking_info
    numbers = [entry.number for entry in tracking if entry.number]
    urls = [entry.url for entry in tracking if entry.url]
    return {
        "id": number_of(shipment.id),
        "admin_graphql_api_id": shipment.id,
        "order_id": number_of(shipment.order.id),
        "name": shipment.name.replace("-F", "."),
        "status": shipment.status.lower(),
        "shipment_status": None,
        "service": "manual",
        "created_at": shop.local(shipment.created_at),
        "updated_at": shop.local(shipment.updated_at),
        "location_id": number_of(shipment.location.id),
        "origin_address": None,
        "email": shipment.order.email,
        "destination": address_payload(shipment.order.shipping_address),
        "tracking_company": tracking[0].company if tracking else None,
        "tracking_number": numbers[0] if numbers else None,
        "tracking_numbers": numbers,
        "tracking_url": urls[0] if urls else None,
        "tracking_urls": urls,
        "receipt": {},
        "line_items": [
            {**shipped_line_payload(entry.line_item), "quantity": entry.quantity}
            for entry in shipment.lines
        ],
    }
