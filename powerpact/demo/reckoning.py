"""The end of the story: what was ordered at Bubbly against what each partner's store holds.

Both sides are counted in the simulator's exports, which is Shopify's own memory: nothing here
asks PowerPact's database, so PowerPact can not agree with itself.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")  # all three stores trade in pounds

Orders = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class Terms:
    """A partner by name, its own price per SKU, and the share of it that Bubbly keeps."""

    name: str
    prices: Mapping[str, Decimal]
    commission_rate: Decimal

    def owed(self, sku: str, quantity: int) -> Decimal:
        """What the partner is owed for so many pieces, rounded piece by piece."""
        each = self.prices[sku] * (1 - self.commission_rate)
        return each.quantize(CENT, ROUND_HALF_UP) * quantity


@dataclass(frozen=True)
class Count:
    """One line of the final table."""

    store: str
    what: str
    ordered: str
    held: str

    @property
    def agrees(self) -> bool:
        """Whether both sides say the same."""
        return self.ordered == self.held


def reckon(terms: Terms, bubbly: Orders, partner: Orders) -> list[Count]:
    """Compare one partner's store with what Bubbly's shoppers ordered of it.

    Orders are the simulator's exports; an order that was cancelled does not count. Pieces are
    compared SKU by SKU, although the table shows their sum.
    """
    wanted = [_pieces(order, terms) for order in bubbly if not order["cancelled_at"]]
    wanted = [pieces for pieces in wanted if pieces]
    held = [_pieces(order, None) for order in partner if not order["cancelled_at"]]
    owed = sum((terms.owed(sku, n) for order in wanted for sku, n in order.items()), Decimal(0))
    return [
        Count(terms.name, "orders", str(len(wanted)), str(len(held))),
        Count(terms.name, "pieces", *_in_words(sum(wanted, Counter()), sum(held, Counter()))),
        Count(terms.name, "owed", f"£{owed:,}", f"£{_value(partner):,}"),
    ]


def _pieces(order: Mapping[str, Any], terms: Terms | None) -> Counter[str]:
    """Pieces per SKU, of one partner's products only when its terms are given."""
    pieces: Counter[str] = Counter()
    for line in order["lines"]:
        if terms is None or line["sku"] in terms.prices:
            pieces[line["sku"]] += line["quantity"]
    return pieces


def _value(orders: Orders) -> Decimal:
    lines = (line for order in orders if not order["cancelled_at"] for line in order["lines"])
    return sum((Decimal(line["price"]) * line["quantity"] for line in lines), Decimal(0))


def _in_words(wanted: Counter[str], held: Counter[str]) -> tuple[str, str]:
    """Both sums, with the SKUs that differ where any do."""
    differing = sorted(sku for sku in wanted | held if wanted[sku] != held[sku])
    said = f"{wanted.total()}", f"{held.total()}"
    if not differing:
        return said
    return said[0], f"{said[1]} (differs: {', '.join(differing)})"
