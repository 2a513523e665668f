"""What the newcomer's store and Bubbly hold, as Shopify knows it."""

from dataclasses import dataclass
from typing import Any

from powerpact.demo.shops import BUBBLY, NEWCOMER
from powerpact.simulator.control_client import Json, SimulatorClient

ON_SALE = "ACTIVE"


@dataclass(frozen=True)
class Piece:
    """One variant of the newcomer's, by what a shopper and a merchant call it."""

    product_id: str
    title: str
    shade: str
    sku: str
    price: str
    available: int

    @property
    def name(self) -> str:
        """As the shop window has it."""
        return f"{self.title}, {self.shade}" if self.shade else self.title


def piece(shopify: SimulatorClient, *, of_several: bool) -> Piece:
    """A variant in stock that Bubbly sells: one of a product's several, or a product's only one."""
    sold = on_sale(shopify)
    return next(
        Piece(product["id"], product["title"], shade, one["sku"], one["price"], one["available"])
        for product in shopify.holdings(NEWCOMER.domain)["products"]
        if product["title"] in sold
        for one in product["variants"]
        if one["tracked"] and one["available"] > 10
        if (1 < len(product["variants"]) < 10 if of_several else len(product["variants"]) == 1)
        for shade in ["" if one["title"] == "Default Title" else one["title"]]
    )


def on_sale(shopify: SimulatorClient) -> dict[str, Json]:
    """The newcomer's products that shoppers find at Bubbly, by title."""
    return {
        product["title"]: product
        for product in shopify.holdings(BUBBLY.domain)["products"]
        if product["vendor"] == NEWCOMER.name and product["status"] == ON_SALE
        if product["published"]
    }


def for_sale(shopify: SimulatorClient, sku: str) -> int | None:
    """How many pieces Bubbly may sell of a variant; None when it does not sell it."""
    variants = (one for product in on_sale(shopify).values() for one in product["variants"])
    return next((one["available"] for one in variants if one["sku"] == sku), None)


def delivered(shopify: SimulatorClient, sku: str) -> list[dict[str, Any]]:
    """The orders in the newcomer's own store that hold the variant."""
    orders = shopify.orders(NEWCOMER.domain)
    return [each for each in orders if sku in {line["sku"] for line in each["lines"]}]
