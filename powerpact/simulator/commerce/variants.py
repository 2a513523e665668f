"""Variants: made, changed and removed, whichever mutation asks."""

from decimal import Decimal

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.metafields import drop_metafields, write_metafields
from powerpact.simulator.commerce.stock import disconnect, new_item, set_to, stocked
from powerpact.simulator.payloads.inventory import item_gone_payload
from powerpact.simulator.store.inventory import InventoryItem
from powerpact.simulator.store.products import Product, ProductVariant
from powerpact.simulator.store.shops import Shop

VARIANT_OWNER = "PRODUCTVARIANT"
PLAIN_FIELDS = {
    "barcode": "barcode",
    "sku": "sku",
    "price": "price",
    "compareAtPrice": "compare_at_price",
    "taxable": "taxable",
    "inventoryPolicy": "inventory_policy",
}
ITEM_FIELDS = {
    "tracked": "tracked",
    "requiresShipping": "requires_shipping",
    "cost": "cost",
    "countryCodeOfOrigin": "country_code_of_origin",
    "provinceCodeOfOrigin": "province_code_of_origin",
}


def new_variant(shop: Shop, product: Product, selected: tuple[str, ...]) -> ProductVariant:
    """Add a variant for these option values at the end of the product."""
    now, item = shop.world.now(), new_item(shop)
    variant = ProductVariant(shop.ids.gid("ProductVariant"), product, selected, item, now, now)
    item.variant = shop.keep(variant)
    shop.variants[variant.id] = variant
    product.variants.append(variant)
    variant.position = len(product.variants)
    # Shopify stocks a new variant at the main location, with nothing.
    stocked(shop, item, shop.main_location)
    return variant


def change_variant(shop: Shop, variant: ProductVariant, given: Given) -> None:
    """Apply what an input says; what it does not mention stays."""
    for name, attribute in PLAIN_FIELDS.items():
        if name in given:
            setattr(variant, attribute, given[name])
    variant.price = variant.price or Decimal(0)
    change_item(variant.inventory_item, given.get("inventoryItem") or {})
    write_metafields(shop, variant, VARIANT_OWNER, given.get("metafields"))
    variant.updated_at = variant.inventory_item.updated_at = shop.world.now()


def change_item(item: InventoryItem, given: Given) -> None:
    """Apply an `InventoryItemInput`."""
    for name, attribute in ITEM_FIELDS.items():
        if name in given:
            setattr(item, attribute, given[name])
    if "sku" in given and item.variant:
        item.variant.sku = given["sku"]
    if "harmonizedSystemCode" in given:
        code = given["harmonizedSystemCode"]
        item.harmonized_system_code = code.replace(".", "") if code else None
    weight = (given.get("measurement") or {}).get("weight")
    if weight:
        item.weight, item.weight_unit = float(weight["value"]), weight["unit"]


def fill_stock(shop: Shop, variant: ProductVariant, given: Given) -> None:
    """Set the quantities of `inventoryQuantities` entries, stocking the item where needed."""
    for entry in given.get("inventoryQuantities") or []:
        level = stocked(shop, variant.inventory_item, shop.locations[entry["locationId"]])
        quantity = entry.get("quantity", entry.get("availableQuantity"))
        set_to(shop, level, entry.get("name", "available"), quantity)


def remove_variant(shop: Shop, variant: ProductVariant) -> None:
    """Delete a variant with its stock and its custom ids."""
    drop_metafields(shop, variant, VARIANT_OWNER)
    disconnect(shop, variant.inventory_item)
    shop.world.publish(shop, "inventory_items/delete", item_gone_payload, variant.inventory_item)
    for gid in (variant.id, variant.inventory_item.id):
        shop.nodes.pop(gid, None)
    shop.variants.pop(variant.id, None)
    shop.inventory_items.pop(variant.inventory_item.id, None)


def renumber(product: Product) -> None:
    for place, variant in enumerate(product.variants, start=1):
        variant.position = place
