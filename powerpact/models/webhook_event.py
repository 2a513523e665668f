"""The inbox: one row per webhook delivery that we accepted."""

from enum import StrEnum

from sqlalchemy import Index, LargeBinary, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from powerpact.extensions import Model
from powerpact.models.columns import Id, Moment, one_of


class EventState(StrEnum):
    """``parked`` events wait for a person, with the reason; nothing is thrown away."""

    RECEIVED = "received"
    PROCESSING = "processing"
    DONE = "done"
    PARKED = "parked"


class WebhookEvent(Model):
    """One delivery, with its raw body. ``delivery_id`` is X-Shopify-Webhook-Id (facts 2.1)."""

    __tablename__ = "webhook_event"
    __table_args__ = (
        Index(
            "ix_webhook_event_due",
            "queue",
            "next_try_at",
            postgresql_where=text("state IN ('received', 'processing')"),
        ),
        # As the list chooses deliveries, the newest first.
        Index("ix_webhook_event_received", "received_at", "id"),
        Index("ix_webhook_event_state", "state", "received_at", "id"),
        Index("ix_webhook_event_topic", "topic", "received_at", "id"),
        Index("ix_webhook_event_shop", "shop_domain", "received_at", "id"),
        Index("ix_webhook_event_done", "finished_at", postgresql_where=text("state = 'done'")),
        Index("ix_webhook_event_event_id", "event_id"),
    )

    id: Mapped[Id]
    delivery_id: Mapped[str] = mapped_column(Text, unique=True)
    event_id: Mapped[str] = mapped_column(Text, server_default="")
    topic: Mapped[str] = mapped_column(Text)
    # Which workers take it: those that never wait for a store, or those that may (I7).
    queue: Mapped[str] = mapped_column(Text)
    shop_domain: Mapped[str] = mapped_column(Text)
    api_version: Mapped[str] = mapped_column(Text, server_default="")
    triggered_at: Mapped[str] = mapped_column(Text, server_default="")
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[EventState] = mapped_column(
        one_of(EventState), server_default=EventState.RECEIVED.value
    )
    reason: Mapped[str] = mapped_column(Text, server_default="")
    tries: Mapped[int] = mapped_column(server_default="0")
    claim: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[Moment] = mapped_column(server_default=func.now())
    # When a worker may take this row: at once, after a wait, or after a dead worker's lease.
    next_try_at: Mapped[Moment] = mapped_column(server_default=func.now())
    finished_at: Mapped[Moment | None]
