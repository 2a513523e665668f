"""Puts a generated catalogue into a store, as its owner once did."""

from collections.abc import Iterable
from typing import Any

from powerpact.simulator.actions.catalogue import create_products
from powerpact.simulator.seed import ProductDraft, VariantDraft
from powerpact.simulator.store.products import DEFAULT_OPTION, DEFAULT_VALUE, Product
from powerpact.simulator.store.shops import Shop

Given = dict[str, Any]


def plant(shop: Shop, drafts: Iterable[ProductDraft]) -> list[Product]:
    """Make these products in the store, stocked at its main location and published."""
    return create_products(shop, (_product_input(shop, draft) for draft in drafts))


def _product_input(shop: Shop, draft: ProductDraft) -> Given:
    """A ProductSetInput; a product without options has Shopify's default one."""
    options = draft.options or {DEFAULT_OPTION: (DEFAULT_VALUE,)}
    return {
        "title": draft.title,
        "descriptionHtml": draft.description_html,
        "vendor": draft.vendor,
        "productType": draft.product_type,
        "status": draft.status,
        "tags": list(draft.tags),
        "productOptions": [
            {"name": name, "position": place, "values": [{"name": value} for value in values]}
            for place, (name, values) in enumerate(options.items(), start=1)
        ],
        "files": [
            {"originalSource": address, "contentType": "IMAGE", "alt": draft.title}
            for address in draft.images
        ],
        "variants": [_variant_input(shop, tuple(options), variant) for variant in draft.variants],
    }


def _variant_input(shop: Shop, options: tuple[str, ...], draft: VariantDraft) -> Given:
    values = draft.option_values or (DEFAULT_VALUE,)
    return {
        "sku": draft.sku,
        "barcode": draft.barcode,
        "price": draft.price,
        "inventoryPolicy": "DENY",
        "optionValues": [
            {"optionName": name, "name": value} for name, value in zip(options, values, strict=True)
        ],
        "inventoryItem": {
            "tracked": draft.quantity is not None,
            "requiresShipping": True,
            "cost": draft.cost,
            "measurement": {"weight": {"value": draft.weight_grams, "unit": "GRAMS"}},
        },
        "inventoryQuantities": _quantities(shop, draft),
    }


def _quantities(shop: Shop, draft: VariantDraft) -> list[Given]:
    if draft.quantity is None:
        return []
    location = shop.main_location.id
    return [{"locationId": location, "name": "available", "quantity": draft.quantity}]
