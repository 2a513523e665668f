"""Order syncs: each partner's part of each Bubbly order, and every try to push it."""

from typing import Any, ClassVar

from flask import request
from markupsafe import Markup
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.acting import ActingModelView
from powerpact.admin.console.next_step import next_step
from powerpact.admin.console.order_actions import ORDER_ACTIONS
from powerpact.admin.console.order_lines import order_lines, product_of
from powerpact.admin.console.story import page_of, story_of, tries_of
from powerpact.admin.filters import Choice, Day, OfPartner, OlderThan
from powerpact.admin.formats import EMPTY, age, code, column, money_column
from powerpact.admin.routes import route
from powerpact.domain.causes import CAUSES, Fixer
from powerpact.domain.transitions import OrderState
from powerpact.models import BubblyOrder, OrderSync, PartnerStore, utc_now
from powerpact.permissions import Permission
from powerpact.services.selections.order_syncs import ORDER_SYNCS

# Of a cause's sentence in a list; the row's page has it whole.
CAUSE_SHOWN = 120

_partner = joinedload(OrderSync.partner).load_only(
    PartnerStore.name,
    PartnerStore.trade,
    PartnerStore.trade_by,
    PartnerStore.rests_until,
    raiseload=True,
)
_order = joinedload(OrderSync.bubbly_order).load_only(
    BubblyOrder.name, BubblyOrder.currency, BubblyOrder.webhook_event_id, raiseload=True
)


def _next_try(part: OrderSync) -> Any:
    """When it is tried next; a moment that has passed means that a worker is about to."""
    if part.state not in {OrderState.PENDING, OrderState.RETRYING}:
        return EMPTY
    due = part.next_attempt_at
    return age(due) if due and due > utc_now() else "now"


def _cause(part: OrderSync) -> Any:
    """The cause in a few words, and as much of its sentence as a row has room for."""
    sentence = part.cause
    if len(sentence) > CAUSE_SHOWN:
        sentence = f"{sentence[:CAUSE_SHOWN].rstrip()}…"
    words = next_step(part).cause
    if not words:
        return sentence or EMPTY
    return Markup("<strong>{}</strong> {}").format(words, sentence)


def _what_to_do(part: OrderSync) -> Any:
    step = next_step(part)
    until = Markup(", {}.").format(age(step.until)) if step.until else ""
    who = Markup('<span class="quiet">{}</span>').format(step.who)
    return Markup("{}{} {}").format(step.remedy, until, who)


class OrderSyncsView(ActingModelView):
    """Each partner's part of each order."""

    table = ORDER_SYNCS
    one = "Partner order"
    permission = Permission.VIEW_ORDERS
    about = "One row per Bubbly order and partner: the order that goes to the partner's own store."
    empty = "None yet. One appears when a shopper pays at Bubbly for a partner's product."
    search_hint = "Bubbly order name or Shopify order id"
    column_list = (
        "bubbly_order",
        "partner",
        "state",
        "tries",
        "next_try",
        "cause",
        "remedy",
        "age",
    )
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [("created_at", True), ("id", True)]
    # Along the indexes that the filters have, from either end.
    column_sortable_list: ClassVar[tuple[Any, ...]] = (("age", ("created_at", "id")),)
    column_filters = (
        Choice(ORDER_SYNCS, "state", "State", OrderState),
        OfPartner(ORDER_SYNCS, "partner", "Partner"),
        Choice(ORDER_SYNCS, "cause", "Cause", CAUSES),
        Choice(ORDER_SYNCS, "fixer", "Who can fix it", Fixer),
        OlderThan(ORDER_SYNCS, "age", "Age"),
        Day(ORDER_SYNCS, "from", "From"),
        Day(ORDER_SYNCS, "until", "Until"),
        Day(ORDER_SYNCS, "made_from", "Made from"),
    )
    column_details_list = (
        "owed",
        "shipping",
        "partner_order_name",
        "partner_order_id",
        "ordered_at",
        "tries",
        "next_attempt_at",
        "split_id",
        "created_at",
        "updated_at",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "bubbly_order": "Bubbly order",
        "next_try": "Next try",
        "next_attempt_at": "Next try",
        "remedy": "What to do",
        "owed": "Owed to the partner",
        "partner_order_name": "Partner order",
        "partner_order_id": "Partner order id",
        "ordered_at": "Made at the partner",
        "split_id": "Custom id of the partner order",
        "created_at": "Split",
        "updated_at": "Last changed",
    }
    column_formatters: ClassVar = {
        "bubbly_order": column(lambda part: part.bubbly_order.name),
        "partner": column(lambda part: part.partner.name),
        "next_try": column(_next_try),
        "cause": column(_cause),
        "remedy": column(_what_to_do),
        "age": column(lambda part: age(part.created_at)),
    }
    column_formatters_detail: ClassVar = {
        "next_attempt_at": column(_next_try),
        "owed": money_column("owed"),
        "shipping": money_column("shipping"),
        "partner_order_id": column(lambda part: code(part.partner_order_id)),
        "split_id": column(lambda part: code(part.split_id)),
    }
    list_template = "console/order_syncs.html"
    details_template = "console/order_sync.html"
    row_actions = ORDER_ACTIONS

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return _partner, _order

    details_options = list_options

    @route("/progress/")
    def progress(self) -> str:
        """How the part stands now, for its page to show while a worker is busy with it."""
        part: Any = self.get_one(request.args.get("id", ""))
        step = next_step(part)
        now = {"row": part, "step": step, "has_moved": not step.is_soon}
        page: str = self.render("console/part_progress.html", **now)
        return page

    def beside(self, row: Any) -> dict[str, Any]:
        """What to do, the lines and their terms, the tries, and what happened so far."""
        return {
            "step": next_step(row),
            "lines": order_lines(row.bubbly_order_id, row.id),
            "tries": tries_of(row.id),
            "story": story_of(row.bubbly_order_id, row.id),
            "page_of": page_of,
            "product_of": product_of,
        }
