"""A partner's own products: how each stands with Bubbly, and whether it is offered."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import request
from sqlalchemy.orm import defer
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.actions import RowAction
from powerpact.admin.filters import Choice, Choices
from powerpact.admin.formats import age, column
from powerpact.admin.partner.guard import PartnerActs
from powerpact.admin.partner.product_columns import (
    fault_of,
    large_picture,
    reason,
    standing_of,
    state,
    titled,
    words_of,
)
from powerpact.admin.partner.product_variants import own_variants
from powerpact.admin.partner.shopify_admin import in_shopify_admin
from powerpact.admin.partner.visitor import own_row, somebody
from powerpact.admin.product_columns import LONG, pieces, span, stock
from powerpact.domain.merchant_offering import WORDS
from powerpact.domain.offering import Offering
from powerpact.domain.transitions import SyncState
from powerpact.extensions import db
from powerpact.models import Trade
from powerpact.permissions import PartnerPermission
from powerpact.services.offering import offer, withdraw
from powerpact.services.product_figures import figures_of
from powerpact.services.product_page import variants_page
from powerpact.services.selections.conditions import YesNo
from powerpact.services.selections.product_maps import PRODUCT_MAPS, Stock


class _OfState(Choice):
    """One of the words in which products stand."""

    def choices(self) -> Choices:
        return [(value, words.name) for value, words in WORDS.items()]


class ProductsView(PartnerActs):
    """The products of the partner's store. Staff's own decisions show as what came of them."""

    table = PRODUCT_MAPS
    one = "Product"
    permission = PartnerPermission.VIEW_OWN
    about = "Your products, how each stands at Bubbly, what shoppers pay and what you are paid."
    empty = "No products yet. They are read from your store by themselves; this takes a minute."
    search_hint = "Words of the title, SKU, barcode or product id"
    column_list = (
        "title",
        "state",
        "variants",
        "stock",
        "own_price",
        "bubbly_price",
        "paid",
    )
    column_filters = (
        _OfState(PRODUCT_MAPS, "offering", "State", Offering),
        Choice(PRODUCT_MAPS, "offered", "Offered", YesNo),
        Choice(PRODUCT_MAPS, "stock", "Stock", Stock),
    )
    column_details_list = (
        "variants",
        "stock",
        "offered_stock",
        "own_price",
        "bubbly_price",
        "paid",
        "partner_updated_at",
        "last_synced_at",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "title": "Product",
        "own_price": "Your price",
        "bubbly_price": "Price at Bubbly",
        "paid": "You are paid",
        "offered_stock": "Stock offered at Bubbly",
        "partner_updated_at": "Changed in your store",
        "last_synced_at": "Brought to Bubbly",
    }
    column_formatters: ClassVar = {
        "title": column(titled),
        "state": column(state),
        "variants": column(lambda row: row.figures.variants),
        "stock": column(lambda row: stock(row.figures)),
        "own_price": column(lambda row: span(row.figures.partner)),
        "bubbly_price": column(lambda row: span(row.figures.bubbly)),
        "paid": column(lambda row: span(row.figures.paid)),
    }
    column_formatters_detail: ClassVar = {
        **column_formatters,
        "offered_stock": column(lambda row: pieces(row.figures, row.figures.offered)),
        "partner_updated_at": column(lambda row: age(row.partner_updated_at)),
        "last_synced_at": column(lambda row: age(row.last_synced_at)),
    }
    list_template = "partner/products.html"
    details_template = "partner/product.html"
    row_actions = (
        RowAction(
            offer,
            "Offer",
            "offered to Bubbly",
            PartnerPermission.OFFER_PRODUCTS,
            may=lambda row: not row.offered and row.sync is not SyncState.GONE,
            in_row=True,
        ),
        RowAction(
            withdraw,
            "Withdraw",
            "withdrawn from Bubbly",
            PartnerPermission.OFFER_PRODUCTS,
            may=lambda row: row.offered and row.sync is not SyncState.GONE,
            in_row=True,
        ),
    )

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return tuple(map(defer, LONG))

    def list_columns(self) -> list[tuple[str, str]]:
        """A file tells the state and what it means in a column each."""
        title, state, *others = super().list_columns()
        return [title, state, ("reason", "What this means"), *others]

    def _list_value(self, row: Any, name: str) -> Any:
        apart = {"state": lambda: words_of(row).name, "reason": lambda: reason(row)}
        return apart[name]() if name in apart else super()._list_value(row, name)

    def prepare(self, rows: Sequence[Any]) -> None:
        """Prices, stock and pictures of all of them."""
        own = own_row()  # once, with what may be read of it, instead of along with each row
        for row in rows:
            set_committed_value(row, "partner", own)
        figures = figures_of(db.session(), rows, somebody().visit.bubbly_currency)
        for row in rows:
            row.figures = figures[row.id]

    def render(self, template: str, **context: Any) -> str:
        """A page; a list says when none of it is on sale, however the products stand."""
        if rows := context.get("data"):
            context["is_suspended"] = _is_suspended(rows[0])
        return super().render(template, **context)

    def beside(self, row: Any) -> dict[str, Any]:
        """How the product stands and why, and a page of its variants."""
        self.prepare([row])
        currency = somebody().visit.bubbly_currency
        page = variants_page(db.session(), row.id, request.args.get("page", 0, type=int))
        return {
            "is_suspended": _is_suspended(row),
            "words": words_of(row),
            "standing": standing_of(row),
            "fault": fault_of(row),
            "large_picture": large_picture(row),
            "variants": page,
            "own_variants": own_variants(row, page.variants, currency),
            "bubbly_currency": currency,
            "in_own_admin": in_shopify_admin("products", row.partner_product_id),
        }


def _is_suspended(row: Any) -> bool:
    return bool(row.partner.trade is Trade.SUSPENDED)
