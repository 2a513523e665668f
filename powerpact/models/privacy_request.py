"""What Shopify asks of us in the name of shoppers and merchants: data to hand out or to erase."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from powerpact.extensions import Model
from powerpact.models.columns import Id, Moment, SealedJson, Timestamped, one_of


class PrivacyKind(StrEnum):
    """One of the three compliance topics."""

    DATA_REQUEST = "data_request"
    CUSTOMER_REDACT = "customer_redact"
    SHOP_REDACT = "shop_redact"


class PrivacyState(StrEnum):
    """``ready``: the export waits for staff to hand it to the store that asked."""

    RECEIVED = "received"
    READY = "ready"
    DONE = "done"


class PrivacyRequest(Timestamped, Model):
    """One request and the record of what was done. Law gives thirty days, until ``due_at``.

    ``mark`` makes a repeated delivery find the request of the first. ``asked_for`` and ``export``
    are personal data: sealed, and erased once the request is done.
    """

    __tablename__ = "privacy_request"
    __table_args__ = (
        Index("ix_privacy_request_state", "state", "id"),
        Index("ix_privacy_request_open", "due_at", postgresql_where=text("state <> 'done'")),
    )

    id: Mapped[Id]
    mark: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[PrivacyKind] = mapped_column(one_of(PrivacyKind))
    state: Mapped[PrivacyState] = mapped_column(one_of(PrivacyState))
    shop_domain: Mapped[str] = mapped_column(Text)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    asked_for: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)
    export: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)
    # How much was found, and what was done with it, by kind of row: no personal data.
    done: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    asked_at: Mapped[Moment]
    due_at: Mapped[Moment]
    done_at: Mapped[Moment | None]
    done_by: Mapped[str] = mapped_column(Text, server_default="")
