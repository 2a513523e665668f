"""Catalogues of any size: plain goods by number, one product at a time."""

import random
from collections.abc import Iterator
from decimal import Decimal

from powerpact.simulator.seed import ProductDraft, VariantDraft, ean13

WAREHOUSE = "warehouse"
MOST_VARIANTS = 2048
_DESCRIPTION = (
    "<p>Part {number} of our range, packed by hand and checked twice before it leaves us. It fits "
    "every rack of the same width and comes with what is needed to put it up.</p><ul><li>Wipe "
    "clean with a dry cloth.</li><li>Guaranteed for {years} years.</li></ul>"
)


def warehouse(*, products: int, variants: int, seed: int) -> Iterator[ProductDraft]:
    """So many products with so many variants together, spread evenly; the same for a seed.

    ValueError for fewer variants than products, or more than Shopify allows to each.
    """
    if not 1 <= products <= variants <= products * MOST_VARIANTS:
        raise ValueError(f"{products} products have from {products} variants to 2,048 each.")
    chance = random.Random(f"{WAREHOUSE}/{seed}")
    some, left = divmod(variants, products)
    return (_product(number, some + (number <= left), chance) for number in range(1, products + 1))


def _product(number: int, variants: int, chance: random.Random) -> ProductDraft:
    sizes = tuple(f"Size {place}" for place in range(1, variants + 1))
    cost = Decimal(chance.randrange(100, 20_000)) / 100
    return ProductDraft(
        title=f"Part {number}",
        description_html=_DESCRIPTION.format(number=number, years=chance.randint(1, 9)),
        vendor="The Warehouse",
        product_type=f"Shelf {number % 40}",
        status="ACTIVE",
        tags=("parts", f"aisle-{number % 25}"),
        options={"Size": sizes} if variants > 1 else {},
        images=(f"https://images.warehouse.test/part-{number}.jpg",),
        variants=tuple(
            VariantDraft(
                option_values=(size,) if variants > 1 else (),
                sku=f"WH-{number:06d}-{place:04d}",
                barcode=ean13(f"{number * MOST_VARIANTS + place:012d}"),
                price=cost * 2,
                cost=cost,
                weight_grams=250,
                quantity=chance.randint(0, 80),
            )
            for place, size in enumerate(sizes, start=1)
        ),
    )
