"""Bubbly orders, and the lines of them that nobody could route."""

from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.base import ConsoleModelView
from powerpact.admin.console.story import moments_of
from powerpact.admin.filters import Day, Typed
from powerpact.admin.formats import age, amount, badge, code, column, money_column
from powerpact.admin.links import link
from powerpact.extensions import db
from powerpact.models import BubblyOrder, BubblyOrderLine, OrderSync, PartnerStore
from powerpact.permissions import Permission
from powerpact.services.selections.bubbly_orders import BUBBLY_ORDERS, UNROUTED_LINES

# Sealed personal data has no business on a read-only page: reading it here is an error (I8).
_no_shopper = defer(BubblyOrder.shopper, raiseload=True)


class BubblyOrdersView(ConsoleModelView):
    """Every order placed at Bubbly, as it was received."""

    permission = Permission.VIEW_ORDERS
    table = BUBBLY_ORDERS
    one = "Order"
    column_filters = (Day(BUBBLY_ORDERS, "from", "From"), Day(BUBBLY_ORDERS, "until", "Until"))
    about = "Orders placed at Bubbly, and where each of their lines went."
    search_hint = "Order name or Shopify id"
    column_list = ("name", "placed_at", "total", "financial_status", "cancelled_at", "test")
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [("placed_at", True), ("id", True)]
    column_details_list = (
        "shopify_id",
        "placed_at",
        "total",
        "discounts",
        "shipping",
        "tax",
        "taxes_included",
        "financial_status",
        "shipping_title",
        "cancelled_at",
        "test",
        "created_at",
        "webhook_event_id",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "name": "Order",
        "placed_at": "Placed",
        "financial_status": "Payment",
        "cancelled_at": "Cancelled",
        "test": "Test order",
        "shopify_id": "Shopify id",
        "taxes_included": "Prices include tax",
        "shipping_title": "Shipped by",
        "created_at": "Received",
        "webhook_event_id": "Came in with",
    }
    column_formatters = column_formatters_detail = {
        "shopify_id": column(lambda order: code(order.shopify_id)),
        "financial_status": column(lambda order: badge(order.financial_status)),
        "webhook_event_id": column(
            lambda order: (
                order.webhook_event_id
                and link(
                    "webhook_events", order.webhook_event_id, f"Webhook {order.webhook_event_id}"
                )
            )
        ),
        **{name: money_column(name) for name in ("total", "discounts", "shipping", "tax")},
    }
    details_template = "console/bubbly_order.html"

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return (_no_shopper,)

    def details_options(self) -> tuple[ExecutableOption, ...]:
        return _no_shopper, selectinload(BubblyOrder.lines)

    def beside(self, row: Any) -> dict[str, Any]:
        """The order's parts, one for each partner, and what happened so far."""
        moments = moments_of(row.id)
        parts = select(OrderSync).where(OrderSync.bubbly_order_id == row.id).order_by(OrderSync.id)
        partner = joinedload(OrderSync.partner).load_only(PartnerStore.name)
        found = db.session.scalars(parts.options(partner)).all()
        return {"parts": found, "moments": moments}


def _order_link(line: BubblyOrderLine) -> Any:
    return link("bubbly_orders", line.bubbly_order_id, line.order.name)


def _line_price(line: BubblyOrderLine) -> Any:
    return amount(line.unit_price, line.order.currency)


class UnroutedLinesView(ConsoleModelView):
    """Order lines that should have a partner and have none."""

    permission = Permission.VIEW_ORDERS
    table = UNROUTED_LINES
    one = "Order line"
    column_filters = (Typed(UNROUTED_LINES, "variant", "Bubbly variant"),)
    about = "Order lines that should have a partner and have none, each with the reason."
    can_view_details = False
    column_list = ("order", "placed", "title", "sku", "quantity", "unit_price", "reason")
    # The order of the partial index on unrouted lines.
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [
        ("bubbly_order_id", True),
        ("id", True),
    ]
    column_labels: ClassVar[dict[str, str]] = {"sku": "SKU", "unit_price": "Price each"}
    column_formatters: ClassVar = {
        "order": column(_order_link),
        "placed": column(lambda line: age(line.order.placed_at)),
        "unit_price": column(_line_price),
        "sku": column(lambda line: code(line.sku)),
    }

    def list_options(self) -> tuple[ExecutableOption, ...]:
        columns = (BubblyOrder.name, BubblyOrder.currency, BubblyOrder.placed_at)
        return (joinedload(BubblyOrderLine.order).load_only(*columns),)
