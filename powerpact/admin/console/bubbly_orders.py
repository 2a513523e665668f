"""Bubbly orders: what shoppers ordered, and where each line went."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import g
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.base import ConsoleModelView
from powerpact.admin.console.next_step import next_step
from powerpact.admin.console.order_lines import order_lines, product_of
from powerpact.admin.console.story import page_of, story_of
from powerpact.admin.filters import Choice, Day
from powerpact.admin.formats import EMPTY, badge, code, column, money_column
from powerpact.admin.links import link
from powerpact.domain.counting import counted
from powerpact.extensions import db
from powerpact.models import BubblyOrder, OrderSync, PartnerStore
from powerpact.permissions import Permission
from powerpact.services.order_standings import Standings, standings_of
from powerpact.services.selections.bubbly_orders import BUBBLY_ORDERS, OrderTrouble
from powerpact.services.selections.conditions import YesNo

# Sealed personal data has no business on a read-only page: reading it here is an error (I8).
_no_shopper = defer(BubblyOrder.shopper, raiseload=True)
_partner = joinedload(OrderSync.partner).load_only(
    PartnerStore.name, PartnerStore.trade, PartnerStore.trade_by, PartnerStore.rests_until
)


def _standings(order: BubblyOrder) -> Standings:
    """Counted for all orders of the page together."""
    standings: Standings = g.standings_of_orders[order.id]
    return standings


def _parts(order: BubblyOrder) -> Any:
    """How many parts of the order are in which state."""
    told = (
        Markup("{} {}").format(badge(state), count) if count > 1 else badge(state)
        for state, count in sorted(_standings(order).parts.items())
    )
    return Markup(" ").join(told) or EMPTY


def _unrouted(order: BubblyOrder) -> Any:
    """How many lines of the order nobody could route."""
    count = _standings(order).unrouted
    return Markup('<span class="badge bad">{}</span>').format(count) if count else EMPTY


class BubblyOrdersView(ConsoleModelView):
    """Every order placed at Bubbly, as it was received."""

    permission = Permission.VIEW_ORDERS
    table = BUBBLY_ORDERS
    one = "Order"
    column_filters = (
        Choice(BUBBLY_ORDERS, "trouble", "With", OrderTrouble),
        Choice(BUBBLY_ORDERS, "test", "Test order", YesNo),
        Day(BUBBLY_ORDERS, "from", "From"),
        Day(BUBBLY_ORDERS, "until", "Until"),
    )
    about = "Orders placed at Bubbly, and where each of their lines went."
    empty = "No orders yet. One appears as soon as a shopper has paid at Bubbly."
    search_hint = "Order name or Shopify id"
    column_list = (
        "name",
        "placed_at",
        "total",
        "financial_status",
        "parts",
        "unrouted",
        "cancelled_at",
        "test",
    )
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
        "unrouted": "Unrouted lines",
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
        "parts": column(_parts),
        "unrouted": column(_unrouted),
        **{name: money_column(name) for name in ("total", "discounts", "shipping", "tax")},
    }
    details_template = "console/bubbly_order.html"

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return (_no_shopper,)

    def details_options(self) -> tuple[ExecutableOption, ...]:
        return (_no_shopper,)

    def prepare(self, rows: Sequence[Any]) -> None:
        """How each of the orders stands."""
        g.standings_of_orders = standings_of([row.id for row in rows])

    def beside(self, row: Any) -> dict[str, Any]:
        """The order's parts, one for each partner, its lines, and what happened so far."""
        parts = select(OrderSync).where(OrderSync.bubbly_order_id == row.id).order_by(OrderSync.id)
        found = db.session.scalars(parts.options(_partner)).all()
        unrouted = standings_of([row.id])[row.id].unrouted
        return {
            "parts": [(part, next_step(part)) for part in found],
            "unrouted": unrouted,
            "unrouted_words": f"{counted(unrouted, 'line')} {'has' if unrouted == 1 else 'have'}",
            "lines": order_lines(row.id),
            "story": story_of(row.id),
            "page_of": page_of,
            "product_of": product_of,
        }
