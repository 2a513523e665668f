"""A Bubbly order as Shopify told us about it, in typed values (house rule 6)."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Address:
    """Where a parcel goes. Personal data: never logged, encrypted where it is kept."""

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    address1: str = ""
    address2: str = ""
    city: str = ""
    province_code: str = ""
    country_code: str = ""
    zip: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """One line of a Bubbly order; amounts are in the order's shop currency.

    ``unit_price`` is before discounts; ``discount`` and ``tax`` are for the whole line.
    ``variant_id`` and ``product_id`` are None for custom lines and deleted products.
    """

    id: str
    variant_id: str | None
    product_id: str | None
    title: str
    sku: str
    vendor: str
    quantity: int
    unit_price: Decimal
    discount: Decimal
    tax: Decimal
    requires_shipping: bool
    product_exists: bool = True
    gift_card: bool = False

    @property
    def gross(self) -> Decimal:
        """Price times quantity, before discounts."""
        return self.unit_price * self.quantity

    @property
    def net(self) -> Decimal:
        """What the shopper pays for the line after discounts, before added tax."""
        return self.gross - self.discount


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order placed at Bubbly; every amount is in ``currency``, the shop's own.

    ``total`` is what the shopper paid. ``shipping`` is after shipping discounts. ``tax`` is all
    tax, on lines and on shipping. With ``taxes_included`` prices already hold the tax.
    """

    id: str
    name: str
    currency: str
    total: Decimal
    shipping: Decimal
    tax: Decimal
    discounts: Decimal
    taxes_included: bool
    financial_status: str
    placed_at: datetime
    updated_at: datetime
    lines: tuple[PlacedLine, ...]
    shipping_title: str = ""
    shipping_code: str = ""
    shipping_address: Address | None = None
    email: str = ""
    phone: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    cancelled_at: datetime | None = None
    test: bool = False
    source_identifier: str = ""
    custom_attributes: tuple[tuple[str, str], ...] = field(default=())
