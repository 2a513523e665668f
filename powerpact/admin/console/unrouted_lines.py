"""Order lines that should have a partner and have none."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import g
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.acting import ActingModelView
from powerpact.admin.actions import RowAction
from powerpact.admin.console.line_routing import LineRouting
from powerpact.admin.filters import Choice, Day, OlderThan, Typed
from powerpact.admin.formats import EMPTY, age, amount, code, column
from powerpact.admin.links import link
from powerpact.domain.splitting import Why
from powerpact.models import BubblyOrder, BubblyOrderLine
from powerpact.permissions import Permission
from powerpact.services.rerouting import reroute
from powerpact.services.selections.order_lines import UNROUTED_LINES
from powerpact.services.variant_search import likely_sellers


def _order_link(line: BubblyOrderLine) -> Any:
    return link("bubbly_orders", line.bubbly_order_id, line.order.name)


def _likely(line: BubblyOrderLine) -> Any:
    """Whose it may be, looked up for all lines of the page together."""
    return g.likely_sellers.get(line.sku) or EMPTY


class UnroutedLinesView(LineRouting, ActingModelView):
    """Lines without a place, and the page where any line is given another."""

    permission = Permission.VIEW_ORDERS
    table = UNROUTED_LINES
    one = "Order line"
    about = (
        "Order lines that should have a partner and have none. Map the variant and route the lines "
        "again, or choose for one line where it goes."
    )
    empty = "Every line of every order has its place. There is nothing to do here."
    search_hint = "Order name or SKU"
    column_filters = (
        Choice(UNROUTED_LINES, "reason", "Reason", (Why.VARIANT_NOT_MAPPED, Why.PRODUCT_DELETED)),
        Typed(UNROUTED_LINES, "variant", "Variant"),
        Typed(UNROUTED_LINES, "product", "Product"),
        OlderThan(UNROUTED_LINES, "age", "Age"),
        Day(UNROUTED_LINES, "from", "From"),
        Day(UNROUTED_LINES, "until", "Until"),
    )
    column_list = ("title", "order", "placed", "sku", "quantity", "unit_price", "reason", "likely")
    # The order of the partial index on unrouted lines.
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [
        ("bubbly_order_id", True),
        ("id", True),
    ]
    column_labels: ClassVar[dict[str, str]] = {
        "title": "Line",
        "sku": "SKU",
        "quantity": "Pieces",
        "unit_price": "Price each",
        "reason": "Reason",
        "likely": "Same SKU at",
    }
    column_formatters: ClassVar = {
        "order": column(_order_link),
        "placed": column(lambda line: age(line.order.placed_at)),
        "unit_price": column(lambda line: amount(line.unit_price, line.order.currency)),
        "sku": column(lambda line: code(line.sku)),
        "likely": column(_likely),
    }
    row_actions = (
        RowAction(reroute, "Re-route", "re-routed", Permission.ROUTE_ORDERS, in_row=True),
    )

    def list_options(self) -> tuple[ExecutableOption, ...]:
        columns = (BubblyOrder.name, BubblyOrder.currency, BubblyOrder.placed_at)
        return (joinedload(BubblyOrderLine.order).load_only(*columns),)

    def prepare(self, rows: Sequence[Any]) -> None:
        """Look up whose the lines may be."""
        g.likely_sellers = likely_sellers([line.sku for line in rows])
