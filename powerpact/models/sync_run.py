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
    BULK_LISTING = "bulk_listing"
    BULK_ACTION = "bulk_action"


class RunState(StrEnum):
    """``waiting`` means that Shopify works and we look again at ``next_step_at``; ``stopped`` that
    a person stopped it, and may resume it."""

    QUEUED = "queued"
    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    STOPPED = "stopped"


class SyncRun(Timestamped, Model):
    """One long job: how much there is, how much is done, and what it says.

    ``progress`` holds what the next step needs, such as the bulk operation's id, so that any
    worker can go on where another one died. ``once`` is the mark of the form that asked for the
    run, so that a second click finds the run of the first.
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
        Index("ix_sync_run_store", "store_id", "id"),
        Index(
            "ix_sync_run_due",
            "next_step_at",
            postgresql_where=text("state IN ('queued', 'waiting', 'running')"),
        ),
        Index("ix_sync_run_state", "state", "id"),
        Index("ix_sync_run_kind", "kind", "id"),
    )

    id: Mapped[Id]
    kind: Mapped[RunKind] = mapped_column(one_of(RunKind))
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    state: Mapped[RunState] = mapped_column(one_of(RunState), default=RunState.QUEUED)
    total: Mapped[int | None]
    done: Mapped[int] = mapped_column(server_default="0")
    failed: Mapped[int] = mapped_column(server_default="0")
    message: Mapped[str] = mapped_column(Text, server_default="")
    title: Mapped[str] = mapped_column(Text, server_default="")
    asked_by: Mapped[str] = mapped_column(Text, server_default="")
    once: Mapped[str | None] = mapped_column(Text, unique=True)
    progress: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    claim: Mapped[str | None] = mapped_column(Text)
    next_step_at: Mapped[Moment | None]
    started_at: Mapped[Moment | None]
    finished_at: Mapped[Moment | None]

    store: Mapped[Store | None] = relationship()


class RunFailure(Model):
    """One row that a run could not work on, and why: a sentence for staff."""

    __tablename__ = "run_failure"
    __table_args__ = (Index("ix_run_failure_run", "run_id", "id"),)

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id", ondelete="CASCADE"))
    subject_type: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
