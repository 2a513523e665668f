"""Product maps: partner products, staff's decision, and the Bubbly listing of each."""

from typing import ClassVar

from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.acting import ActingModelView
from powerpact.admin.actions import RowAction
from powerpact.admin.filters import Choice, OfPartner
from powerpact.admin.formats import age, code, column
from powerpact.admin.links import link
from powerpact.domain.transitions import Curation, SyncState, curation_sources
from powerpact.models import PartnerStore, ProductMap
from powerpact.permissions import Permission
from powerpact.services.curation import approve, pause, reject, resume, retry_listings
from powerpact.services.selections.product_maps import PRODUCT_MAPS

_partner_name = joinedload(ProductMap.partner).load_only(PartnerStore.name, PartnerStore.currency)


class ProductMapsView(ActingModelView):
    """Each partner product once, with how its listing stands."""

    table = PRODUCT_MAPS
    one = "Product"
    permission = Permission.VIEW_PRODUCTS
    about = "One row per partner product: what staff decided, and how its Bubbly listing stands."
    empty = "No products yet. Import a partner's catalogue from the page of its store."
    search_hint = "Words of the title, SKU or Shopify id"
    column_list = ("title", "partner", "curation", "sync", "status", "last_synced_at", "error")
    column_filters = (
        OfPartner(PRODUCT_MAPS, "partner", "Partner"),
        Choice(PRODUCT_MAPS, "curation", "Curation", Curation),
        Choice(PRODUCT_MAPS, "sync", "Listing", SyncState),
    )
    column_details_list = (
        "partner",
        "curation",
        "sync",
        "error_code",
        "error",
        "status",
        "vendor",
        "product_type",
        "tags",
        "handle",
        "partner_product_id",
        "bubbly_product_id",
        "partner_ref",
        "published",
        "overrides",
        "partner_updated_at",
        "last_synced_at",
        "next_sync_at",
        "sync_tries",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "sync": "Listing",
        "status": "At the partner",
        "last_synced_at": "Last synced",
        "next_sync_at": "Next sync",
        "sync_tries": "Tries",
        "product_type": "Type",
        "partner_product_id": "Partner product",
        "bubbly_product_id": "Bubbly product",
        "partner_ref": "Custom id of the listing",
        "partner_updated_at": "Changed by the partner",
        "error_code": "Error code",
        "overrides": "Fields taken over by staff",
    }
    column_formatters: ClassVar = {"last_synced_at": column(lambda row: age(row.last_synced_at))}
    column_formatters_detail: ClassVar = {
        "partner": column(lambda row: link("stores", row.partner_id, row.partner.name)),
        "partner_product_id": column(lambda row: code(row.partner_product_id)),
        "bubbly_product_id": column(lambda row: code(row.bubbly_product_id)),
        "partner_ref": column(lambda row: code(row.partner_ref)),
    }
    details_template = "console/product_map.html"
    row_actions = (
        RowAction(
            approve,
            "Approve",
            "approved",
            Permission.CURATE_PRODUCTS,
            may=lambda row: row.curation in {Curation.PROPOSED, Curation.REJECTED},
            in_row=True,
        ),
        RowAction(
            reject,
            "Reject",
            "rejected",
            Permission.CURATE_PRODUCTS,
            may=lambda row: row.curation in curation_sources(Curation.REJECTED),
        ),
        RowAction(
            pause,
            "Pause",
            "paused",
            Permission.CURATE_PRODUCTS,
            may=lambda row: row.curation in curation_sources(Curation.PAUSED),
        ),
        RowAction(
            resume,
            "Resume",
            "resumed",
            Permission.CURATE_PRODUCTS,
            may=lambda row: row.curation is Curation.PAUSED,
        ),
        RowAction(
            retry_listings,
            "Try again",
            "queued again",
            Permission.CURATE_PRODUCTS,
            may=lambda row: row.sync is SyncState.FAILED,
            in_row=True,
        ),
    )

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return (_partner_name,)

    def details_options(self) -> tuple[ExecutableOption, ...]:
        return _partner_name, selectinload(ProductMap.variants)
