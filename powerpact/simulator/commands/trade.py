"""Commands about orders."""

from typing import Any

import click

from powerpact.simulator.commands.reporting import reports
from powerpact.simulator.control_client import SimulatorClient
from powerpact.simulator.control_connection import Json

ORDER = ("name", "id", "pieces", "total", "currency", "paid", "shipments", "cancelled", "source")


def pieces(text: str) -> tuple[str, int]:
    """`MUG-1=3`: three pieces of what has that id or SKU; one piece without a number."""
    what, _, number = text.partition("=")
    if number and not number.isdigit():
        raise click.BadParameter(f"{text} is not like SKU=3.")
    return what, int(number or 1)


@click.command("orders")
@click.argument("shop")
@reports(*ORDER)
def orders(client: SimulatorClient, shop: str) -> list[Json]:
    """Export the orders of a store."""
    return [_summed(order) for order in client.orders(shop)]


@click.command("place-order")
@click.argument("shop")
@click.argument("lines", nargs=-1, required=True, type=pieces)
@click.option("--shipping-price", help="In the store's currency.")
@click.option("--email")
@click.option("--discount", help="Off the whole basket.")
@click.option("--tax-rate", help="A share, such as 0.2.")
@click.option("--tip")
@click.option("--note")
@click.option("--paid/--unpaid", default=True, show_default=True)
@reports(*ORDER)
def place_order(
    client: SimulatorClient, shop: str, lines: tuple[tuple[str, int], ...], **wishes: Any
) -> Json:
    """Place an order: SKU=3 or variant id=3 for each line."""
    basket = [{"variant": what, "quantity": number} for what, number in lines]
    return _summed(client.place_order(shop, basket, **wishes))


@click.command("place-random-orders")
@click.argument("shop")
@click.option("--count", default=1, show_default=True)
@click.option("--lines", default=2, show_default=True, help="Lines in each basket.")
@click.option("--vendor", "vendors", multiple=True, help="Repeat; only what they make.")
@click.option("--seed", type=int, help="The simulator's own without it.")
@click.option("--paid/--unpaid", default=True, show_default=True)
@reports(*ORDER)
def place_random_orders(client: SimulatorClient, shop: str, **wishes: Any) -> list[Json]:
    """Let shoppers fill baskets at random."""
    return [_summed(order) for order in client.place_random_orders(shop, **wishes)]


@click.command("pay")
@click.argument("shop")
@click.argument("order")
@reports(*ORDER)
def pay(client: SimulatorClient, shop: str, order: str) -> Json:
    """Pay what is outstanding of an order, named by its id or name."""
    return _summed(client.pay(shop, order))


@click.command("ship")
@click.argument("shop")
@click.argument("order")
@click.argument("lines", nargs=-1, type=pieces)
@click.option("--company")
@click.option("--number", help="Tracking number.")
@click.option("--url", "address", help="Where the parcel can be followed.")
@reports(*ORDER)
def ship(
    client: SimulatorClient,
    shop: str,
    order: str,
    lines: tuple[tuple[str, int], ...],
    address: str | None,
    **tracking: Any,
) -> Json:
    """Ship an order, or only pieces of it: SKU=2."""
    return _summed(client.ship(shop, order, dict(lines) or None, url=address, **tracking))


@click.command("unship")
@click.argument("shop")
@click.argument("order")
@click.option("--fulfillment", help="A shipment's id; the latest without it.")
@reports(*ORDER)
def unship(client: SimulatorClient, shop: str, order: str, fulfillment: str | None) -> Json:
    """Undo a shipment."""
    return _summed(client.unship(shop, order, fulfillment))


@click.command("cancel")
@click.argument("shop")
@click.argument("order")
@click.option("--reason", default="CUSTOMER", show_default=True)
@click.option("--restock/--no-restock", default=True, show_default=True)
@click.option("--refund/--no-refund", default=True, show_default=True)
@reports(*ORDER)
def cancel(client: SimulatorClient, shop: str, order: str, **how: Any) -> Json:
    """Cancel an order."""
    return _summed(client.cancel(shop, order, **how))


@click.command("refund")
@click.argument("shop")
@click.argument("order")
@click.argument("lines", nargs=-1, type=pieces)
@click.option("--shipping", help="How much of the shipping.")
@click.option("--restock/--no-restock", default=True, show_default=True)
@click.option("--note")
@reports(*ORDER)
def refund(
    client: SimulatorClient, shop: str, order: str, lines: tuple[tuple[str, int], ...], **how: Any
) -> Json:
    """Refund an order, or only pieces of it: SKU=2."""
    return _summed(client.refund(shop, order, dict(lines) or None, **how))


def _summed(order: Json) -> Json:
    """With what people want to see at a glance."""
    return {
        **order,
        "pieces": sum(line["current_quantity"] for line in order["lines"]),
        "paid": order["financial_status"],
        "shipments": len([one for one in order["fulfillments"] if one["status"] == "SUCCESS"]),
        "cancelled": order["cancelled_at"] is not None,
        "source": order["source_identifier"],
    }


COMMANDS = (orders, place_order, place_random_orders, pay, ship, unship, cancel, refund)
