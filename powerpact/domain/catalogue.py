"""A partner's catalogue as we read it: products with their variants."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class ProductStatus(StrEnum):
    """Shopify's product status; a value we do not know yet reads as ``UNKNOWN``."""

    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"
    DRAFT = "DRAFT"
    UNLISTED = "UNLISTED"
    UNKNOWN = "UNKNOWN"

    @classmethod
    def _missing_(cls, value: object) -> "ProductStatus":
        del value
        return cls.UNKNOWN


@dataclass(frozen=True, slots=True)
class Option:
    """A product option and its values in order, such as Size: S, M, L."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a product, by its public address."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueVariant:
    """One variant in a partner's store; ``price`` is in the store's currency.

    ``options`` pairs option names with values in the product's order. ``quantity`` is what can
    be sold, None when Shopify does not say; an untracked variant sells without a stock.
    """

    id: str
    title: str
    sku: str
    barcode: str
    position: int
    price: Decimal
    compare_at_price: Decimal | None
    options: tuple[tuple[str, str], ...]
    inventory_item_id: str
    tracked: bool
    sells_at_zero: bool
    quantity: int | None
    requires_shipping: bool
    taxable: bool


@dataclass(frozen=True, slots=True)
class CatalogueProduct:
    """One product in a partner's store, with all its variants."""

    id: str
    title: str
    handle: str
    description_html: str
    vendor: str
    product_type: str
    status: ProductStatus
    tags: tuple[str, ...]
    options: tuple[Option, ...]
    images: tuple[Image, ...]
    variants: tuple[CatalogueVariant, ...]
    updated_at: datetime
