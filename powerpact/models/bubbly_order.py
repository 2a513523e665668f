"""Orders placed at Bubbly, as we received them, with every line accounted for (I2)."""

from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from powerpact.domain.splitting import Destination
from powerpact.extensions import Model
from powerpact.models.columns import Id, Moment, SealedJson, Timestamped, one_of


class BubblyOrder(Timestamped, Model):
    """One order at Bubbly; amounts are in ``currency``, Bubbly's own."""

    __tablename__ = "bubbly_order"
    __table_args__ = (
        Index("ix_bubbly_order_placed", "placed_at", "id"),
        Index("ix_bubbly_order_test", "placed_at", "id", postgresql_where=text("test")),
        Index(
            "ix_bubbly_order_shopper_kept",
            "placed_at",
            postgresql_where=text("shopper IS NOT NULL"),
        ),
        # Removing an old webhook event looks here for the order that it brought.
        Index("ix_bubbly_order_webhook_event", "webhook_event_id"),
    )

    id: Mapped[Id]
    shopify_id: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text, index=True)
    currency: Mapped[str] = mapped_column(Text)
    total: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    shipping: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    tax: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    discounts: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    taxes_included: Mapped[bool]
    financial_status: Mapped[str] = mapped_column(Text)
    shipping_title: Mapped[str] = mapped_column(Text, server_default="")
    shipping_code: Mapped[str] = mapped_column(Text, server_default="")
    # Address, e-mail and phone of the shopper: sealed, and erased when no longer needed (I8).
    shopper: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)
    test: Mapped[bool] = mapped_column(server_default="false")
    placed_at: Mapped[Moment]
    cancelled_at: Mapped[Moment | None]
    webhook_event_id: Mapped[int | None] = mapped_column(
        ForeignKey("webhook_event.id", ondelete="SET NULL")
    )

    lines: Mapped[list["BubblyOrderLine"]] = relationship(
        back_populates="order", order_by="BubblyOrderLine.id", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        return self.name


class BubblyOrderLine(Model):
    """One line of a Bubbly order and the one place it went to, with the reason.

    ``tax_share``, ``shipping_share`` and ``discount`` are this line's shares of the order's
    amounts; over all lines they sum to the order's, to the smallest unit (I3).
    """

    __tablename__ = "bubbly_order_line"
    __table_args__ = (
        UniqueConstraint("bubbly_order_id", "shopify_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint(
            "(destination = 'partner') = (partner_id IS NOT NULL)", name="partner_iff_routed"
        ),
        Index(
            "ix_bubbly_order_line_unrouted",
            "bubbly_order_id",
            postgresql_where=text("destination = 'unrouted'"),
        ),
        # All orders that wait for the same variant, which mapping it heals.
        Index(
            "ix_bubbly_order_line_unrouted_variant",
            "bubbly_variant_id",
            "id",
            postgresql_where=text("destination = 'unrouted'"),
        ),
    )

    id: Mapped[Id]
    bubbly_order_id: Mapped[int] = mapped_column(ForeignKey("bubbly_order.id", ondelete="CASCADE"))
    shopify_id: Mapped[str] = mapped_column(Text)
    bubbly_variant_id: Mapped[str | None] = mapped_column(Text)
    bubbly_product_id: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    sku: Mapped[str] = mapped_column(Text, server_default="")
    quantity: Mapped[int]
    unit_price: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    discount: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    tax_share: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    shipping_share: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    requires_shipping: Mapped[bool] = mapped_column(server_default="true")
    destination: Mapped[Destination] = mapped_column(one_of(Destination))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    reason_code: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)

    order: Mapped[BubblyOrder] = relationship(back_populates="lines")
