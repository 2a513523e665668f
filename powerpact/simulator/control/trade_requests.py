"""The bodies of control requests about goods and orders. Money is in the store's currency.

An order is named by its global id or its name (#1001), a variant by its global id or its SKU,
a product by its global id or its handle.
"""

from decimal import Decimal

from pydantic import Field

from powerpact.simulator.control.requests import Asked


class CatalogueWish(Asked):
    """A generated catalogue: `ceramics`, `textiles` or another, or a `warehouse` of any size.

    `variants`: how many a warehouse has of all its products together; one each without it.
    """

    kind: str
    products: int = Field(default=40, ge=1)
    variants: int | None = Field(default=None, ge=1)
    seed: int | None = None


class NewProduct(Asked):
    """A product with one variant. `quantity` null means that its stock is not tracked."""

    title: str
    price: Decimal = Field(ge=0)
    sku: str | None = None
    quantity: int | None = Field(default=None, ge=0)
    vendor: str | None = None
    status: str = Field(default="ACTIVE", pattern="^(ACTIVE|DRAFT|ARCHIVED|UNLISTED)$")
    tags: list[str] = []


class ProductEdit(Asked):
    """What changes about a product; what is not given stays. `price` is for every variant."""

    product: str
    title: str | None = None
    description_html: str | None = None
    vendor: str | None = None
    product_type: str | None = None
    status: str | None = Field(default=None, pattern="^(ACTIVE|DRAFT|ARCHIVED|UNLISTED)$")
    tags: list[str] | None = None
    price: Decimal | None = Field(default=None, ge=0)


class ProductChoice(Asked):
    """A product."""

    product: str


class NewVariant(Asked):
    """One more variant of a product; `options` are values by their names."""

    product: str
    options: dict[str, str] = Field(min_length=1)
    price: Decimal = Field(ge=0)
    sku: str | None = None
    quantity: int | None = Field(default=None, ge=0)


class VariantChoice(Asked):
    """A variant."""

    variant: str


class StockChange(Asked):
    """How many pieces of a variant can be sold from now on, at the store's main location."""

    variant: str
    available: int


class Line(Asked):
    """Pieces of a variant, or of something without one that has a title and a price."""

    variant: str | None = None
    title: str | None = None
    price: Decimal | None = Field(default=None, ge=0)
    quantity: int = Field(default=1, ge=1)


class NewOrder(Asked):
    """An order that a shopper places. `tax_rate` is a share, such as 0.2.

    `address` has the keys of Shopify's MailingAddressInput (address1, city, countryCode ...).
    """

    lines: list[Line] = Field(min_length=1)
    shipping_title: str = "Standard delivery"
    shipping_price: Decimal = Field(default=Decimal(0), ge=0)
    email: str | None = "shopper@example.com"
    address: dict[str, str] | None = None
    discount: Decimal = Field(default=Decimal(0), ge=0)
    tax_rate: Decimal = Field(default=Decimal(0), ge=0, lt=1)
    tip: Decimal = Field(default=Decimal(0), ge=0)
    note: str | None = None
    paid: bool = True


class RandomOrders(Asked):
    """So many random baskets of `lines` lines each; see fill_basket."""

    count: int = Field(default=1, ge=1, le=10_000)
    lines: int = Field(default=2, ge=1)
    vendors: list[str] = []
    seed: int | None = None
    shipping_price: Decimal = Field(default=Decimal("3.95"), ge=0)
    tax_rate: Decimal = Field(default=Decimal(0), ge=0, lt=1)
    paid: bool = True


class OrderChoice(Asked):
    """An order."""

    order: str


class Parcel(OrderChoice):
    """A shipment of these pieces by line id, SKU or variant id; of everything without `lines`."""

    lines: dict[str, int] | None = None
    company: str | None = None
    number: str | None = None
    url: str | None = None


class FulfilmentChoice(OrderChoice):
    """A shipment of an order, by its global id; the latest when it is not named."""

    fulfillment: str | None = None


class Cancellation(OrderChoice):
    """The merchant cancels an order."""

    reason: str = Field(
        default="CUSTOMER", pattern="^(CUSTOMER|DECLINED|FRAUD|INVENTORY|OTHER|STAFF)$"
    )
    restock: bool = True
    refund: bool = True


class MoneyBack(OrderChoice):
    """A refund of these pieces by line id, SKU or variant id; of everything without `lines`."""

    lines: dict[str, int] | None = None
    shipping: Decimal = Field(default=Decimal(0), ge=0)
    restock: bool = True
    note: str | None = None
