"""Long jobs, how far they are and what they could not do, as staff and partners see them."""

from typing import Any, ClassVar

from flask import request
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.formats import age, column
from powerpact.admin.routes import route
from powerpact.admin.rows import RowsView
from powerpact.admin.words import in_words
from powerpact.extensions import db
from powerpact.models import RunFailure, Store, SyncRun
from powerpact.services.runs import OPEN_STATES
from powerpact.services.selections.sync_runs import SYNC_RUNS

FAILURES_SHOWN = 200


def what_it_does(run: SyncRun) -> str:
    """The run's own title, else its kind."""
    return run.title or in_words(run.kind)


def _how_far(run: SyncRun) -> Any:
    if not run.total:
        return f"{run.done:,} done"
    worked = run.done + run.failed
    return Markup('<progress max="{0}" value="{1}"></progress> {1:,} of {0:,}').format(
        run.total, worked
    )


class RunRows(RowsView):
    """Runs; the page of one moves along while it runs."""

    table = SYNC_RUNS
    one = "Run"
    column_labels: ClassVar[dict[str, str]] = {
        "title": "Run",
        "how_far": "How far",
        "asked_by": "Asked by",
        "started_at": "Started",
        "created_at": "Asked for",
        "next_step_at": "Next step",
        "finished_at": "Finished",
    }
    column_formatters: ClassVar[dict[str, Any]] = {
        "title": column(what_it_does),
        "how_far": column(_how_far),
        "started_at": column(lambda run: age(run.started_at)),
    }
    column_formatters_detail: ClassVar[dict[str, Any]] = {
        "kind": column(lambda run: in_words(run.kind)),
    }
    details_template = "rows/run.html"

    def list_options(self) -> tuple[ExecutableOption, ...]:
        store = joinedload(SyncRun.store).load_only(Store.name, raiseload=True)
        return store, defer(SyncRun.progress, raiseload=True)

    details_options = list_options

    def beside(self, row: Any) -> dict[str, Any]:
        """How far the run is, and what it could not do."""
        failures = select(RunFailure).where(RunFailure.run_id == row.id).order_by(RunFailure.id)
        return {
            "what": what_it_does(row),
            "failures": db.session.scalars(failures.limit(FAILURES_SHOWN)).all(),
            **self._standing(row),
        }

    @route("/progress/")
    def progress(self) -> str:
        """The part of a run's page that changes while it runs."""
        run = self.get_one(request.args.get("id", ""))
        page: str = self.render("rows/run_progress.html", run=run, **self._standing(run))
        return page

    def _standing(self, run: SyncRun) -> dict[str, Any]:
        return {
            "is_open": run.state in OPEN_STATES,
            "progress_url": self.get_url(".progress", id=run.id),
            "worked": run.done + run.failed,
        }
