"""Order syncs: each partner's part of each Bubbly order, and every try to push it."""

from typing import Any, ClassVar

from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.acting import ActingModelView
from powerpact.admin.actions import RowAction
from powerpact.admin.console.story import moments_of
from powerpact.admin.filters import Choice, Day, OfPartner, OlderThan
from powerpact.admin.formats import EMPTY, age, code, column, money_column
from powerpact.admin.links import link
from powerpact.domain.causes import CAUSES
from powerpact.domain.part_steering import RETRYABLE
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, OrderSync, OrderSyncLine, PartnerStore, utc_now
from powerpact.permissions import Permission
from powerpact.services.order_retry import retry
from powerpact.services.selections.order_syncs import ORDER_SYNCS

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


class OrderSyncsView(ActingModelView):
    """Each partner's part of each order."""

    table = ORDER_SYNCS
    one = "Partner order"
    permission = Permission.VIEW_ORDERS
    about = "One row per Bubbly order and partner: the order that goes to the partner's own store."
    search_hint = "Bubbly order name or Shopify order id"
    column_list = ("bubbly_order", "partner", "state", "tries", "next_try", "cause", "age")
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [("created_at", True), ("id", True)]
    column_filters = (
        Choice(ORDER_SYNCS, "state", "State", OrderState),
        OfPartner(ORDER_SYNCS, "partner", "Partner"),
        Choice(ORDER_SYNCS, "cause", "Cause", CAUSES),
        OlderThan(ORDER_SYNCS, "age", "Age"),
        Day(ORDER_SYNCS, "from", "From"),
        Day(ORDER_SYNCS, "until", "Until"),
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
    row_actions = (
        RowAction(
            retry,
            "Retry",
            "due now",
            Permission.RETRY_ORDERS,
            may=lambda part: part.state in RETRYABLE,
            in_row=True,
        ),
    )

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return _partner_name, _order_name

    def details_options(self) -> tuple[ExecutableOption, ...]:
        lines = selectinload(OrderSync.lines).joinedload(OrderSyncLine.bubbly_line)
        return _partner_name, _order_name, lines, selectinload(OrderSync.attempts)

    def beside(self, row: Any) -> dict[str, Any]:
        """What happened to the whole order so far."""
        return {"moments": moments_of(row.bubbly_order_id)}
