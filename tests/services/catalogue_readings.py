"""Products as a partner's store would be read, for tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from powerpact.domain.catalogue import (
    CatalogueProduct,
    CatalogueVariant,
    Image,
    Option,
    ProductStatus,
)

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
LATER = MONDAY + timedelta(hours=1)


def variant(product: int = 1, place: int = 1, **changes: Any) -> CatalogueVariant:
    """The variant of that place in the product of that number."""
    number = product * 10_000 + place
    plain = CatalogueVariant(
        id=f"gid://shopify/ProductVariant/{number}",
        title=f"Size {place}",
        sku=f"SKU-{number}",
        barcode="",
        position=place,
        price=Decimal("10.00"),
        compare_at_price=None,
        options=(("Size", f"Size {place}"),),
        inventory_item_id=f"gid://shopify/InventoryItem/{number}",
        tracked=True,
        sells_at_zero=False,
        quantity=5,
        requires_shipping=True,
        taxable=True,
    )
    return replace(plain, **changes)


def product(number: int = 1, variants: int = 2, **changes: Any) -> CatalogueProduct:
    """The product of that number, read on Monday."""
    sizes = tuple(variant(number, place) for place in range(1, variants + 1))
    plain = CatalogueProduct(
        id=f"gid://shopify/Product/{number}",
        title=f"Mug {number}",
        handle=f"mug-{number}",
        description_html="<p>A mug</p>",
        vendor="Kiln",
        product_type="Cup",
        status=ProductStatus.ACTIVE,
        tags=("clay",),
        options=(Option("Size", tuple(size.title for size in sizes)),),
        images=(Image(f"https://images.test/{number}.jpg", "a mug"),),
        variants=sizes,
        updated_at=MONDAY,
    )
    return replace(plain, **changes)
