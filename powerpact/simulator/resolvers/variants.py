"""Variants and their inventory items as the API shows them."""

from collections.abc import Callable
from typing import Any

from powerpact.simulator.commerce.metafields import owner_by_custom_id
from powerpact.simulator.commerce.variants import VARIANT_OWNER
from powerpact.simulator.money import MoneyV2, fixed
from powerpact.simulator.resolvers.connections import Page, page
from powerpact.simulator.resolvers.registry import Arguments, Context, of, query
from powerpact.simulator.search import matching
from powerpact.simulator.searchables import VARIANT_SEARCH
from powerpact.simulator.store.inventory import InventoryItem, InventoryLevel
from powerpact.simulator.store.products import ProductVariant
from powerpact.simulator.store.shops import legacy_id

SORTS: dict[str, Callable[[ProductVariant], Any]] = {
    "SKU": lambda variant: variant.sku or "",
    "TITLE": lambda variant: variant.title,
    "POSITION": lambda variant: variant.position,
}


@query("productVariant", "read_products")
def variant_by_id(arguments: Arguments, context: Context) -> ProductVariant | None:
    return context.shop.variants.get(arguments["id"])


@query("productVariantByIdentifier", "read_products")
def variant_by_identifier(arguments: Arguments, context: Context) -> Any:
    identifier = arguments["identifier"]
    if "customId" in identifier:
        return owner_by_custom_id(context.shop, VARIANT_OWNER, identifier["customId"])
    return context.shop.variants.get(identifier["id"])


@query("productVariants", "read_products")
def product_variants(arguments: Arguments, context: Context) -> Page:
    held = context.shop.variants.values()
    found = matching(VARIANT_SEARCH, held, arguments, context, "productVariants")
    return page(found, arguments, context, SORTS.get(arguments["sortKey"]))


@of("ProductVariant", "price")
def price(source: ProductVariant, _: Arguments, context: Context) -> str:
    return fixed(source.price, context.shop.currency)


@of("ProductVariant", "compareAtPrice")
def compare_at_price(source: ProductVariant, _: Arguments, context: Context) -> str | None:
    compared = source.compare_at_price
    return None if compared is None else fixed(compared, context.shop.currency)


@of("ProductVariant", "legacyResourceId")
@of("InventoryItem", "legacyResourceId")
def legacy_resource_id(source: Any, _: Arguments, __: Context) -> str:
    return legacy_id(source.id)


@of("ProductVariant", "displayName")
def display_name(source: ProductVariant, _: Arguments, __: Context) -> str:
    return f"{source.product.title} - {source.title}"


@of("ProductVariant", "selectedOptions")
def selected_options(source: ProductVariant, _: Arguments, __: Context) -> list[dict[str, str]]:
    pairs = zip(source.product.options, source.selected, strict=True)
    return [{"name": option.name, "value": value} for option, value in pairs]


@of("ProductVariant", "availableForSale")
def available_for_sale(source: ProductVariant, _: Arguments, __: Context) -> bool:
    loose = source.inventory_policy == "CONTINUE" or not source.inventory_item.tracked
    return loose or source.inventory_quantity > 0


@of("ProductVariant", "sellableOnlineQuantity")
def sellable_online_quantity(source: ProductVariant, _: Arguments, __: Context) -> int:
    levels = source.inventory_item.levels.values()
    return sum(level.available for level in levels if level.location.fulfills_online_orders)


@of("ProductVariant", "media")
def media(_: ProductVariant, arguments: Arguments, context: Context) -> Page:
    return page([], arguments, context)


@query("inventoryItem", "read_inventory")
def inventory_item(arguments: Arguments, context: Context) -> InventoryItem | None:
    return context.shop.inventory_items.get(arguments["id"])


@of("InventoryItem", "sku")
def sku(source: InventoryItem, _: Arguments, __: Context) -> str | None:
    return source.variant.sku if source.variant else None


@of("InventoryItem", "variants")
def variants_of_item(source: InventoryItem, arguments: Arguments, context: Context) -> Page:
    return page([source.variant] if source.variant else [], arguments, context)


@of("InventoryItem", "unitCost")
def unit_cost(source: InventoryItem, _: Arguments, context: Context) -> MoneyV2 | None:
    return None if source.cost is None else MoneyV2(source.cost, context.shop.currency)


@of("InventoryItem", "measurement")
def measurement(source: InventoryItem, _: Arguments, __: Context) -> dict[str, Any]:
    gid = source.id.replace("InventoryItem", "InventoryItemMeasurement")
    return {"id": gid, "weight": {"value": source.weight, "unit": source.weight_unit}}


@of("InventoryItem", "locationsCount")
def locations_count(source: InventoryItem, _: Arguments, __: Context) -> dict[str, Any]:
    return {"count": len(source.levels), "precision": "EXACT"}


@of("InventoryItem", "inventoryLevel")
def level_at(source: InventoryItem, arguments: Arguments, _: Context) -> InventoryLevel | None:
    return source.levels.get(arguments["locationId"])


@of("InventoryItem", "inventoryLevels")
def levels(source: InventoryItem, arguments: Arguments, context: Context) -> Page:
    return page(source.levels.values(), arguments, context)


@query("inventoryLevel", "read_inventory")
def level_by_id(arguments: Arguments, context: Context) -> InventoryLevel | None:
    return context.shop.find(InventoryLevel, arguments["id"])


@of("InventoryLevel", "quantities")
def quantities(source: InventoryLevel, arguments: Arguments, _: Context) -> list[dict[str, Any]]:
    """As asked for; `on_hand` has no time of its own in inventory-activate-on-hand."""
    place = source.id.replace("InventoryLevel", "InventoryQuantity")
    return [
        {
            "id": f"{place}&name={name}",
            "name": name,
            "quantity": source.quantity(name),
            "updatedAt": source.changed.get(name),
        }
        for name in arguments["names"]
    ]
