"""Questions to Bubbly that somebody at the console waits for the answer of."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from powerpact.extensions import Model
from powerpact.models.columns import Id, Moment, one_of
from powerpact.models.product_map import ProductMap


class LookupKind(StrEnum):
    """What is asked: how the listing stands, which products may be it, how one of those is."""

    PREVIEW = "preview"
    MATCHES = "matches"
    PRODUCT = "product"


class LookupState(StrEnum):
    """Whether there is an answer yet, or will be none."""

    ASKED = "asked"
    ANSWERED = "answered"
    FAILED = "failed"


class ListingLookup(Model):
    """One question about a product map; at most one of a kind is open.

    A worker has it in hand (``claim``) until ``due_at``; then another may take it.
    """

    __tablename__ = "listing_lookup"
    __table_args__ = (
        Index(
            "uq_listing_lookup_open",
            "product_map_id",
            "kind",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
        Index("ix_listing_lookup_due", "due_at", postgresql_where=text("state = 'asked'")),
        Index("ix_listing_lookup_latest", "product_map_id", "kind", "id"),
        Index("ix_listing_lookup_asked", "asked_at"),
    )

    id: Mapped[Id]
    product_map_id: Mapped[int] = mapped_column(ForeignKey("product_map.id", ondelete="CASCADE"))
    kind: Mapped[LookupKind] = mapped_column(one_of(LookupKind))
    state: Mapped[LookupState] = mapped_column(one_of(LookupState), default=LookupState.ASKED)
    # What is asked besides: the words to search for, or the product to read.
    question: Mapped[str] = mapped_column(Text, server_default="")
    asked_by: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[Moment] = mapped_column(server_default=func.now())
    due_at: Mapped[Moment] = mapped_column(server_default=func.now())
    claim: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[Moment | None]
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error: Mapped[str] = mapped_column(Text, server_default="")

    product_map: Mapped[ProductMap] = relationship()
