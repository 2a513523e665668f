"""Product maps: one partner product and the Bubbly product that lists it."""

from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.transitions import Curation, SyncState
from powerpact.extensions import Model
from powerpact.models.columns import Id, Moment, Timestamped, one_of
from powerpact.models.store import PartnerStore

# Whether the partner has pieces of a variant; nobody counts the pieces of an untracked one.
IN_STOCK = "removed_at IS NULL AND (quantity > 0 OR NOT tracked)"
SOLD_OUT = "removed_at IS NULL AND tracked AND (quantity <= 0 OR quantity IS NULL)"


class ProductMap(Timestamped, Model):
    """One partner product, as last read, with staff's decision and the listing it produces."""

    __tablename__ = "product_map"
    __table_args__ = (
        UniqueConstraint("partner_id", "partner_product_id"),
        Index(
            "ix_product_map_due",
            "next_sync_at",
            postgresql_where=text("sync IN ('queued', 'syncing')"),
        ),
        # Partners take turns: each one's longest waiting listings are found by this one.
        Index(
            "ix_product_map_turn",
            "partner_id",
            "next_sync_at",
            "id",
            postgresql_where=text("sync = 'queued'"),
        ),
        # As lists choose products, the newest first.
        Index("ix_product_map_partner", "partner_id", "id"),
        Index("ix_product_map_curation", "curation", "id"),
        Index("ix_product_map_sync", "sync", "id"),
        Index("ix_product_map_curation_sync", "curation", "sync", "id"),
        Index("ix_product_map_partner_curation", "partner_id", "curation", "id"),
        Index("ix_product_map_partner_sync", "partner_id", "sync", "id"),
        Index(
            "ix_product_map_failed",
            "id",
            postgresql_include=["partner_id", "error_code"],
            postgresql_where=text("sync = 'failed'"),
        ),
        Index("ix_product_map_status", "status", "id"),
        Index("ix_product_map_changed", "partner_updated_at"),
        Index(
            "ix_product_map_error", "error_code", "id", postgresql_where=text("error_code <> ''")
        ),
        Index("ix_product_map_overridden", "id", postgresql_where=text("overrides <> '{}'")),
        # Few are not; whose they are, and the newest first.
        Index("ix_product_map_withdrawn", "partner_id", "id", postgresql_where=text("NOT offered")),
        # As the console searches it.
        Index("ix_product_map_partner_product", "partner_product_id"),
        Index(
            "ix_product_map_title",
            text("to_tsvector('simple', title)"),
            postgresql_using="gin",
        ),
    )

    id: Mapped[Id]
    partner_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    partner_product_id: Mapped[str] = mapped_column(Text)
    bubbly_product_id: Mapped[str | None] = mapped_column(Text, unique=True)
    # The custom id that keys productSet, so that a repeat is an update (design, A product).
    partner_ref: Mapped[str] = mapped_column(Text, unique=True)

    curation: Mapped[Curation] = mapped_column(one_of(Curation), default=Curation.PROPOSED)
    sync: Mapped[SyncState] = mapped_column(one_of(SyncState), default=SyncState.NEVER)
    # The partner's own decision: what it does not offer is not sold, whatever staff approved.
    offered: Mapped[bool] = mapped_column(server_default="true")

    title: Mapped[str] = mapped_column(Text)
    handle: Mapped[str] = mapped_column(Text)
    description_html: Mapped[str] = mapped_column(Text, server_default="")
    vendor: Mapped[str] = mapped_column(Text, server_default="")
    product_type: Mapped[str] = mapped_column(Text, server_default="")
    status: Mapped[ProductStatus] = mapped_column(one_of(ProductStatus))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    images: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    partner_updated_at: Mapped[Moment]
    # Fields that staff took over, by name; a sync never overwrites them.
    overrides: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")

    sent_hash: Mapped[str | None] = mapped_column(Text)
    sent_images: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    published: Mapped[bool] = mapped_column(server_default="false")
    # The variants (gids) of a Bubbly product that was there before us, as staff saw it when they
    # made it this listing; None once the first sync has given it our custom id.
    adopting: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    last_synced_at: Mapped[Moment | None]
    next_sync_at: Mapped[Moment | None]
    sync_tries: Mapped[int] = mapped_column(server_default="0")
    claim: Mapped[str | None] = mapped_column(Text)
    error_code: Mapped[str] = mapped_column(Text, server_default="")
    error: Mapped[str] = mapped_column(Text, server_default="")

    partner: Mapped[PartnerStore] = relationship()
    variants: Mapped[list["VariantMap"]] = relationship(
        back_populates="product_map", order_by="VariantMap.position", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        return self.title


class VariantMap(Timestamped, Model):
    """One partner variant and the Bubbly variant that sells it. ``price`` is the partner's own.

    A variant that the partner removed keeps its row with ``removed_at``, because a shopper may
    have bought it a moment before.
    """

    __tablename__ = "variant_map"
    __table_args__ = (
        UniqueConstraint("partner_variant_id"),
        UniqueConstraint("bubbly_variant_id"),
        CheckConstraint("price >= 0", name="price_not_negative"),
        Index("ix_variant_map_partner_item", "partner_inventory_item_id"),
        Index("ix_variant_map_sku", "sku"),
        Index("ix_variant_map_in_stock", "product_map_id", postgresql_where=text(IN_STOCK)),
        Index("ix_variant_map_sold_out", "product_map_id", postgresql_where=text(SOLD_OUT)),
        Index("ix_variant_map_barcode", "barcode", postgresql_where=text("barcode <> ''")),
    )

    id: Mapped[Id]
    product_map_id: Mapped[int] = mapped_column(
        ForeignKey("product_map.id", ondelete="CASCADE"), index=True
    )
    partner_variant_id: Mapped[str] = mapped_column(Text)
    bubbly_variant_id: Mapped[str | None] = mapped_column(Text)
    partner_inventory_item_id: Mapped[str] = mapped_column(Text)
    bubbly_inventory_item_id: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    sku: Mapped[str] = mapped_column(Text, server_default="")
    barcode: Mapped[str] = mapped_column(Text, server_default="")
    position: Mapped[int]
    options: Mapped[list[list[str]]] = mapped_column(JSONB, server_default="[]")
    price: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    compare_at_price: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    quantity: Mapped[int | None]
    tracked: Mapped[bool] = mapped_column(server_default="true")
    sells_at_zero: Mapped[bool] = mapped_column(server_default="false")
    requires_shipping: Mapped[bool] = mapped_column(server_default="true")
    taxable: Mapped[bool] = mapped_column(server_default="true")
    removed_at: Mapped[Moment | None]

    product_map: Mapped[ProductMap] = relationship(back_populates="variants")
