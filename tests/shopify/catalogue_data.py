"""A product as Shopify answers it, for tests."""

from typing import Any

from tests.shopify.scripted import page


def variant(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/ProductVariant/{number}",
        "title": "S",
        "sku": "T-S",
        "barcode": None,
        "position": number,
        "price": "12.00",
        "compareAtPrice": None,
        "taxable": True,
        "inventoryPolicy": "DENY",
        "inventoryQuantity": 5,
        "selectedOptions": [{"name": "Size", "value": "S"}],
        "inventoryItem": {
            "id": f"gid://shopify/InventoryItem/{number}",
            "tracked": True,
            "requiresShipping": True,
        },
        **changes,
    }


def product(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A product with one picture and one variant, as a query answers it."""
    return {
        "id": f"gid://shopify/Product/{number}",
        "handle": "tee",
        "title": "Tee",
        "descriptionHtml": "<p>A tee</p>",
        "vendor": "Partner",
        "productType": "Shirt",
        "status": "ACTIVE",
        "tags": ["cotton"],
        "updatedAt": "2026-11-22T10:00:00Z",
        "options": [{"name": "Size", "position": 1, "optionValues": [{"name": "S"}]}],
        "media": {"nodes": [{"id": "m", "alt": "front", "image": {"url": "https://c/a.jpg"}}]},
        "variants": page(variant(number)),
        **changes,
    }
