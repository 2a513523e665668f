"""Product maps: partner products, staff's decision, and the Bubbly listing of each."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import defer
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.acting import ActingModelView
from powerpact.admin.actions import RowAction
from powerpact.admin.console.listing_editing import EditsListings
from powerpact.admin.console.listing_mapping import UNMAPPING, MapsListings
from powerpact.admin.console.product_columns import (
    changes_in_words,
    large_picture,
    own_fields,
    titled,
)
from powerpact.admin.filters import Choice, Day, OfErrorCode, OfPartner
from powerpact.admin.formats import age, code, column
from powerpact.admin.links import link
from powerpact.admin.product_columns import LONG, PARTNER_TERMS, span, stock
from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.transitions import Curation, SyncState, curation_sources
from powerpact.extensions import db
from powerpact.models import BubblyStore
from powerpact.permissions import Permission
from powerpact.services.curation import (
    NOT_OFFERED,
    approve,
    pause,
    reject,
    resume,
    retry_listings,
    sync_now,
)
from powerpact.services.listing_fields import prices_of
from powerpact.services.listing_wanted import SOLD_ELSEWHERE
from powerpact.services.product_figures import figures_of
from powerpact.services.product_page import recent_events, variants_page
from powerpact.services.product_unmapping import unmap
from powerpact.services.selections.conditions import YesNo
from powerpact.services.selections.product_maps import PRODUCT_MAPS, Overridden, Stock


class ProductMapsView(EditsListings, MapsListings, ActingModelView):
    """Each partner product once, with how its listing stands."""

    table = PRODUCT_MAPS
    one = "Product"
    permission = Permission.VIEW_PRODUCTS
    about = "One row per partner product: what staff decided, and how its Bubbly listing stands."
    empty = "No products yet. Import a partner's catalogue from the page of its store."
    search_hint = "Words of the title, SKU, barcode, or an id at the partner or at Bubbly"
    column_list = (
        "title",
        "partner",
        "curation",
        "sync",
        "partner_price",
        "bubbly_price",
        "stock",
        "last_synced_at",
        "error",
    )
    column_filters = (
        OfPartner(PRODUCT_MAPS, "partner", "Partner"),
        Choice(PRODUCT_MAPS, "curation", "Curation", Curation),
        Choice(PRODUCT_MAPS, "sync", "Listing", SyncState),
        OfErrorCode(PRODUCT_MAPS, "error", "Error"),
        Choice(PRODUCT_MAPS, "offered", "Offered", YesNo),
        Choice(PRODUCT_MAPS, "status", "At the partner", ProductStatus),
        Choice(PRODUCT_MAPS, "stock", "Stock", Stock),
        Choice(PRODUCT_MAPS, "overridden", "Edited by staff", Overridden),
        Day(PRODUCT_MAPS, "changed", "Changed by the partner since"),
    )
    column_details_list = (
        "partner",
        "offered",
        "curation",
        "sync",
        "error_code",
        "error",
        "partner_price",
        "bubbly_price",
        "stock",
        "own_fields",
        "status",
        "vendor",
        "product_type",
        "tags",
        "handle",
        "partner_product_id",
        "bubbly_product_id",
        "partner_ref",
        "published",
        "partner_updated_at",
        "last_synced_at",
        "next_sync_at",
        "sync_tries",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "sync": "Listing",
        "offered": "Offered by the partner",
        "status": "At the partner",
        "partner_price": "Partner's price",
        "bubbly_price": "Price at Bubbly",
        "last_synced_at": "Last synced",
        "next_sync_at": "Next sync",
        "sync_tries": "Tries",
        "product_type": "Type",
        "partner_product_id": "Partner product",
        "bubbly_product_id": "Bubbly product",
        "partner_ref": "Custom id of the listing",
        "partner_updated_at": "Changed by the partner",
        "error_code": "Error code",
        "own_fields": "Taken over by staff",
    }
    column_formatters: ClassVar = {
        "title": column(titled),
        "partner_price": column(lambda row: span(row.figures.partner)),
        "bubbly_price": column(lambda row: span(row.figures.bubbly)),
        "stock": column(lambda row: stock(row.figures)),
        "last_synced_at": column(lambda row: age(row.last_synced_at)),
    }
    column_formatters_detail: ClassVar = {
        "partner_price": column_formatters["partner_price"],
        "bubbly_price": column_formatters["bubbly_price"],
        "stock": column_formatters["stock"],
        "partner": column(lambda row: link("stores", row.partner_id, row.partner.name)),
        "partner_product_id": column(lambda row: code(row.partner_product_id)),
        "bubbly_product_id": column(lambda row: code(row.bubbly_product_id)),
        "partner_ref": column(lambda row: code(row.partner_ref)),
        "own_fields": column(own_fields),
        "offered": column(lambda row: "yes" if row.offered else NOT_OFFERED),
    }
    list_template = "console/product_maps.html"
    details_template = "console/product_map.html"
    row_actions = (
        # The first that a product allows is its page's main button.
        RowAction(
            approve,
            "Approve",
            "approved",
            Permission.CURATE_PRODUCTS,
            may=lambda row: row.offered and row.curation in {Curation.PROPOSED, Curation.REJECTED},
            in_row=True,
        ),
        RowAction(
            resume,
            "Resume",
            "resumed",
            Permission.CURATE_PRODUCTS,
            may=lambda row: row.offered and row.curation is Curation.PAUSED,
        ),
        RowAction(
            retry_listings,
            "Try again",
            "queued again",
            Permission.CURATE_PRODUCTS,
            may=lambda row: row.sync is SyncState.FAILED,
            in_row=True,
        ),
        RowAction(
            sync_now,
            "Sync now",
            "queued to be sent to Bubbly",
            Permission.CURATE_PRODUCTS,
            may=lambda row: row.sync in {SyncState.SYNCED, SyncState.QUEUED},
        ),
        RowAction(
            pause,
            "Pause",
            "paused",
            Permission.CURATE_PRODUCTS,
            may=lambda row: row.curation in curation_sources(Curation.PAUSED),
        ),
        RowAction(
            reject,
            "Reject",
            "rejected",
            Permission.CURATE_PRODUCTS,
            may=lambda row: row.curation in curation_sources(Curation.REJECTED),
        ),
        RowAction(
            unmap,
            "Unmap",
            "unmapped",
            Permission.CURATE_PRODUCTS,
            confirm=UNMAPPING,
            # A variant may be mapped alone; then the product is none of Bubbly's yet.
            may=lambda row: row.bubbly_product_id or row.error_code == SOLD_ELSEWHERE,
            is_grave=True,
        ),
    )

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return PARTNER_TERMS, *map(defer, LONG)

    def details_options(self) -> tuple[ExecutableOption, ...]:
        return (PARTNER_TERMS,)

    def prepare(self, rows: Sequence[Any]) -> None:
        """Prices, stock and pictures of all of them."""
        currency = db.session.scalar(select(BubblyStore.currency)) or ""
        figures = figures_of(db.session(), rows, currency)
        for row in rows:
            row.figures = figures[row.id]

    def beside(self, row: Any) -> dict[str, Any]:
        """The product's variants, a page of them, and what people did to it."""
        session = db.session()
        self.prepare([row])
        page = variants_page(session, row.id, request.args.get("page", 0, type=int))
        currency = session.scalar(select(BubblyStore.currency)) or ""
        return {
            "variants": page,
            "prices": prices_of(row, page.variants, currency),
            "bubbly_currency": currency,
            "events": recent_events(session, "product_map", row.id),
            "large_picture": large_picture,
            "changes_of": changes_in_words,
        }
