"""Order syncs: each partner's part of each Bubbly order, and every try to push it."""

from typing import Any, ClassVar

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.base import ConsoleModelView
from powerpact.admin.console.bubbly_orders import order_names
from powerpact.admin.console.story import moments_of
from powerpact.admin.filters import OfPartner, OneCode, OneOf
from powerpact.admin.formats import EMPTY, age, code, column, money_column
from powerpact.admin.links import link
from powerpact.domain.causes import CAUSES
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, OrderSync, OrderSyncLine, PartnerStore, utc_now
from powerpact.permissions import Permission

_partner_name = joinedload(OrderSync.partner).load_only(PartnerStore.name, raiseload=True)
_order_name = joinedload(OrderSync.bubbly_order).load_only(
    BubblyOrder.name, BubblyOrder.placed_at, raiseload=True
)


def _next_try(part: OrderSync) -> Any:
    """When it is tried next; a moment that has passed means that a worker is about to."""
    if part.state not in {OrderState.PENDING, OrderState.RETRYING}:
        return EMPTY
    due = part.next_attempt_at
    return age(due) if due and due > utc_now() else "now"


class OrderSyncsView(ConsoleModelView):
    """Each partner's part of each order."""

    permission = Permission.VIEW_ORDERS
    about = "One row per Bubbly order and partner: the order that goes to the partner's own store."
    search_hint = "Bubbly order name or Shopify order id"
    column_list = ("bubbly_order", "partner", "state", "tries", "next_try", "cause", "age")
    column_filters = (
        OneOf(OrderSync.state, "State", OrderState),
        OfPartner(OrderSync.partner_id, "Partner"),
        OneCode(OrderSync.cause_code, "Cause", CAUSES),
    )
    column_details_list = (
        "bubbly_order",
        "partner",
        "state",
        "cause",
        "remedy",
        "fixer",
        "owed",
        "shipping",
        "partner_order_name",
        "partner_order_id",
        "ordered_at",
        "tries",
        "next_attempt_at",
        "unclear_since",
        "split_id",
        "created_at",
        "updated_at",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "bubbly_order": "Bubbly order",
        "next_try": "Next try",
        "next_attempt_at": "Next try",
        "remedy": "What to do",
        "fixer": "Who can do it",
        "owed": "Owed to the partner",
        "partner_order_name": "Partner order",
        "partner_order_id": "Partner order id",
        "ordered_at": "Made at the partner",
        "unclear_since": "Unclear since",
        "split_id": "Custom id of the partner order",
        "created_at": "Split",
        "updated_at": "Last changed",
    }
    column_formatters: ClassVar = {
        "bubbly_order": column(lambda part: part.bubbly_order.name),
        "partner": column(lambda part: part.partner.name),
        "next_try": column(_next_try),
        "age": column(lambda part: age(part.bubbly_order.placed_at)),
    }
    column_formatters_detail: ClassVar = {
        "bubbly_order": column(
            lambda part: link("bubbly_orders", part.bubbly_order_id, part.bubbly_order.name)
        ),
        "partner": column(lambda part: link("stores", part.partner_id, part.partner.name)),
        "owed": money_column("owed"),
        "shipping": money_column("shipping"),
        "partner_order_id": column(lambda part: code(part.partner_order_id)),
        "split_id": column(lambda part: code(part.split_id)),
    }
    details_template = "console/order_sync.html"

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return _partner_name, _order_name

    def details_options(self) -> tuple[ExecutableOption, ...]:
        lines = selectinload(OrderSync.lines).joinedload(OrderSyncLine.bubbly_line)
        return _partner_name, _order_name, lines, selectinload(OrderSync.attempts)

    def beside(self, row: Any) -> dict[str, Any]:
        """What happened to the whole order so far."""
        return {"moments": moments_of(row.bubbly_order_id)}

    def searched(self, term: str) -> tuple[Select[tuple[int]], ...]:
        found: Any = select(OrderSync.id)
        by_order = found.join(OrderSync.bubbly_order)
        return (
            by_order.where(order_names(term)),
            by_order.where(BubblyOrder.shopify_id == term),
            found.where(OrderSync.partner_order_id == term),
        )
