"""Locations and how many pieces of what lie there (platform facts 3.7)."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from powerpact.simulator.store.products import ProductVariant

ON_HAND_PARTS = (
    "available",
    "committed",
    "reserved",
    "damaged",
    "safety_stock",
    "quality_control",
)
QUANTITY_NAMES = (*ON_HAND_PARTS, "on_hand", "incoming")


@dataclass(eq=False, slots=True)
class Location:
    """A place that holds stock."""

    id: str
    name: str
    created_at: datetime
    country_code: str = "GB"
    city: str | None = None
    zip: str | None = None
    is_active: bool = True
    fulfills_online_orders: bool = True


@dataclass(eq=False, slots=True)
class InventoryItem:
    """The countable side of a variant. `cost` is in the store's currency, weight in its unit."""

    id: str
    created_at: datetime
    updated_at: datetime
    variant: "ProductVariant | None" = None
    tracked: bool = False
    requires_shipping: bool = True
    cost: Decimal | None = None
    weight: float = 0.0
    weight_unit: str = "KILOGRAMS"
    country_code_of_origin: str | None = None
    province_code_of_origin: str | None = None
    harmonized_system_code: str | None = None
    levels: "dict[str, InventoryLevel]" = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class InventoryLevel:
    """The pieces of one item at one location, by state."""

    id: str
    item: InventoryItem
    location: Location
    created_at: datetime
    updated_at: datetime
    is_active: bool = True
    quantities: dict[str, int] = field(default_factory=dict)
    changed: dict[str, datetime] = field(default_factory=dict)

    @property
    def available(self) -> int:
        return self.quantities.get("available", 0)

    def quantity(self, name: str) -> int:
        """Pieces in the named state; `on_hand` is the sum of the states that lie on the shelf."""
        if name == "on_hand":
            return sum(self.quantities.get(part, 0) for part in ON_HAND_PARTS)
        return self.quantities.get(name, 0)

    def add(self, name: str, delta: int, when: datetime) -> None:
        self.quantities[name] = self.quantities.get(name, 0) + delta
        self.changed[name] = when
        self.updated_at = when
