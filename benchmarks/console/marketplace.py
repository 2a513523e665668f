"""The made-up marketplace: how large it is, who its partners are, when things happened."""

import random
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate

YEAR = 365 * 86400  # seconds that the history spans
PICKS = 1 << 16
BUBBLY_ID = 1
BUBBLY = "bubbly.myshopify.com"
# How many partners an order has, and how many tries a part has, in turns.
PARTS_OF_ORDERS = (1, 1, 2, 1, 1, 3, 1)
TRIES_OF_PARTS = (1, 5, 2, 14, 3)


@dataclass
class Marketplace:
    """All that follows from the number of order syncs: the same for the same number.

    Partners are as unequal as they are in life (Zipf): the first has a seventh of everything.
    A partner's products stand together, as an import leaves them.
    """

    parts: int
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __post_init__(self) -> None:
        self.orders = self.parts * len(PARTS_OF_ORDERS) // sum(PARTS_OF_ORDERS)
        self.products = self.parts // 5
        self.events = self.parts // 2
        self.audits = self.parts
        self.runs = max(self.parts // 50, 20)
        self.partners = min(500, max(20, self.parts // 2000))
        # The inbox forgets after a while: only the last orders still have their webhook.
        self.orders_with_event = min(self.orders, self.events * 2 // 5)
        self._weights = [1 / rank for rank in range(1, self.partners + 1)]
        chance = random.Random(7)  # noqa: S311 - the same marketplace each time
        self.partner_picks = chance.choices(range(self.partners), self._weights, k=PICKS)
        total = sum(self._weights)
        shares = accumulate(weight / total for weight in self._weights)
        self._ends = [
            max(int(share * self.products), place + 1) for place, share in enumerate(shares)
        ]
        self._ends[-1] = self.products
        self._start = self.now - timedelta(seconds=YEAR)
        self._minutes: list[str] = [
            (self._start + timedelta(minutes=minute)).strftime("%Y-%m-%d %H:%M:")
            for minute in range(YEAR // 60 + 1)
        ]

    def at(self, second: int) -> str:
        """The moment that many seconds after the history began, as COPY takes it."""
        second = min(second, YEAR)
        return f"{self._minutes[second // 60]}{second % 60:02d}+00"

    def second(self, place: int, of: int) -> int:
        """When the row at a place (from 0) of so many was made, in seconds from the beginning."""
        return (place * 2 + 1) * (YEAR - 60) // (of * 2)

    def partner_of(self, product: int) -> int:
        """The place of the partner that sells the product at that place."""
        return bisect_right(self._ends, product)

    def products_of(self, partner: int) -> range:
        """The places of a partner's products."""
        return range(self._ends[partner - 1] if partner else 0, self._ends[partner])


def store_id(partner: int) -> int:
    """The row of the partner at that place; the first row is Bubbly's."""
    return partner + BUBBLY_ID + 1


def domain(partner: int) -> str:
    """The shop domain of the partner at that place."""
    return f"partner-{partner + 1}.myshopify.com"


def variants_of(product: int) -> range:
    """The rows of a product's variants: one, two or three."""
    groups, place = divmod(product, 3)
    first = 6 * groups + (1, 2, 4)[place]
    return range(first, first + place + 1)
