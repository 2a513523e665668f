"""What a merchant does to the catalogue and the stock."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from powerpact.simulator.commerce import products, stock
from powerpact.simulator.commerce.product_set import set_product
from powerpact.simulator.commerce.variants import change_variant
from powerpact.simulator.commerce.variants_bulk import create_variants, delete_variants
from powerpact.simulator.store.inventory import Location
from powerpact.simulator.store.products import (
    DEFAULT_OPTION,
    DEFAULT_VALUE,
    Product,
    ProductVariant,
)
from powerpact.simulator.store.shops import Shop


def create_product(
    shop: Shop,
    title: str,
    *,
    price: Decimal = Decimal("10.00"),
    sku: str | None = None,
    quantity: int | None = None,
    options: dict[str, list[str]] | None = None,
    published: bool = True,
    **fields: Any,
) -> Product:
    """Add a product; with options it gets a variant for the first value of each.

    quantity: available pieces at the main location; None means that stock is not tracked.
    fields: more of a `ProductSetInput`, such as `variants`, which replaces the one variant,
    `vendor`, `status`, `tags`.
    """
    shop.world.begin_action()
    chosen = options or {DEFAULT_OPTION: [DEFAULT_VALUE]}
    variant = {
        "sku": sku,
        "price": price,
        "optionValues": [
            {"optionName": name, "name": values[0]} for name, values in chosen.items()
        ],
        "inventoryItem": {"tracked": quantity is not None},
        "inventoryQuantities": _at_main(shop, quantity),
    }
    product_options = [
        {"name": name, "values": [{"name": value} for value in values]}
        for name, values in chosen.items()
    ]
    given = {"title": title, "productOptions": product_options, "variants": [variant], **fields}
    product = set_product(shop, None, given)
    if published:
        product.published = dict.fromkeys(shop.publications, shop.world.now())
    return product


def _at_main(shop: Shop, quantity: int | None) -> list[dict[str, Any]]:
    if quantity is None:
        return []
    place = shop.main_location.id
    return [{"locationId": place, "name": "available", "quantity": quantity}]


def create_products(shop: Shop, inputs: Iterable[dict[str, Any]]) -> list[Product]:
    """Add products from whole `ProductSetInput`s; money is Decimal in the store's currency."""
    made = []
    for given in inputs:
        shop.world.begin_action()
        product = set_product(shop, None, given)
        product.published = dict.fromkeys(shop.publications, shop.world.now())
        made.append(product)
    return made


def edit_product(
    shop: Shop, product: Product, *, price: Decimal | None = None, **fields: Any
) -> None:
    """Change a product's fields as `productUpdate` names them, and the price of every variant."""
    shop.world.begin_action()
    for variant in product.variants if price is not None else ():
        change_variant(shop, variant, {"price": price})
    products.update_product(shop, product, fields, [])


def delete_product(shop: Shop, product: Product) -> None:
    """Delete a product with its variants and stock."""
    shop.world.begin_action()
    products.delete_product(shop, product.id)


def create_variant(
    shop: Shop,
    product: Product,
    options: dict[str, str],
    *,
    price: Decimal,
    sku: str | None = None,
    quantity: int | None = None,
) -> ProductVariant:
    """Add a variant with a value for each of the product's options; `quantity` as of a product."""
    shop.world.begin_action()
    given = {
        "sku": sku,
        "price": price,
        "optionValues": [{"optionName": name, "name": value} for name, value in options.items()],
        "inventoryItem": {"tracked": quantity is not None},
        "inventoryQuantities": _at_main(shop, quantity),
    }
    [made] = create_variants(shop, product, [given], replace_standalone=False)
    return made


def delete_variant(shop: Shop, variant: ProductVariant) -> None:
    """Delete a variant with its stock; the last one of a product stays, and that is refused."""
    shop.world.begin_action()
    delete_variants(shop, variant.product, [variant.id])


def set_stock(
    shop: Shop, variant: ProductVariant, available: int, location: Location | None = None
) -> None:
    """Count the shelf anew: so many pieces can be sold there; the item is tracked from now on.

    location: the main one when it is not given.
    """
    shop.world.begin_action()
    item = variant.inventory_item
    if not item.tracked:
        item.tracked, item.updated_at = True, shop.world.now()
        stock.announce_item(shop, item)
    level = stock.stocked(shop, item, location or shop.main_location)
    stock.set_to(shop, level, "available", available)
    products.touch(shop, variant.product)
