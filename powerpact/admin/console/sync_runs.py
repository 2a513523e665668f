"""Sync runs: long jobs and how far they are."""

from typing import Any, ClassVar

from markupsafe import Markup
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from powerpact.admin.base import ConsoleModelView
from powerpact.admin.filters import Choice
from powerpact.admin.formats import EMPTY, age, column
from powerpact.admin.links import link
from powerpact.admin.words import in_words
from powerpact.models import RunKind, RunState, Store, SyncRun
from powerpact.permissions import Permission
from powerpact.services.selections.sync_runs import SYNC_RUNS


def _progress(run: SyncRun) -> Any:
    if not run.total:
        return f"{run.done} done"
    return Markup('<progress max="{0}" value="{1}"></progress> {1} of {0}').format(
        run.total, run.done
    )


def _store(run: SyncRun) -> Any:
    return link("stores", run.store_id, run.store.name) if run.store else EMPTY


class SyncRunsView(ConsoleModelView):
    """Imports and bulk retries."""

    table = SYNC_RUNS
    permission = Permission.VIEW_RUNS
    one = "Run"
    about = "Catalogue imports and bulk retries, while they run and after."
    column_list = ("kind", "store", "state", "how_far", "failed", "message", "started_at")
    column_filters = (
        Choice(SYNC_RUNS, "state", "State", RunState),
        Choice(SYNC_RUNS, "kind", "Kind", RunKind),
    )
    column_details_list = (
        "kind",
        "store",
        "state",
        "how_far",
        "failed",
        "message",
        "created_at",
        "started_at",
        "next_step_at",
        "finished_at",
    )
    column_labels: ClassVar[dict[str, str]] = {
        "how_far": "Done",
        "started_at": "Started",
        "created_at": "Asked for",
        "next_step_at": "Next step",
        "finished_at": "Finished",
    }
    column_formatters: ClassVar = {
        "kind": column(lambda run: in_words(run.kind)),
        "store": column(lambda run: run.store.name if run.store else EMPTY),
        "how_far": column(_progress),
        "started_at": column(lambda run: age(run.started_at)),
    }
    column_formatters_detail: ClassVar = {
        "kind": column(lambda run: in_words(run.kind)),
        "store": column(_store),
        "how_far": column(_progress),
    }

    def list_options(self) -> tuple[ExecutableOption, ...]:
        return (joinedload(SyncRun.store).load_only(Store.name, raiseload=True),)

    details_options = list_options
