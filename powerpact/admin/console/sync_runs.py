"""Sync runs: long jobs, how far they are, and what they could not do."""

from typing import Any, ClassVar

from flask import request
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.acting import ActingModelView
from powerpact.admin.actions import RowAction
from powerpact.admin.filters import Choice, OfPartner
from powerpact.admin.formats import EMPTY, age, column
from powerpact.admin.links import link
from powerpact.admin.routes import route
from powerpact.admin.words import in_words
from powerpact.extensions import db
from powerpact.models import RunFailure, RunKind, RunState, Store, SyncRun
from powerpact.permissions import Permission
from powerpact.services.bulk.steering import RESUMABLE, resume, stop
from powerpact.services.runs import OPEN_STATES
from powerpact.services.selections.sync_runs import SYNC_RUNS

FAILURES_SHOWN = 200


def _what(run: SyncRun) -> str:
    """What the run does: its own title, else its kind."""
    return run.title or in_words(run.kind)


def _how_far(run: SyncRun) -> Any:
    if not run.total:
        return f"{run.done:,} done"
    worked = run.done + run.failed
    return Markup('<progress max="{0}" value="{1}"></progress> {1:,} of {0:,}').format(
        run.total, worked
    )


def _store(run: SyncRun) -> Any:
    return link("stores", run.store_id, run.store.name) if run.store else EMPTY


class SyncRunsView(ActingModelView):
    """Imports, bulk listings and bulk actions."""

    table = SYNC_RUNS
    permission = Permission.VIEW_RUNS
    one = "Run"
    about = "Catalogue imports and everything done to many rows at once, while it runs and after."
    empty = "No runs yet. Import a catalogue, or do something to many rows at once."
    column_list = (
        "title",
        "store",
        "state",
        "how_far",
        "failed",
        "message",
        "asked_by",
        "started_at",
    )
    column_filters = (
        Choice(SYNC_RUNS, "state", "State", RunState),
        Choice(SYNC_RUNS, "kind", "Kind", RunKind),
        OfPartner(SYNC_RUNS, "store", "Partner"),
    )
    column_details_list = (
        "kind",
        "store",
        "asked_by",
        "created_at",
        "started_at",
        "next_step_at",
        "finished_at",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "title": "Run",
        "how_far": "How far",
        "asked_by": "Asked by",
        "started_at": "Started",
        "created_at": "Asked for",
        "next_step_at": "Next step",
        "finished_at": "Finished",
    }
    column_formatters: ClassVar = {
        "title": column(_what),
        "store": column(lambda run: run.store.name if run.store else EMPTY),
        "how_far": column(_how_far),
        "started_at": column(lambda run: age(run.started_at)),
    }
    column_formatters_detail: ClassVar = {
        "kind": column(lambda run: in_words(run.kind)),
        "store": column(_store),
    }
    row_actions = (
        RowAction(
            stop,
            "Stop",
            "stopped",
            Permission.STEER_RUNS,
            confirm="What is done stays done. It can be resumed where it was.",
            may=lambda run: run.state in OPEN_STATES,
            is_grave=True,
        ),
        RowAction(
            resume,
            "Resume",
            "resumed",
            Permission.STEER_RUNS,
            may=lambda run: run.state in RESUMABLE,
        ),
    )
    details_template = "console/sync_run.html"

    def list_options(self) -> tuple[ExecutableOption, ...]:
        store = joinedload(SyncRun.store).load_only(Store.name, raiseload=True)
        return store, defer(SyncRun.progress, raiseload=True)

    details_options = list_options

    def beside(self, row: Any) -> dict[str, Any]:
        """How far the run is, and what it could not do."""
        failures = select(RunFailure).where(RunFailure.run_id == row.id).order_by(RunFailure.id)
        return {
            "what": _what(row),
            "failures": db.session.scalars(failures.limit(FAILURES_SHOWN)).all(),
            **self._standing(row),
        }

    @route("/progress/")
    def progress(self) -> str:
        """The part of a run's page that changes while it runs."""
        run = self.get_one(request.args.get("id", ""))
        page: str = self.render("console/run_progress.html", run=run, **self._standing(run))
        return page

    def _standing(self, run: SyncRun) -> dict[str, Any]:
        return {
            "is_open": run.state in OPEN_STATES,
            "progress_url": self.get_url(".progress", id=run.id),
            "worked": run.done + run.failed,
        }
