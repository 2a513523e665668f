"""`productVariantsBulk*`: several variants of one product at once (platform facts 3.5)."""

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.metafields import metafield_faults
from powerpact.simulator.commerce.products import touch
from powerpact.simulator.commerce.variants import (
    VARIANT_OWNER,
    change_variant,
    fill_stock,
    new_variant,
    remove_variant,
    renumber,
)
from powerpact.simulator.refusals import Refused, UserError, refuse
from powerpact.simulator.store.products import Product, ProductOptionValue, ProductVariant
from powerpact.simulator.store.shops import Shop


def known_product(shop: Shop, gid: str) -> Product:
    product = shop.products.get(gid)
    if product is None:
        raise refuse(["productId"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")
    return product


def update_variants(
    shop: Shop, product: Product, entries: list[Given], *, partial: bool
) -> list[ProductVariant]:
    """Change the named variants. partial: change those without a fault and refuse the others."""
    faults: list[UserError] = []
    changed: list[ProductVariant] = []
    for index, entry in enumerate(entries):
        fault = _update_fault(shop, product, entry, ["variants", str(index)])
        if fault:
            faults.append(fault)
    if faults and not partial:
        raise Refused(*faults, product=product, productVariants=None)
    for entry in entries:
        variant = shop.variants.get(entry.get("id") or "")
        if variant and not _update_fault(shop, product, entry, []):
            variant.selected = _selected(shop, product, entry, variant.selected)
            change_variant(shop, variant, entry)
            changed.append(variant)
    touch(shop, product)
    if faults:
        raise Refused(*faults, product=product, productVariants=changed)
    return changed


def _update_fault(shop: Shop, product: Product, entry: Given, place: list[str]) -> UserError | None:
    if not entry.get("id"):
        message = "Product variant is missing ID attribute"
        return UserError([*place, "id"], message, "PRODUCT_VARIANT_ID_MISSING")
    variant = shop.variants.get(entry["id"])
    if variant is None or variant.product is not product:
        message = "Product variant does not exist"
        return UserError([*place, "id"], message, "PRODUCT_VARIANT_DOES_NOT_EXIST")
    if entry.get("inventoryQuantities"):
        code = "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE"
        message = "Inventory quantities can only be provided during create."
        return UserError([*place, "inventoryQuantities"], message, code)
    return _common_fault(shop, variant, entry, place)


def _common_fault(
    shop: Shop, variant: ProductVariant | None, entry: Given, place: list[str]
) -> UserError | None:
    if (entry.get("price") or 0) < 0:
        message = "Price must be greater than or equal to 0"
        return UserError([*place, "price"], message, "NEGATIVE_PRICE_VALUE")
    field, written = [*place, "metafields"], entry.get("metafields")
    faults = metafield_faults(shop, variant, VARIANT_OWNER, written, field, "INVALID_VALUE")
    return faults[0] if faults else None


def _selected(shop: Shop, product: Product, entry: Given, held: tuple[str, ...]) -> tuple[str, ...]:
    """The option values an entry chooses; new ones are added to the product's options."""
    named = {v.get("optionName"): v["name"] for v in entry.get("optionValues") or []}
    chosen = []
    for place, option in enumerate(product.options):
        value = named.get(option.name) or (held[place] if place < len(held) else "")
        if value not in [known.name for known in option.option_values]:
            gid = shop.ids.gid("ProductOptionValue")
            option.option_values.append(ProductOptionValue(gid, value))
        chosen.append(value)
    return tuple(chosen)


def create_variants(
    shop: Shop, product: Product, entries: list[Given], *, replace_standalone: bool
) -> list[ProductVariant]:
    """Add variants. replace_standalone: the one default variant makes way for them."""
    standalone = product.variants[0] if product.has_only_default_variant else None
    taken = {variant.selected for variant in product.variants}
    faults = []
    for index, entry in enumerate(entries):
        place = ["variants", str(index)]
        if fault := _common_fault(shop, None, entry, place):
            faults.append(fault)
        named = {v.get("optionName"): v["name"] for v in entry.get("optionValues") or []}
        missing = [option.name for option in product.options if option.name not in named]
        if missing:
            message = f"You need to add option values for {', '.join(missing)}"
            faults.append(UserError(place, message, "NEED_TO_ADD_OPTION_VALUES"))
        chosen = tuple(named.get(option.name, "") for option in product.options)
        if not missing and chosen in taken and not (standalone and replace_standalone):
            title = " / ".join(chosen)
            message = (
                f"The variant '{title}' already exists. Please change at least one option value."
            )
            faults.append(UserError(place, message, "VARIANT_ALREADY_EXISTS"))
        taken.add(chosen)
    if faults:
        raise Refused(*faults)
    if standalone and replace_standalone:
        product.variants.remove(standalone)
        remove_variant(shop, standalone)
    made = []
    for entry in entries:
        variant = new_variant(shop, product, _selected(shop, product, entry, ()))
        change_variant(shop, variant, entry)
        fill_stock(shop, variant, entry)
        made.append(variant)
    touch(shop, product)
    return made


def delete_variants(shop: Shop, product: Product, gids: list[str]) -> None:
    """Remove variants; the last one stays."""
    held = {variant.id: variant for variant in product.variants}
    faults = [
        UserError(
            ["variantsIds", str(index)],
            "At least one variant does not belong to the product",
            "AT_LEAST_ONE_VARIANT_DOES_NOT_BELONG_TO_THE_PRODUCT",
        )
        for index, gid in enumerate(gids)
        if gid not in held
    ]
    if faults:
        raise Refused(*faults, product=product)
    if len(set(gids)) == len(held):
        message = "Cannot delete the last variant of a product"
        raise refuse(["variantsIds"], message, "CANNOT_DELETE_LAST_VARIANT")
    for gid in set(gids):
        product.variants.remove(held[gid])
        remove_variant(shop, held[gid])
    renumber(product)
    touch(shop, product)
