"""What is to be shipped, and what was (platform facts 5)."""

from dataclasses import dataclass, field
from datetime import datetime

from powerpact.simulator.store.inventory import Location
from powerpact.simulator.store.orders import LineItem, Order


@dataclass(eq=False, slots=True)
class FulfillmentOrderLineItem:
    """Pieces of one line that one fulfilment order covers."""

    id: str
    line_item: LineItem
    total_quantity: int
    remaining_quantity: int


@dataclass(eq=False, slots=True)
class FulfillmentHold:
    """Why a fulfilment order must wait."""

    id: str
    reason: str
    reason_notes: str | None = None
    handle: str | None = None


@dataclass(eq=False, slots=True)
class FulfillmentOrder:
    """The part of an order that one location ships."""

    id: str
    order: Order
    assigned_location: Location
    created_at: datetime
    updated_at: datetime
    fulfill_at: datetime
    status: str = "OPEN"
    lines: list[FulfillmentOrderLineItem] = field(default_factory=list)
    fulfillment_holds: list[FulfillmentHold] = field(default_factory=list)
    fulfillments: "list[Fulfillment]" = field(default_factory=list)

    @property
    def open(self) -> bool:
        return self.status in {"OPEN", "IN_PROGRESS", "SCHEDULED", "ON_HOLD"}

    @property
    def remaining(self) -> int:
        return sum(line.remaining_quantity for line in self.lines)


@dataclass(frozen=True, slots=True)
class TrackingInfo:
    """One parcel's number."""

    company: str | None
    number: str | None
    url: str | None


@dataclass(eq=False, slots=True)
class FulfillmentLineItem:
    """Pieces of one line in a shipment."""

    id: str
    line_item: LineItem
    quantity: int
    source: FulfillmentOrderLineItem


@dataclass(eq=False, slots=True)
class Fulfillment:
    """A shipment."""

    id: str
    order: Order
    name: str
    location: Location
    created_at: datetime
    updated_at: datetime
    status: str = "SUCCESS"
    display_status: str = "FULFILLED"
    tracking_info: list[TrackingInfo] = field(default_factory=list)
    lines: list[FulfillmentLineItem] = field(default_factory=list)
    fulfillment_orders: list[FulfillmentOrder] = field(default_factory=list)
