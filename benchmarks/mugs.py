"""Products as they are usual: two variants, one picture, some text."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from powerpact.domain.catalogue import (
    CatalogueProduct,
    CatalogueVariant,
    Image,
    Option,
    ProductStatus,
)

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
SIZES = ("Small", "Large")
TEXT = "<p>Thrown by hand, glazed twice, safe in the dishwasher.</p>" * 10


def mugs(count: int) -> Iterator[CatalogueProduct]:
    """So many products of a partner's catalogue, numbered from 1."""
    for number in range(1, count + 1):
        yield CatalogueProduct(
            id=f"gid://shopify/Product/{number}",
            title=f"Mug {number}",
            handle=f"mug-{number}",
            description_html=TEXT,
            vendor="Kiln",
            product_type="Mug",
            status=ProductStatus.ACTIVE,
            tags=("clay", "kitchen"),
            options=(Option("Size", SIZES),),
            images=(Image(f"https://images.test/{number}.jpg", "a mug"),),
            variants=tuple(_variant(number, place) for place in (1, 2)),
            updated_at=MONDAY,
        )


def _variant(product: int, place: int) -> CatalogueVariant:
    number = product * 10 + place
    return CatalogueVariant(
        id=f"gid://shopify/ProductVariant/{number}",
        title=SIZES[place - 1],
        sku=f"MUG-{number}",
        barcode="",
        position=place,
        price=Decimal("12.50"),
        compare_at_price=None,
        options=(("Size", SIZES[place - 1]),),
        inventory_item_id=f"gid://shopify/InventoryItem/{number}",
        tracked=True,
        sells_at_zero=False,
        quantity=5,
        requires_shipping=True,
        taxable=True,
    )
