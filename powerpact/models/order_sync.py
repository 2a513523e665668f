"""Order syncs: one Bubbly order times one partner store, and every try to push it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import Fixer
from powerpact.domain.transitions import OrderState
from powerpact.extensions import Model
from powerpact.models.bubbly_order import BubblyOrder, BubblyOrderLine
from powerpact.models.columns import Id, Moment, Timestamped, one_of
from powerpact.models.product_map import VariantMap
from powerpact.models.store import PartnerStore

# Few parts have a cause, so these are small: what they are found by, and what else they tell.
_BY_CAUSE: dict[str, tuple[list[str], list[str]]] = {
    "ix_order_sync_cause": (["cause_code"], ["state", "partner_id", "fixer", "ordered_at"]),
    "ix_order_sync_fixer": (["fixer"], ["state", "partner_id", "cause_code", "ordered_at"]),
    "ix_order_sync_state_cause": (["state", "cause_code"], []),
    "ix_order_sync_partner_cause": (["partner_id", "cause_code"], []),
}


class OrderSync(Timestamped, Model):
    """A partner's part of a Bubbly order. ``owed`` and ``shipping`` are in ``currency``, the
    partner store's own.

    ``split_id`` is the unique custom id that the partner order carries: made from the Bubbly
    order and the partner's shop, so that it is the same even after a restore from a backup.
    """

    __tablename__ = "order_sync"
    __table_args__ = (
        UniqueConstraint("bubbly_order_id", "partner_id"),
        CheckConstraint(
            "state NOT IN ('created', 'partially_fulfilled', 'fulfilled') "
            "OR partner_order_id IS NOT NULL",
            name="created_has_order",
        ),
        CheckConstraint("(state = 'sending') = (claim IS NOT NULL)", name="claim_iff_sending"),
        CheckConstraint("state <> 'failed' OR cause_code <> ''", name="failed_has_cause"),
        Index(
            "ix_order_sync_due",
            "partner_id",
            "next_attempt_at",
            postgresql_where=text("state IN ('pending', 'retrying')"),
        ),
        Index(
            "ix_order_sync_claimed", "next_attempt_at", postgresql_where=text("state = 'sending'")
        ),
        # As lists choose parts, the newest first.
        Index("ix_order_sync_created", "created_at", "id"),
        Index("ix_order_sync_state", "state", "created_at", "id"),
        Index("ix_order_sync_partner", "partner_id", "created_at", "id"),
        Index("ix_order_sync_partner_state", "partner_id", "state", "created_at", "id"),
        # What waits for a person, counted by cause and partner from the index alone.
        Index(
            "ix_order_sync_trouble",
            "id",
            postgresql_include=["state", "partner_id", "cause_code"],
            postgresql_where=text("state IN ('failed', 'held')"),
        ),
        # As partners look for an order: by what their own store calls it.
        Index(
            "ix_order_sync_partner_order_name",
            "partner_order_name",
            postgresql_where=text("partner_order_name <> ''"),
        ),
        # Partner orders made in an hour, for the figures.
        Index(
            "ix_order_sync_ordered", "ordered_at", postgresql_where=text("ordered_at IS NOT NULL")
        ),
        # The orders that wait for a person, of all orders.
        Index(
            "ix_order_sync_failed_order",
            "bubbly_order_id",
            postgresql_where=text("state = 'failed'"),
        ),
        *(
            Index(
                name,
                *columns,
                "created_at",
                "id",
                postgresql_include=beside,
                postgresql_where=text(
                    "fixer IS NOT NULL" if columns == ["fixer"] else "cause_code <> ''"
                ),
            )
            for name, (columns, beside) in _BY_CAUSE.items()
        ),
    )

    id: Mapped[Id]
    split_id: Mapped[UUID] = mapped_column(unique=True)
    bubbly_order_id: Mapped[int] = mapped_column(ForeignKey("bubbly_order.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    state: Mapped[OrderState] = mapped_column(one_of(OrderState), default=OrderState.PENDING)
    # When the sweeper looks at this part next: the next try, or the end of the current claim.
    next_attempt_at: Mapped[Moment | None]
    # All tries, and those of them since the last good news that failed for a reason that counts.
    tries: Mapped[int] = mapped_column(server_default="0")
    failures: Mapped[int] = mapped_column(server_default="0")
    claim: Mapped[str | None] = mapped_column(Text)
    claimed_at: Mapped[Moment | None]
    # Set while a sent request may or may not have made an order (facts 4.3).
    unclear_since: Mapped[Moment | None]

    currency: Mapped[str] = mapped_column(Text)
    owed: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    shipping: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    partner_order_id: Mapped[str | None] = mapped_column(Text, unique=True)
    partner_order_name: Mapped[str] = mapped_column(Text, server_default="")
    ordered_at: Mapped[Moment | None]

    cause_code: Mapped[str] = mapped_column(Text, server_default="")
    cause: Mapped[str] = mapped_column(Text, server_default="")
    remedy: Mapped[str] = mapped_column(Text, server_default="")
    fixer: Mapped[Fixer | None] = mapped_column(one_of(Fixer))

    bubbly_order: Mapped[BubblyOrder] = relationship()
    partner: Mapped[PartnerStore] = relationship()
    lines: Mapped[list["OrderSyncLine"]] = relationship(
        back_populates="order_sync", order_by="OrderSyncLine.id", cascade="all, delete-orphan"
    )
    attempts: Mapped[list["OrderSyncAttempt"]] = relationship(
        order_by="OrderSyncAttempt.id", viewonly=True
    )

    def __str__(self) -> str:
        return f"{self.bubbly_order.name} for {self.partner.name}"


class OrderSyncLine(Model):
    """One line of a partner's part; amounts are in the partner's currency, for one piece.

    Price, commission and map are kept as they were when the order was split.
    """

    __tablename__ = "order_sync_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    id: Mapped[Id]
    order_sync_id: Mapped[int] = mapped_column(
        ForeignKey("order_sync.id", ondelete="CASCADE"), index=True
    )
    bubbly_order_line_id: Mapped[int] = mapped_column(
        ForeignKey("bubbly_order_line.id"), unique=True
    )
    variant_map_id: Mapped[int] = mapped_column(ForeignKey("variant_map.id"))
    partner_variant_id: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int]
    partner_price: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    commission_rate: Mapped[Decimal] = mapped_column(Numeric(6, 5))
    owed_each: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    requires_shipping: Mapped[bool]
    partner_line_id: Mapped[str | None] = mapped_column(Text)

    order_sync: Mapped[OrderSync] = relationship(back_populates="lines")
    bubbly_line: Mapped[BubblyOrderLine] = relationship()
    variant_map: Mapped[VariantMap] = relationship()


class OrderSyncAttempt(Model):
    """One try to push an order sync. Never updated: a trigger in the database refuses it.

    ``request`` and ``answer`` hold no personal data. ``duration_ms`` is in milliseconds.
    """

    __tablename__ = "order_sync_attempt"
    __table_args__ = (UniqueConstraint("order_sync_id", "number"),)

    id: Mapped[Id]
    order_sync_id: Mapped[int] = mapped_column(ForeignKey("order_sync.id", ondelete="CASCADE"))
    number: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome))
    message: Mapped[str] = mapped_column(Text, server_default="")
    error_code: Mapped[str] = mapped_column(Text, server_default="")
    request: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    started_at: Mapped[Moment]
    duration_ms: Mapped[int]
    recorded_at: Mapped[Moment] = mapped_column(server_default=func.now())
