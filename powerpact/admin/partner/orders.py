"""The partner's own orders: its parts of what shoppers ordered at Bubbly."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import request
from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.actions import RowAction
from powerpact.admin.filters import Day, Worded
from powerpact.admin.formats import EMPTY, age, amount, column, moment
from powerpact.admin.partner.guard import PartnerActs
from powerpact.admin.partner.order_page import beside_order, own_step_of, standing_of
from powerpact.admin.partner.shopify_admin import shopify_link
from powerpact.admin.routes import route
from powerpact.domain.merchant_causes import WORDS, merchant_words, who_can
from powerpact.domain.own_parts import STAGE_WORDS, STUCK, Stage, stage_of, why_not_retry_own
from powerpact.extensions import db
from powerpact.models import BubblyOrder, OrderSync, OrderSyncLine
from powerpact.permissions import PartnerPermission
from powerpact.services.many_rows import among
from powerpact.services.own_orders import retry
from powerpact.services.partner_reading import OWN_STORE
from powerpact.services.selections.own_orders import OWN_ORDERS

_TONES = {
    Stage.NEEDS_YOU: "bad",
    Stage.WITH_BUBBLY: "wait",
    Stage.ON_ITS_WAY: "busy",
    Stage.TRIED_AGAIN: "wait",
    Stage.IN_YOUR_STORE: "good",
    Stage.PARTLY_SHIPPED: "good",
    Stage.SHIPPED: "good",
}
# The one store that all rows have.
_partner = selectinload(OrderSync.partner).load_only(*OWN_STORE, raiseload=True)
_order = joinedload(OrderSync.bubbly_order).load_only(
    BubblyOrder.name,
    BubblyOrder.placed_at,
    BubblyOrder.cancelled_at,
    BubblyOrder.test,
    raiseload=True,
)


def stage_badge(part: OrderSync) -> Markup:
    """Where the part is, in the merchant's words."""
    stage = stage_of(part.state, part.fixer)
    badge = Markup('<span class="badge {}">{}</span>')
    return badge.format(_TONES.get(stage, "plain"), STAGE_WORDS[stage])


def _own_order(part: OrderSync) -> Any:
    if not part.partner_order_id:
        return EMPTY
    return shopify_link("orders", part.partner_order_id, part.partner_order_name or "Open")


def _paid(part: OrderSync) -> Markup:
    return amount(part.owed + part.shipping, part.currency)


def _problem(part: OrderSync) -> Any:
    """What is wrong, in a few words, and who can put it right."""
    words, who = merchant_words(part.cause_code), who_can(part.cause_code)
    if not words.short:
        return EMPTY
    can = Markup(' <span class="quiet">{} can put it right</span>').format(who)
    return Markup("{}{}").format(words.short, can if part.state in STUCK and who else "")


class OrdersView(PartnerActs):
    """The partner's parts of orders."""

    table = OWN_ORDERS
    one = "Order"
    permission = PartnerPermission.VIEW_OWN
    about = "What shoppers ordered from you at Bubbly. Each becomes an order in your own store."
    empty = "None yet. One appears when a shopper at Bubbly pays for a product of yours."
    search_hint = "Order name at Bubbly or in your store"
    column_list = ("order", "stage", "problem", "own_order", "pieces", "paid", "when")
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [("created_at", True), ("id", True)]
    # Along the index that the partner's own orders have, from either end.
    column_sortable_list: ClassVar[tuple[Any, ...]] = (("when", ("created_at", "id")),)
    column_filters = (
        Worded(OWN_ORDERS, "stage", "Stage", STAGE_WORDS),
        Worded(OWN_ORDERS, "cause", "Cause", {each.code: WORDS[each].short for each in WORDS}),
        Day(OWN_ORDERS, "from", "From"),
        Day(OWN_ORDERS, "until", "Until"),
    )
    column_details_list = ("placed", "own_order", "paid")
    column_labels: ClassVar[dict[str, str]] = {
        "order": "Order at Bubbly",
        "own_order": "Your order",
        "when": "Came",
        "paid": "You are paid",
        "problem": "What is wrong",
        "placed": "Ordered",
    }
    column_formatters: ClassVar = {
        "order": column(lambda part: part.bubbly_order.name),
        "own_order": column(_own_order),
        "when": column(lambda part: age(part.created_at)),
        "stage": column(stage_badge),
        "paid": column(_paid),
        "problem": column(_problem),
    }
    column_formatters_detail: ClassVar = {
        "placed": column(lambda part: moment(part.bubbly_order.placed_at)),
        "own_order": column(_own_order),
        "paid": column(_paid),
    }
    list_template = "partner/orders.html"
    details_template = "partner/order.html"
    row_actions = (
        RowAction(
            retry,
            "Retry",
            "on the way to your store",
            PartnerPermission.RETRY_OWN_ORDERS,
            may=lambda part: why_not_retry_own(standing_of(part)) is None,
            in_row=True,
            narrowed={"waits": "yes"},
        ),
    )

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return _partner, _order

    details_options = list_options

    def prepare(self, rows: Sequence[Any]) -> None:
        """How many pieces each order has."""
        part_id = OrderSyncLine.order_sync_id
        summed = select(part_id, func.sum(OrderSyncLine.quantity).label("pieces"))
        of_rows = summed.where(among(part_id, [row.id for row in rows])).group_by(part_id)
        pieces = {each.order_sync_id: each.pieces for each in db.session.execute(of_rows)}
        for row in rows:
            row.pieces = pieces.get(row.id, 0)

    @route("/progress/")
    def progress(self) -> str:
        """How the order stands now, for its page to show while it is on its way."""
        part: Any = self.get_one(request.args.get("id", ""))
        now = {"step": own_step_of(part), "stage_badge": stage_badge}
        page: str = self.render("partner/order_now.html", **now, order=part)
        return page

    def beside(self, row: Any) -> dict[str, Any]:
        """Where it stands, its lines, its money, where it goes, and what happened so far."""
        return {"stage_badge": stage_badge, **beside_order(row)}
