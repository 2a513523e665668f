"""Quantities that the app sets or adjusts (platform facts 3.7).

Worded as in inventory-quantity-contracts-2026-04.2026-04.a.json and
inventorySetQuantities-quantity-bounds.2026-04.a.json.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.products import touch
from powerpact.simulator.commerce.stock import set_to, stocked
from powerpact.simulator.refusals import Refused, TopLevelError, UserError
from powerpact.simulator.store.inventory import InventoryItem, Location
from powerpact.simulator.store.shops import Shop

REASONS = (
    "correction, cycle_count_available, damaged, movement_canceled, movement_created, "
    "movement_received, movement_updated, other, promotion, quality_control, received, "
    "reservation_created, reservation_deleted, reservation_updated, restock, safety_stock, "
    "shrinkage"
)
LIMIT = 1_000_000_000


@dataclass(eq=False)
class InventoryChange:
    """What one state of one level gained or lost; Shopify does not say what it became."""

    name: str
    delta: int
    item: InventoryItem
    location: Location
    quantity_after_change: None = None
    ledger_document_uri: str | None = None


@dataclass(eq=False)
class InventoryAdjustmentGroup:
    """The changes of one call."""

    id: str
    created_at: datetime
    reason: str
    reference_document_uri: str | None
    changes: list[InventoryChange]


def demand_expectation(rows: list[Given], type_name: str) -> None:
    """`changeFromQuantity` must be there, if only as null (platform facts 3.7)."""
    if any("changeFromQuantity" not in row for row in rows):
        message = f"{type_name} must include the following argument: changeFromQuantity."
        raise TopLevelError(message, "INVALID_FIELD_ARGUMENTS")


def write_quantities(
    shop: Shop,
    given: Given,
    rows_name: str,
    name: str,
    goal: Callable[[int, Given], int],
) -> InventoryAdjustmentGroup | None:
    """Bring every row's level to its goal, or refuse them all.

    rows_name: where the rows stand in the input. name: `available` or `on_hand`.
    goal: from the quantity now and the row to the quantity wanted. None when nothing changed.
    """
    rows = given[rows_name]
    faults = [*_reason_faults(given), *_name_faults(name)]
    for index, row in enumerate(rows):
        faults += _row_faults(shop, row, ["input", rows_name, str(index)], name, goal)
    faults += _repeated(rows, rows_name)
    if faults:
        raise Refused(*faults)
    changes = [change for row in rows if (change := _write(shop, row, name, goal))]
    if not changes:
        return None
    twins = [InventoryChange("on_hand", c.delta, c.item, c.location) for c in changes]
    for item in {change.item for change in changes}:
        if item.variant:
            touch(shop, item.variant.product)
    return InventoryAdjustmentGroup(
        shop.ids.gid("InventoryAdjustmentGroup"),
        shop.world.now(),
        given["reason"],
        given.get("referenceDocumentUri"),
        [*changes, *twins],
    )


def _reason_faults(given: Given) -> Iterator[UserError]:
    if given["reason"] not in REASONS.split(", "):
        message = f"The specified reason is invalid. Valid values are: {REASONS}."
        yield UserError(["input", "reason"], message, "INVALID_REASON")
    uri = given.get("referenceDocumentUri")
    if uri is not None and "://" not in uri:
        message = "The specified reference document is invalid."
        code = "INVALID_REFERENCE_DOCUMENT"
        yield UserError(["input", "referenceDocumentUri"], message, code)


def _name_faults(name: str) -> Iterator[UserError]:
    if name not in {"available", "on_hand"}:
        message = "The quantity name must be either 'available' or 'on_hand'."
        yield UserError(["input", "name"], message, "INVALID_NAME")


def _row_faults(
    shop: Shop, row: Given, place: list[str], name: str, goal: Callable[[int, Given], int]
) -> Iterator[UserError]:
    item = shop.inventory_items.get(row["inventoryItemId"])
    location = shop.locations.get(row["locationId"])
    if item is None:
        message = "The specified inventory item could not be found."
        yield UserError([*place, "inventoryItemId"], message, "INVALID_INVENTORY_ITEM")
    if location is None:
        message = "The specified location could not be found."
        yield UserError([*place, "locationId"], message, "INVALID_LOCATION")
    if item is None or location is None:
        return
    level = item.levels.get(location.id)
    now = level.quantity(name) if level else 0
    yield from _bound_faults(goal(now, row), name, [*place, "quantity"])
    expected = row.get("changeFromQuantity")
    if expected is not None and expected != now:
        message = "The specified compare quantity does not match the current quantity."
        yield UserError([*place, "changeFromQuantity"], message, "CHANGE_FROM_QUANTITY_STALE")


def _bound_faults(wanted: int, name: str, field: list[str]) -> Iterator[UserError]:
    if name == "on_hand" and wanted < 0:
        yield UserError(field, "The quantity can't be negative.", "INVALID_QUANTITY_NEGATIVE")
    elif wanted < -LIMIT:
        message = f"The quantity can't be lower than {-LIMIT:,}."
        yield UserError(field, message, "INVALID_QUANTITY_TOO_LOW")
    elif wanted > LIMIT:
        message = f"The quantity can't be higher than {LIMIT:,}."
        yield UserError(field, message, "INVALID_QUANTITY_TOO_HIGH")


def _repeated(rows: list[Given], rows_name: str) -> Iterator[UserError]:
    seen: set[tuple[Any, Any]] = set()
    for index, row in enumerate(rows):
        pair = (row["inventoryItemId"], row["locationId"])
        if pair in seen:
            code = "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"
            message = "The combination of inventoryItemId and locationId must be unique."
            yield UserError(["input", rows_name, str(index), "locationId"], message, code)
        seen.add(pair)


def _write(
    shop: Shop, row: Given, name: str, goal: Callable[[int, Given], int]
) -> InventoryChange | None:
    item, location = shop.inventory_items[row["inventoryItemId"]], shop.locations[row["locationId"]]
    level = stocked(shop, item, location)
    delta = set_to(shop, level, name, goal(level.quantity(name), row))
    return InventoryChange("available", delta, item, location) if delta else None
