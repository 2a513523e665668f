"""Finding the lines of an order by what people call them."""

from collections.abc import Mapping

from powerpact.simulator.store.orders import LineItem, Order


def line_named(order: Order, name: str) -> LineItem:
    """A line by its global id, SKU, variant id or title; KeyError when there is none."""
    for line in order.lines:
        variant = line.variant.id if line.variant else None
        if name in {line.id, line.sku, variant, line.title}:
            return line
    raise KeyError(name)


def wanted_pieces(order: Order, lines: Mapping[str, int]) -> dict[str, int]:
    """Pieces by line id."""
    wanted: dict[str, int] = {}
    for name, pieces in lines.items():
        gid = line_named(order, name).id
        wanted[gid] = wanted.get(gid, 0) + pieces
    return wanted
