"""Products that Bubbly made by itself, before PowerPact, for tests."""

from collections.abc import Sequence
from typing import Any

from powerpact.domain.catalogue import CatalogueProduct
from powerpact.services.access import call_for
from powerpact.services.product_mapping import SeenProduct
from tests.services.marketplace import Shop


def own_product(
    bubbly: Shop,
    sizes: Sequence[str] = ("Size 1", "Size 2"),
    skus: Sequence[str] = ("SKU-10001", "SKU-10002"),
    handle: str = "our-mug",
    **changes: Any,
) -> CatalogueProduct:
    """Put a product in Bubbly's store as its staff would; the product as it is then."""
    variants = [
        {"sku": sku, "price": "20.00", "optionValues": [{"optionName": "Size", "name": size}]}
        for size, sku in zip(sizes, skus, strict=True)
    ]
    given = {
        "title": "Our mug",
        "handle": handle,
        "vendor": "Bubbly",
        "status": "ACTIVE",
        "productOptions": [{"name": "Size", "values": [{"name": size} for size in sizes]}],
        "variants": variants,
        **changes,
    }
    variables = {
        "identifier": {"handle": handle},
        "input": given,
        "synchronous": True,
        "variantsFirst": 100,
    }
    answer = call_for(bubbly.id)("product_upsert", variables).data["productSet"]
    assert answer["userErrors"] == [], answer
    return bubbly.product(answer["product"]["id"])


def seen(product: CatalogueProduct) -> SeenProduct:
    """The product as a person saw it on the form."""
    return SeenProduct(product.id, frozenset(variant.id for variant in product.variants))


def in_store(bubbly: Shop, gid: str) -> dict[str, Any]:
    """All that the store holds of a product."""
    products = bubbly.control.holdings(bubbly.domain)["products"]
    found: dict[str, Any] = next(each for each in products if each["id"] == gid)
    return found
