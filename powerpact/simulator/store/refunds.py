"""Money and pieces that came back. Amounts are Decimal in the store's currency."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from powerpact.simulator.money import ZERO
from powerpact.simulator.store.inventory import Location
from powerpact.simulator.store.orders import LineItem, Order, OrderTransaction


@dataclass(eq=False, slots=True)
class RefundLineItem:
    """Pieces of one line that were refunded."""

    id: str
    line_item: LineItem
    quantity: int
    restock_type: str
    location: Location | None
    subtotal: Decimal
    tax: Decimal

    @property
    def restocked(self) -> bool:
        return self.restock_type != "NO_RESTOCK"


@dataclass(eq=False, slots=True)
class Refund:
    """A refund exists whether or not money moved (platform facts 2.4)."""

    id: str
    order: Order
    created_at: datetime
    note: str | None = None
    lines: list[RefundLineItem] = field(default_factory=list)
    shipping_id: str | None = None
    shipping_amount: Decimal = ZERO
    shipping_tax: Decimal = ZERO
    transactions: list[OrderTransaction] = field(default_factory=list)
    order_return: "Return | None" = None

    @property
    def total(self) -> Decimal:
        return sum((transaction.amount for transaction in self.transactions), ZERO)


@dataclass(eq=False, slots=True)
class Return:
    """Goods on their way back. Read-only here: people in the store make them."""

    id: str
    order: Order
    name: str
    status: str
    created_at: datetime
    total_quantity: int
    closed_at: datetime | None = None
