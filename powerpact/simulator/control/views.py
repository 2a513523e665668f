"""How the control API shows stores, faults and deliveries."""

from dataclasses import asdict
from typing import Any

from powerpact.simulator.deliveries import Delivery
from powerpact.simulator.faults import Fault
from powerpact.simulator.house import House
from powerpact.simulator.store.shops import Shop

Json = dict[str, Any]


def store_view(house: House, shop: Shop) -> Json:
    """One store: who it is, its door, and how much it holds."""
    gate = house.gate(shop)
    return {
        "domain": shop.domain,
        "id": shop.gid,
        "name": shop.name,
        "currency": shop.currency,
        "plan": shop.plan,
        "state": gate.state,
        "installed": shop.app.installed,
        "scopes": sorted(shop.app.scopes),
        "options": asdict(shop.options),
        "rate_limit": gate.bucket.throttle_status(),
        "products": len(shop.products),
        "variants": len(shop.variants),
        "orders": len(shop.orders),
        "subscriptions": [
            {"id": own.id, "topic": own.path, "uri": own.uri} for own in shop.subscriptions.values()
        ],
        "calls": {
            "received": dict(gate.calls.received),
            "performed": dict(gate.calls.performed),
        },
    }


def fault_view(fault: Fault) -> Json:
    """One fault, how often it may still strike and how often it did."""
    return {
        "id": fault.id,
        "kind": fault.kind,
        "shop": fault.shop,
        "operation": fault.operation,
        "count": fault.count,
        "probability": fault.probability,
        "struck": fault.struck,
        **asdict(fault.details),
    }


def delivery_view(delivery: Delivery) -> Json:
    """One delivery with each of its tries; the body is not shown."""
    parcel = delivery.parcel
    return {
        "webhook_id": parcel.webhook_id,
        "event_id": parcel.event_id,
        "shop": parcel.shop,
        "topic": parcel.topic,
        "uri": parcel.uri,
        "triggered_at": parcel.triggered_at.isoformat(),
        "bytes": len(parcel.body),
        "state": delivery.state,
        "tries": [
            {
                "at": attempt.at.isoformat(),
                "status": attempt.status,
                "fault": attempt.fault,
                "seconds": round(attempt.seconds, 4),
            }
            for attempt in delivery.tries
        ],
    }
