"""Paid orders as Shopify's webhook tells of them, for tests of services."""

from datetime import UTC, datetime
from decimal import Decimal

from powerpact.domain.placed_order import Address, PlacedLine, PlacedOrder
from powerpact.models import VariantMap, utc_now

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADDRESS = Address(
    first_name="Ada",
    last_name="Byron",
    address1="1 Analytical Street",
    city="London",
    zip="E1 1AA",
    country_code="GB",
)


def placed_line(number: int, variant: VariantMap | None = None, **changes: object) -> PlacedLine:
    """A line that sells the variant, or without one a product of Bubbly's own."""
    own = f"gid://shopify/ProductVariant/{700_000 + number}"
    fields: dict[str, object] = {
        "id": f"gid://shopify/LineItem/{number}",
        "variant_id": variant.bubbly_variant_id if variant else own,
        "product_id": f"gid://shopify/Product/{700_000 + number}",
        "title": f"Thing {number}",
        "sku": f"T-{number}",
        "vendor": "",
        "quantity": 1,
        "unit_price": Decimal("12.00"),
        "discount": Decimal(0),
        "tax": Decimal("2.00"),
        "requires_shipping": True,
    }
    return PlacedLine(**(fields | changes))  # type: ignore[arg-type]


def placed_order(*lines: PlacedLine, number: int = 1, **changes: object) -> PlacedOrder:
    """A paid order of the lines, placed now, with shipping at 3.00."""
    now = utc_now()  # an old order would be looked for before its first try
    fields: dict[str, object] = {
        "id": f"gid://shopify/Order/{number}",
        "name": f"#{1000 + number}",
        "currency": "GBP",
        "total": sum((line.net for line in lines), Decimal("3.00")),
        "shipping": Decimal("3.00"),
        "tax": sum((line.tax for line in lines), Decimal("0.50")),
        "discounts": Decimal(0),
        "taxes_included": True,
        "financial_status": "paid",
        "placed_at": now,
        "updated_at": now,
        "lines": lines,
        "shipping_title": "Standard",
        "shipping_address": ADDRESS,
        "email": "ada@example.test",
    }
    return PlacedOrder(**(fields | changes))  # type: ignore[arg-type]
