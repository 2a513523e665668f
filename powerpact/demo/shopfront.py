"""What a shopper finds at a store of the simulator, puts into a basket and is told."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from powerpact.domain.counting import counted
from powerpact.simulator.control_client import Json

MOST_FOUND = 24
FROM_EACH_VENDOR = 3  # while nothing is searched for
MOST_PIECES = 99  # of one variant in a basket
# Where the shopper lives, with the keys of Shopify's MailingAddressInput.
ADDRESS = {
    "firstName": "Robin",
    "lastName": "Marsh",
    "address1": "12 Orchard Road",
    "city": "Leeds",
    "zip": "LS1 5ES",
    "countryCode": "GB",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant on sale. ``price`` is in the store's currency; ``available`` None: not counted."""

    variant_id: str
    name: str
    sku: str
    vendor: str
    price: Decimal
    available: int | None


def offers(held: Json, typed: str) -> list[Offer]:
    """What ``typed`` finds in titles, SKUs and vendors; a few of each vendor for nothing typed.

    ``held``: the store's holdings.
    """
    every = _on_sale(held)
    found = _found(every, typed.casefold().strip()) if typed.strip() else _window(every)
    return list(islice(found, MOST_FOUND))


def vendors(held: Json) -> list[str]:
    """Whose products the store sells, by name."""
    return sorted({product["vendor"] for product in held["products"]})


def basket(variants: Sequence[str], pieces: Sequence[str]) -> list[Json]:
    """The lines of an order from what was typed beside each variant; what is no number is none."""
    return [
        {"variant": variant, "quantity": min(int(typed), MOST_PIECES)}
        for variant, typed in zip(variants, pieces, strict=False)
        if typed.isascii() and typed.isdecimal() and len(typed) < 5 and int(typed) > 0
    ]


def receipt(orders: Sequence[Json]) -> str:
    """What was ordered, in a sentence or two."""
    if len(orders) != 1:
        return f"{counted(len(orders), 'order')} were placed at Bubbly. They come in by themselves."
    [order] = orders
    lines = ", ".join(f"{line['quantity']} x {line['title']}" for line in order["lines"])
    total = f"{order['total']} {order['currency']}"
    return f"{order['name']} was placed at Bubbly for {total}: {lines}. It comes in by itself."


def _on_sale(held: Json) -> Iterator[tuple[str, Offer]]:
    for product in held["products"]:
        if product["status"] == "ACTIVE":
            for variant in product["variants"]:
                yield product["id"], _offer(product, variant)


def _offer(product: Json, variant: Json) -> Offer:
    plain = variant["title"] == "Default Title"
    return Offer(
        variant_id=variant["id"],
        name=product["title"] if plain else f"{product['title']}, {variant['title']}",
        sku=variant["sku"] or "",
        vendor=product["vendor"],
        price=Decimal(variant["price"]),
        available=variant["available"] if variant["tracked"] else None,
    )


def _found(every: Iterator[tuple[str, Offer]], typed: str) -> Iterator[Offer]:
    for _product, offer in every:
        if typed in f"{offer.name} {offer.sku} {offer.vendor}".casefold():
            yield offer


def _window(every: Iterator[tuple[str, Offer]]) -> Iterator[Offer]:
    """The first variant in stock of each vendor's first products."""
    shown: Counter[str] = Counter()
    seen: set[str] = set()
    for product_id, offer in every:
        is_there = offer.available is None or offer.available > 0
        if is_there and product_id not in seen and shown[offer.vendor] < FROM_EACH_VENDOR:
            seen.add(product_id)
            shown[offer.vendor] += 1
            yield offer
