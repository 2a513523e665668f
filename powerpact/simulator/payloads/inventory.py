"""Bodies of the `inventory_levels/*` and `inventory_items/*` webhooks."""

from typing import Any

from powerpact.simulator.ids import number_of
from powerpact.simulator.money import fixed
from powerpact.simulator.store.inventory import InventoryItem, InventoryLevel
from powerpact.simulator.store.shops import Shop

WEIGHT_UNITS = {"KILOGRAMS": "kg", "GRAMS": "g", "POUNDS": "lb", "OUNCES": "oz"}


def level_payload(shop: Shop, level: InventoryLevel) -> dict[str, Any]:
    """`inventory_levels/update` and `/connect`; untracked items show no quantity."""
    return {
        **level_gone_payload(level),
        "available": level.available if level.item.tracked else None,
        "updated_at": shop.local(level.updated_at),
        "admin_graphql_api_id": level.id,
    }


def level_gone_payload(level: InventoryLevel) -> dict[str, Any]:
    """`inventory_levels/disconnect`: the two ids and nothing else."""
    return {
        "inventory_item_id": number_of(level.item.id),
        "location_id": number_of(level.location.id),
    }


def item_payload(shop: Shop, item: InventoryItem) -> dict[str, Any]:
    """`inventory_items/update`."""
    return {
        **item_gone_payload(item),
        "sku": item.variant.sku if item.variant else None,
        "created_at": shop.local(item.created_at),
        "updated_at": shop.local(item.updated_at),
        "requires_shipping": item.requires_shipping,
        "cost": None if item.cost is None else fixed(item.cost, shop.currency),
        "tracked": item.tracked,
        "weight_value": item.weight,
        "weight_unit": WEIGHT_UNITS[item.weight_unit],
    }


def item_gone_payload(item: InventoryItem) -> dict[str, Any]:
    """`inventory_items/delete`."""
    return {
        "id": number_of(item.id),
        "country_code_of_origin": item.country_code_of_origin,
        "province_code_of_origin": item.province_code_of_origin,
        "harmonized_system_code": item.harmonized_system_code,
        "country_harmonized_system_codes": [],
        "admin_graphql_api_id": item.id,
    }
