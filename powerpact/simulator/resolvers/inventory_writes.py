"""Mutations of stock."""

from powerpact.simulator.commerce.inventory_writes import (
    LIMIT,
    demand_expectation,
    write_quantities,
)
from powerpact.simulator.commerce.stock import announce_item, set_to, stocked
from powerpact.simulator.commerce.variants import change_item
from powerpact.simulator.refusals import Refused, UserError, refuse
from powerpact.simulator.resolvers.registry import Arguments, Context, Payload, mutation
from powerpact.simulator.store.inventory import InventoryItem, Location
from powerpact.simulator.store.shops import Shop

WRITE = "write_inventory"


@mutation("inventorySetQuantities", WRITE, idempotent=True)
def set_quantities(arguments: Arguments, context: Context) -> Payload:
    given = arguments["input"]
    demand_expectation(given["quantities"], "InventoryQuantityInput")
    name = given["name"]
    group = write_quantities(
        context.shop, given, "quantities", name, lambda _, row: int(row["quantity"])
    )
    return {"inventoryAdjustmentGroup": group}


@mutation("inventorySetOnHandQuantities", WRITE, idempotent=True)
def set_on_hand_quantities(arguments: Arguments, context: Context) -> Payload:
    given = arguments["input"]
    demand_expectation(given["setQuantities"], "InventorySetQuantityInput")
    group = write_quantities(
        context.shop, given, "setQuantities", "on_hand", lambda _, row: int(row["quantity"])
    )
    return {"inventoryAdjustmentGroup": group}


@mutation("inventoryAdjustQuantities", WRITE, idempotent=True)
def adjust_quantities(arguments: Arguments, context: Context) -> Payload:
    given = arguments["input"]
    demand_expectation(given["changes"], "InventoryChangeInput")
    group = write_quantities(
        context.shop, given, "changes", given["name"], lambda now, row: now + int(row["delta"])
    )
    return {"inventoryAdjustmentGroup": group}


@mutation("inventoryActivate", WRITE, idempotent=True)
def activate(arguments: Arguments, context: Context) -> Payload:
    """Worded as in inventory-activate-on-hand.2026-04.a.json."""
    shop = context.shop
    item = shop.inventory_items.get(arguments["inventoryItemId"])
    location = shop.locations.get(arguments["locationId"])
    if item is None:
        raise refuse(["inventoryItemId"], "The inventory item couldn't be found.")
    if location is None:
        raise refuse(["locationId"], "The location couldn't be found.")
    quantities = {n: arguments[n] for n in ("available", "onHand") if arguments.get(n) is not None}
    refuse_quantities(item, location, quantities)
    level = stocked(shop, item, location)
    for quantity in quantities.values():
        set_to(shop, level, "available", quantity)
    return {"inventoryLevel": level}


def refuse_quantities(item: InventoryItem, location: Location, given: dict[str, int]) -> None:
    level = item.levels.get(location.id)
    told = f"The product couldn't be stocked at {location.name} because "
    if len(given) > 1:
        message = f"{told}not allowed to set available and on_hand quantities at the same time."
        raise Refused(*(UserError([name], message) for name in given))
    for name, quantity in given.items():
        if abs(quantity) > LIMIT:
            message = f"{told}the quantity needs to be between -1 billion and 1 billion."
            raise refuse([name], message)
        if level:
            word = "on_hand" if name == "onHand" else name
            message = (
                f"Not allowed to set an {word} quantity when the item is already active "
                "at the location."
            )
            raise Refused(UserError([name], message), inventoryLevel=level)


@mutation("inventoryItemUpdate", WRITE)
def item_update(arguments: Arguments, context: Context) -> Payload:
    item = context.shop.inventory_items.get(arguments["id"])
    if item is None:
        raise refuse(["id"], "The inventory item couldn't be found.")
    update_item(context.shop, item, arguments["input"])
    return {"inventoryItem": item}


def update_item(shop: Shop, item: InventoryItem, given: Arguments) -> None:
    """Change an item and tell of it."""
    change_item(item, given)
    item.updated_at = shop.world.now()
    announce_item(shop, item)
