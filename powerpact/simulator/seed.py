"""Realistic catalogues from a seed number: the same number gives the same catalogue."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product as combinations

from powerpact.simulator.seed_kinds import KINDS, Kind, Range

SHARE_OF_DRAFTS = 0.05
SHARE_UNTRACKED = 0.04
SHARE_SOLD_OUT = 0.07
LARGEST_STOCK = 80


@dataclass(frozen=True)
class VariantDraft:
    """One variant to be. Money is in the store's currency; `quantity` None means untracked."""

    option_values: tuple[str, ...]
    sku: str
    barcode: str
    price: Decimal
    cost: Decimal
    weight_grams: int
    quantity: int | None


@dataclass(frozen=True)
class ProductDraft:
    """One product to be. Without options there is one variant, with no option values."""

    title: str
    description_html: str
    vendor: str
    product_type: str
    status: str
    tags: tuple[str, ...]
    options: dict[str, tuple[str, ...]]
    images: tuple[str, ...]
    variants: tuple[VariantDraft, ...]


def catalogue(kind: str, *, products: int, seed: int) -> list[ProductDraft]:
    """So many products of one kind of store: `ceramics`, `textiles` or another of KINDS.

    The first has 150 variants. KeyError for another kind; ValueError for more products than
    the kind has titles for.
    """
    trade = KINDS[kind]
    titles = [(series, sort) for sort in trade.ranges for series in trade.series]
    if not 1 <= products <= len(titles) + 1:
        raise ValueError(f"A {kind} store has from 1 to {len(titles) + 1} products.")
    chance = random.Random(f"{kind}/{seed}")
    chosen = chance.sample(titles, products - 1)
    writer = _Writer(trade, chance)
    return [writer.write("Signature", trade.large), *(writer.write(*pair) for pair in chosen)]


def ean13(twelve_digits: str) -> str:
    """The digits with their GS1 check digit appended."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve_digits))
    return f"{twelve_digits}{-total % 10}"


class _Writer:
    """Writes products one after another, counting SKUs and barcodes as it goes."""

    def __init__(self, trade: Kind, chance: random.Random) -> None:
        self._trade = trade
        self._chance = chance
        self._variants_so_far = 0
        self._products_so_far = 0

    def write(self, series: str, sort: Range) -> ProductDraft:
        self._products_so_far += 1
        options = {name: self._trade.option_values[name] for name in sort.options}
        status = "DRAFT" if self._happens(SHARE_OF_DRAFTS) else "ACTIVE"
        return ProductDraft(
            title=f"{series} {sort.noun}",
            description_html=self._description(series, sort),
            vendor=self._trade.vendor,
            product_type=sort.product_type,
            status="ACTIVE" if sort is self._trade.large else status,
            tags=(series.lower(), *self._chance.sample(self._trade.tags, 2)),
            options=options,
            images=tuple(self._images(series, sort)),
            variants=tuple(self._variants(sort, options)),
        )

    def _variants(self, sort: Range, options: dict[str, tuple[str, ...]]) -> Iterator[VariantDraft]:
        base = Decimal(sort.price_from) + self._chance.choice([0, 1, 2, 4])
        weight = self._chance.randrange(80, 1800, 10)
        tracked = not self._happens(SHARE_UNTRACKED)
        for values in combinations(*options.values()):
            self._variants_so_far += 1
            price = base * (10 + self._tenths_dearer(options, values)) / 10 - Decimal("0.05")
            price = price.quantize(Decimal("0.01"))
            yield VariantDraft(
                option_values=values,
                sku=self._sku(len(values)),
                barcode=ean13(f"{self._trade.company_digits}{self._variants_so_far:07d}"),
                price=price,
                cost=(price * Decimal("0.42")).quantize(Decimal("0.01")),
                weight_grams=weight,
                quantity=self._stock() if tracked else None,
            )

    def _tenths_dearer(self, options: dict[str, tuple[str, ...]], values: tuple[str, ...]) -> int:
        steps = self._trade.price_steps
        return sum(
            all_values.index(value) * steps.get(name, 0)
            for (name, all_values), value in zip(options.items(), values, strict=True)
        )

    def _sku(self, options: int) -> str:
        stem = f"{self._trade.sku_prefix}-{self._products_so_far:04d}"
        return f"{stem}-{self._variants_so_far:05d}" if options else stem

    def _stock(self) -> int:
        return 0 if self._happens(SHARE_SOLD_OUT) else self._chance.randint(1, LARGEST_STOCK)

    def _images(self, series: str, sort: Range) -> Iterator[str]:
        handle = f"{series} {sort.noun}".lower().replace(" ", "-")
        for number in range(1, self._chance.randint(1, 4) + 1):
            yield f"https://images.{self._trade.sku_prefix.lower()}.test/{handle}-{number}.jpg"

    def _description(self, series: str, sort: Range) -> str:
        material, care = (
            self._chance.choice(self._trade.materials),
            self._chance.choice(self._trade.care),
        )
        return (
            f"<p>{material}, made in small runs: the {sort.noun.lower()} of our "
            f"<strong>{series}</strong> series.</p><ul><li>{care}</li>"
            f"<li>Designed and checked by {self._trade.vendor.replace('&', '&amp;')}.</li></ul>"
        )

    def _happens(self, share: float) -> bool:
        return self._chance.random() < share
