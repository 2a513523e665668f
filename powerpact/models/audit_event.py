"""Who did what to which row."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from powerpact.extensions import Model
from powerpact.models.columns import Id, Moment, one_of


class Source(StrEnum):
    """Where an action came from."""

    CONSOLE = "console"
    DASHBOARD = "dashboard"
    COMMAND_LINE = "command_line"
    RULE = "rule"


class AuditEvent(Model):
    """One action. Never updated nor deleted: a trigger in the database refuses it."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_subject", "subject_type", "subject_id", "id"),
        # The list shows the newest first, behind each of its filters.
        Index("ix_audit_event_at", "at", "id"),
        Index("ix_audit_event_source", "source", "at", "id"),
        Index("ix_audit_event_actor", "actor", "at", "id"),
        Index("ix_audit_event_action", "action", "at", "id"),
        Index("ix_audit_event_kind", "subject_type", "at", "id"),
        # Several filters at once: few deeds are done to few kinds of rows, so the index is skipped
        # through; the statistics st_audit_event_deeds say which of them never go together.
        Index("ix_audit_event_deeds", "subject_type", "action", "source", "actor", "at", "id"),
    )

    id: Mapped[Id]
    at: Mapped[Moment] = mapped_column(server_default=func.now())
    source: Mapped[Source] = mapped_column(one_of(Source))
    actor: Mapped[str] = mapped_column(Text)
    # The network address that a person acted from; empty for rules and the command line.
    address: Mapped[str] = mapped_column(Text, server_default="")
    action: Mapped[str] = mapped_column(Text)
    subject_type: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    after: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
