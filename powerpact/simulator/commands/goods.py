"""Commands about what a store sells."""

from typing import Any

import click

from powerpact.simulator.commands.reporting import reports
from powerpact.simulator.control_client import SimulatorClient
from powerpact.simulator.control_connection import Json
from powerpact.simulator.seed_kinds import KINDS
from powerpact.simulator.seed_large import WAREHOUSE

PRODUCT = ("id", "title", "handle", "vendor", "status", "variant_count", "available")
STATUSES = click.Choice(["ACTIVE", "DRAFT", "ARCHIVED", "UNLISTED"])


@click.command("seed")
@click.argument("shop")
@click.argument("kind", type=click.Choice([*KINDS, WAREHOUSE]))
@click.option("--products", default=40, show_default=True)
@click.option("--variants", type=int, help="Of a warehouse's products together.")
@click.option("--seed", type=int, help="The simulator's own without it.")
@reports()
def seed(client: SimulatorClient, shop: str, kind: str, **options: Any) -> Json:
    """Plant a generated catalogue in a store."""
    return client.seed(shop, kind, **options)


@click.command("products")
@click.argument("shop")
@reports(*PRODUCT)
def products(client: SimulatorClient, shop: str) -> list[Json]:
    """List a store's products."""
    return [_counted(product) for product in client.holdings(shop)["products"]]


@click.command("holdings")
@click.argument("shop")
@reports("domain", "name", "currency", "products", "orders", "subscriptions")
def holdings(client: SimulatorClient, shop: str) -> Json:
    """Count what a store holds; --json lists all of it."""
    return client.holdings(shop)


@click.command("create-product")
@click.argument("shop")
@click.argument("title")
@click.option("--price", required=True, help="In the store's currency, such as 12.50.")
@click.option("--sku")
@click.option("--quantity", type=int, help="Without it the stock is not tracked.")
@click.option("--vendor")
@click.option("--status", type=STATUSES)
@reports(*PRODUCT)
def create_product(client: SimulatorClient, shop: str, title: str, **fields: Any) -> Json:
    """Add a product with one variant."""
    return _counted(client.create_product(shop, title, **fields))


@click.command("edit-product")
@click.argument("shop")
@click.argument("product")
@click.option("--title")
@click.option("--description-html")
@click.option("--vendor")
@click.option("--product-type")
@click.option("--status", type=STATUSES)
@click.option("--tag", "tags", multiple=True, help="Repeat; replaces all tags.")
@click.option("--price", help="For every variant.")
@reports(*PRODUCT)
def edit_product(
    client: SimulatorClient, shop: str, product: str, tags: tuple[str, ...], **changes: Any
) -> Json:
    """Change a product, named by its id or handle."""
    return _counted(client.edit_product(shop, product, tags=list(tags) or None, **changes))


@click.command("delete-product")
@click.argument("shop")
@click.argument("product")
@reports()
def delete_product(client: SimulatorClient, shop: str, product: str) -> Json:
    """Delete a product, named by its id or handle."""
    return client.delete_product(shop, product)


@click.command("create-variant")
@click.argument("shop")
@click.argument("product")
@click.option("--option", "options", multiple=True, required=True, help="Name=Value; repeat.")
@click.option("--price", required=True, help="In the store's currency, such as 12.50.")
@click.option("--sku")
@click.option("--quantity", type=int, help="Without it the stock is not tracked.")
@reports(*PRODUCT)
def create_variant(
    client: SimulatorClient, shop: str, product: str, options: tuple[str, ...], **fields: Any
) -> Json:
    """Add a variant to a product, named by its id or handle."""
    chosen = {name: value for name, _, value in (option.partition("=") for option in options)}
    return _counted(client.create_variant(shop, product, chosen, **fields))


@click.command("delete-variant")
@click.argument("shop")
@click.argument("variant")
@reports()
def delete_variant(client: SimulatorClient, shop: str, variant: str) -> Json:
    """Delete a variant, named by its id or SKU, that is not its product's only one."""
    return client.delete_variant(shop, variant)


@click.command("set-stock")
@click.argument("shop")
@click.argument("variant")
@click.argument("available", type=int)
@reports()
def set_stock(client: SimulatorClient, shop: str, variant: str, available: int) -> Json:
    """Say how many pieces of a variant, by id or SKU, can be sold."""
    return client.set_stock(shop, variant, available)


def _counted(product: Json) -> Json:
    """With its variants counted and their stock added up; untracked ones do not count."""
    stock = [one["available"] for one in product["variants"] if one["tracked"]]
    return {
        **product,
        "variant_count": len(product["variants"]),
        "available": sum(stock) if stock else None,
    }


COMMANDS = (
    *(seed, products, holdings, create_product, edit_product, delete_product),
    *(create_variant, delete_variant, set_stock),
)
