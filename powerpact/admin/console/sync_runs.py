"""Sync runs: long jobs, how far they are, and what they could not do."""

from typing import Any, ClassVar

from powerpact.admin.acting import ActingModelView
from powerpact.admin.actions import RowAction
from powerpact.admin.filters import Choice, OfPartner
from powerpact.admin.formats import EMPTY, column
from powerpact.admin.links import link
from powerpact.admin.runs import RunRows
from powerpact.models import RunKind, RunState, SyncRun
from powerpact.permissions import Permission
from powerpact.services.bulk.steering import RESUMABLE, resume, stop
from powerpact.services.runs import OPEN_STATES
from powerpact.services.selections.sync_runs import SYNC_RUNS


def _store(run: SyncRun) -> Any:
    return link("stores", run.store_id, run.store.name) if run.store else EMPTY


class SyncRunsView(RunRows, ActingModelView):
    """Imports, bulk listings and bulk actions."""

    permission = Permission.VIEW_RUNS
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
    column_formatters: ClassVar[dict[str, Any]] = {
        **RunRows.column_formatters,
        "store": column(lambda run: run.store.name if run.store else EMPTY),
    }
    column_formatters_detail: ClassVar[dict[str, Any]] = {
        **RunRows.column_formatters_detail,
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
