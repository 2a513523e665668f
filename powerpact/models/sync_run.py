"""Long jobs that a person watches."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from powerpact.extensions import Model
from powerpact.models.columns import Id, Moment, Timestamped, one_of
from powerpact.models.store import Store


class RunKind(StrEnum):
    CATALOGUE_IMPORT = "catalogue_import"
    CATALOGUE_CHANGES = "catalogue_changes"
    BULK_RETRY = "bulk_retry"
    BULK_LISTING = "bulk_listing"


class RunState(StrEnum):
    """``waiting`` means that Shopify works and we look again at ``next_step_at``."""

    QUEUED = "queued"
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class SyncRun(Timestamped, Model):
    """One long job: how much there is, how much is done, and what it says.

    ``progress`` holds what the next step needs, such as the bulk operation's id, so that any
    worker can go on where another one died.
    """

    __tablename__ = "sync_run"
    __table_args__ = (
        CheckConstraint("done >= 0 AND failed >= 0", name="counts_not_negative"),
        Index(
            "uq_sync_run_one_open",
            "kind",
            "store_id",
            unique=True,
            postgresql_where=text(
                "kind IN ('catalogue_import', 'catalogue_changes', 'bulk_listing') "
                "AND state IN ('queued', 'waiting', 'running')"
            ),
        ),
        Index(
            "ix_sync_run_due",
            "next_step_at",
            postgresql_where=text("state IN ('queued', 'waiting', 'running')"),
        ),
    )

    id: Mapped[Id]
    kind: Mapped[RunKind] = mapped_column(one_of(RunKind))
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    state: Mapped[RunState] = mapped_column(one_of(RunState), default=RunState.QUEUED)
    total: Mapped[int | None]
    done: Mapped[int] = mapped_column(server_default="0")
    failed: Mapped[int] = mapped_column(server_default="0")
    message: Mapped[str] = mapped_column(Text, server_default="")
    progress: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    claim: Mapped[str | None] = mapped_column(Text)
    next_step_at: Mapped[Moment | None]
    started_at: Mapped[Moment | None]
    finished_at: Mapped[Moment | None]

    store: Mapped[Store | None] = relationship()
