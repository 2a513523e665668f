"""Product maps: partner products, staff's decision, and the Bubbly listing of each."""

from typing import ClassVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.base import ConsoleModelView
from powerpact.admin.filters import OfPartner, OneOf
from powerpact.admin.formats import age, code, column
from powerpact.admin.links import link
from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import PartnerStore, ProductMap, VariantMap
from powerpact.permissions import Permission

_partner_name = joinedload(ProductMap.partner).load_only(PartnerStore.name, PartnerStore.currency)


class ProductMapsView(ConsoleModelView):
    """Each partner product once, with how its listing stands."""

    permission = Permission.VIEW_PRODUCTS
    about = "One row per partner product: what staff decided, and how its Bubbly listing stands."
    search_hint = "Words of the title, SKU or Shopify id"
    column_list = ("title", "partner", "curation", "sync", "status", "last_synced_at", "error")
    column_filters = (
        OfPartner(ProductMap.partner_id, "Partner"),
        OneOf(ProductMap.curation, "Curation", Curation),
        OneOf(ProductMap.sync, "Listing", SyncState),
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

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return (_partner_name,)

    def details_options(self) -> tuple[ExecutableOption, ...]:
        return _partner_name, selectinload(ProductMap.variants)

    def searched(self, term: str) -> tuple[Select[tuple[int]], ...]:
        words = func.to_tsvector("simple", ProductMap.title)
        variant = select(VariantMap.product_map_id)
        return (
            select(ProductMap.id).where(words.op("@@")(func.plainto_tsquery("simple", term))),
            select(ProductMap.id).where(ProductMap.bubbly_product_id == term),
            select(ProductMap.id).where(ProductMap.partner_ref == term),
            variant.where(VariantMap.sku == term),
            variant.where(VariantMap.partner_variant_id == term),
            variant.where(VariantMap.bubbly_variant_id == term),
        )
