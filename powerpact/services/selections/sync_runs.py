"""Choosing runs."""

from powerpact.models import RunKind, RunState, SyncRun
from powerpact.services.selections.conditions import of_row, one_of
from powerpact.services.selections.table import SelectableTable

SYNC_RUNS = SelectableTable(
    "sync_run",
    SyncRun,
    {
        "state": one_of(SyncRun.state, RunState),
        "kind": one_of(SyncRun.kind, RunKind),
        "store": of_row(SyncRun.store_id),
    },
)
