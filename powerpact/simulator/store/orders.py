"""Orders and what stands on them. Amounts are Decimal in the store's currency."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from powerpact.simulator.money import ZERO, MoneyBag, MoneyV2, rounded
from powerpact.simulator.store.metafields import Metafield
from powerpact.simulator.store.products import ProductVariant

if TYPE_CHECKING:
    from powerpact.simulator.store.fulfilments import Fulfillment, FulfillmentOrder
    from powerpact.simulator.store.refunds import Refund, Return


@dataclass(eq=False, slots=True)
class Customer:
    """A buyer whom the store knows."""

    id: str
    created_at: datetime
    updated_at: datetime
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    tags: list[str] = field(default_factory=list)
    metafields: dict[tuple[str, str], Metafield] = field(default_factory=dict)

    @property
    def display_name(self) -> str:
        return " ".join(filter(None, [self.first_name, self.last_name])) or self.email or ""


@dataclass(eq=False, slots=True)
class MailingAddress:
    """Where to send or bill. Provinces and countries are codes."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province_code: str | None = None
    country_code_v2: str | None = None
    zip: str | None = None
    phone: str | None = None


@dataclass(eq=False, slots=True)
class TaxLine:
    """One tax on a line, on shipping or on the order."""

    title: str
    rate: float
    amount: Decimal
    channel_liable: bool = False


@dataclass(eq=False, slots=True)
class LineItem:
    """One line. `price` is for one piece before discounts, `discount` for the whole line."""

    id: str
    order: "Order"
    title: str
    quantity: int
    price: Decimal
    variant: ProductVariant | None = None
    product_id: str | None = None
    variant_title: str | None = None
    sku: str | None = None
    vendor: str | None = None
    requires_shipping: bool = False
    taxable: bool = True
    is_gift_card: bool = False
    discount: Decimal = ZERO
    removed: int = 0
    tax_lines: list[TaxLine] = field(default_factory=list)
    custom_attributes: list[dict[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.title} - {self.variant_title}" if self.variant_title else self.title

    @property
    def current_quantity(self) -> int:
        """Pieces still on the order: refunded and removed ones are gone."""
        return self.quantity - self.removed

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity - self.discount

    @property
    def tax(self) -> Decimal:
        return sum((line.amount for line in self.tax_lines), ZERO)

    def share(self, amount: Decimal, pieces: int) -> Decimal:
        """What `pieces` of this line bear of an amount for all of it."""
        return rounded(amount * pieces / self.quantity, self.order.currency_code)


@dataclass(eq=False, slots=True)
class ShippingLine:
    """One delivery charge."""

    id: str
    order: "Order"
    title: str
    price: Decimal
    code: str | None = None
    source: str | None = None
    discount: Decimal = ZERO
    tax_lines: list[TaxLine] = field(default_factory=list)

    @property
    def tax(self) -> Decimal:
        return sum((line.amount for line in self.tax_lines), ZERO)


@dataclass(eq=False, slots=True)
class OrderTransaction:
    """Money that moved, or was only authorised."""

    id: str
    order: "Order"
    kind: str
    status: str
    gateway: str
    amount: Decimal
    created_at: datetime
    processed_at: datetime
    parent_transaction: "OrderTransaction | None" = None
    test: bool = False


@dataclass(eq=False)
class Order:
    """An order. `presentment_rate`: buyer's currency for one unit of the store's."""

    id: str
    name: str
    number: int
    currency_code: str
    presentment_currency_code: str
    created_at: datetime
    updated_at: datetime
    processed_at: datetime
    searchable_from: float
    presentment_rate: Decimal = Decimal(1)
    app_id: int | None = None
    financial_status: str | None = None
    taxes_included: bool = False
    test: bool = False
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    po_number: str | None = None
    source_name: str | None = None
    source_identifier: str | None = None
    source_url: str | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    closed_at: datetime | None = None
    customer: Customer | None = None
    shipping_address: MailingAddress | None = None
    billing_address: MailingAddress | None = None
    tip: Decimal = ZERO
    tags: list[str] = field(default_factory=list)
    discount_codes: list[str] = field(default_factory=list)
    discount_applications: list[dict[str, Any]] = field(default_factory=list)
    custom_attributes: list[dict[str, str]] = field(default_factory=list)
    lines: list[LineItem] = field(default_factory=list)
    shipping: list[ShippingLine] = field(default_factory=list)
    order_tax_lines: list[TaxLine] = field(default_factory=list)
    transactions: list[OrderTransaction] = field(default_factory=list)
    refunds: "list[Refund]" = field(default_factory=list)
    returns: "list[Return]" = field(default_factory=list)
    fulfillment_orders: "list[FulfillmentOrder]" = field(default_factory=list)
    fulfillments: "list[Fulfillment]" = field(default_factory=list)
    metafields: dict[tuple[str, str], Metafield] = field(default_factory=dict)
    stock_taken: bool = False
    edited: bool = False

    def bag(self, amount: Decimal) -> MoneyBag:
        """An amount of the store's currency, with what the buyer saw beside it."""
        shown = rounded(amount * self.presentment_rate, self.presentment_currency_code)
        return MoneyBag(
            MoneyV2(rounded(amount, self.currency_code), self.currency_code),
            MoneyV2(shown, self.presentment_currency_code),
        )


@dataclass(eq=False)
class DraftOrder:
    """An order that is not placed yet; `order_input` is what it becomes."""

    id: str
    name: str
    created_at: datetime
    order_input: dict[str, Any]
    status: str = "OPEN"
    total: Decimal = ZERO
    completed_at: datetime | None = None
    order: Order | None = None
