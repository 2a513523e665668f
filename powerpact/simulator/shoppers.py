"""Shoppers who fill a basket at random: the same seed gives the same baskets."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from powerpact.simulator.store.products import ProductVariant
from powerpact.simulator.store.shops import Shop

FIRST_NAMES = ("Amara", "Ben", "Chloe", "Dev", "Erin", "Farah", "Gwen", "Hugo", "Isla", "Jonas")
LAST_NAMES = ("Abbott", "Bates", "Chowdhury", "Doyle", "Evans", "Fraser", "Grant", "Hughes")
STREETS = ("Mill Lane", "Castle Street", "Orchard Road", "Quay Side", "Station Road")
CITIES = (
    ("Bristol", "BS1 4DJ"),
    ("Leeds", "LS1 5ES"),
    ("Norwich", "NR2 1TF"),
    ("Glasgow", "G1 3SL"),
    ("Cardiff", "CF10 1EP"),
)
MOST_PIECES = 3


@dataclass(frozen=True)
class Basket:
    """What one shopper buys and where it goes; the address has the keys of Shopify's input."""

    lines: tuple[tuple[ProductVariant, int], ...]
    email: str
    address: dict[str, str]


class NothingToBuy(ValueError):
    """No variant on sale has enough pieces left."""


def fill_basket(
    shop: Shop, chance: random.Random, *, lines: int, vendors: Sequence[str] = ()
) -> Basket:
    """A basket of `lines` different variants that are on sale and in stock.

    With `vendors`, every line is of one of them, and each has one when there are lines enough.
    Raises NothingToBuy.
    """
    shelves = [_on_sale(shop, vendor) for vendor in vendors] or [_on_sale(shop, None)]
    chosen: list[ProductVariant] = []
    for number in range(lines):
        chosen.append(_choose(shelves[number % len(shelves)], chance, chosen))
    return Basket(
        tuple((variant, chance.randint(1, _most(variant))) for variant in chosen),
        *_shopper(chance),
    )


def _choose(
    shelf: list[list[ProductVariant]], chance: random.Random, chosen: list[ProductVariant]
) -> ProductVariant:
    """First a product, then one of its variants, so that large products are not favoured."""
    left = [[one for one in variants if one not in chosen] for variants in shelf]
    left = [variants for variants in left if variants]
    if not left:
        raise NothingToBuy("There are not enough variants on sale and in stock.")
    return chance.choice(chance.choice(left))


def _on_sale(shop: Shop, vendor: str | None) -> list[list[ProductVariant]]:
    """The variants that can be bought, product by product."""
    products = [
        product
        for product in shop.products.values()
        if product.status == "ACTIVE" and vendor in (None, product.vendor)
    ]
    return [[one for one in product.variants if _most(one) > 0] for product in products]


def _most(variant: ProductVariant) -> int:
    """Pieces that one shopper can take of it."""
    if not variant.inventory_item.tracked or variant.inventory_policy == "CONTINUE":
        return MOST_PIECES
    return min(MOST_PIECES, variant.inventory_quantity)


def _shopper(chance: random.Random) -> tuple[str, dict[str, str]]:
    first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    city, postcode = chance.choice(CITIES)
    address = {
        "firstName": first,
        "lastName": last,
        "address1": f"{chance.randint(1, 180)} {chance.choice(STREETS)}",
        "city": city,
        "zip": postcode,
        "countryCode": "GB",
    }
    return f"{first}.{last}@shopper.test".lower(), address
