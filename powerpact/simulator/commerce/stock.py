"""Pieces moving in and out of stock (platform facts 3.7)."""

from powerpact.simulator.ids import number_of
from powerpact.simulator.payloads.inventory import item_payload, level_gone_payload, level_payload
from powerpact.simulator.store.inventory import InventoryItem, InventoryLevel, Location
from powerpact.simulator.store.shops import Shop


def new_item(shop: Shop) -> InventoryItem:
    """An item without stock, not tracked, as Shopify makes for a new variant."""
    now = shop.world.now()
    item = shop.keep(InventoryItem(shop.ids.gid("InventoryItem"), now, now))
    shop.inventory_items[item.id] = item
    return item


def stocked(shop: Shop, item: InventoryItem, location: Location) -> InventoryLevel:
    """The item's level at a location, made and announced when there was none."""
    level = item.levels.get(location.id)
    if level is None:
        now = shop.world.now()
        gid = f"gid://shopify/InventoryLevel/{number_of(location.id)}"
        gid += f"?inventory_item_id={number_of(item.id)}"
        level = shop.keep(InventoryLevel(gid, item, location, now, now))
        item.levels[location.id] = level
        shop.world.publish(shop, "inventory_levels/connect", level_payload, shop, level)
    return level


def move(shop: Shop, level: InventoryLevel, name: str, delta: int) -> None:
    """Add to one state of a level and tell of it when what can be sold changed."""
    level.add(name, delta, shop.world.now())
    if name == "available" and delta:
        announce(shop, level)


def announce(shop: Shop, level: InventoryLevel) -> None:
    shop.world.publish(shop, "inventory_levels/update", level_payload, shop, level)


def set_to(shop: Shop, level: InventoryLevel, name: str, quantity: int) -> int:
    """Make `available` or `on_hand` that many and return the change.

    On hand moves with available, because it is the sum of the shelf's states.
    """
    delta = quantity - level.quantity(name)
    move(shop, level, "available", delta)
    return delta


def commit(shop: Shop, item: InventoryItem, pieces: int, location: Location) -> None:
    """Promise pieces to an order: they leave `available` and stay on the shelf."""
    level = stocked(shop, item, location)
    level.add("committed", pieces, shop.world.now())
    move(shop, level, "available", -pieces)


def give_back(shop: Shop, item: InventoryItem, pieces: int, location: Location) -> None:
    """Undo a commitment: a cancelled or refunded piece can be sold again."""
    level = stocked(shop, item, location)
    committed = min(pieces, level.quantities.get("committed", 0))
    level.add("committed", -committed, shop.world.now())
    move(shop, level, "available", pieces)


def ship_out(shop: Shop, item: InventoryItem, pieces: int, location: Location) -> None:
    """Committed pieces leave the shelf."""
    level = item.levels.get(location.id)
    if level:
        committed = min(pieces, level.quantities.get("committed", 0))
        level.add("committed", -committed, shop.world.now())


def disconnect(shop: Shop, item: InventoryItem) -> None:
    """Take an item off every location, as when its variant is deleted."""
    for level in list(item.levels.values()):
        shop.nodes.pop(level.id, None)
        shop.world.publish(shop, "inventory_levels/disconnect", level_gone_payload, level)
    item.levels.clear()


def announce_item(shop: Shop, item: InventoryItem) -> None:
    shop.world.publish(shop, "inventory_items/update", item_payload, shop, item)
