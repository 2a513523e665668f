"""A bulk listing of the simulator's Bubbly, step by step, for tests."""

from collections.abc import Callable, Sequence

from powerpact.domain.transitions import SyncState
from powerpact.models import RunKind, RunState, SyncRun
from powerpact.services.catalogue_import import advance_run
from powerpact.services.runs import open_run
from tests.services.marketplace import Shop, let_time_pass, map_row, run_row

Approved = Callable[..., list[int]]
BULK_DONE = 300.0  # seconds that no bulk operation of the simulator takes


def opened(bubbly: Shop) -> int:
    """The id of a run that is due."""
    return open_run(bubbly.id, RunKind.BULK_LISTING)


def step(bubbly: Shop, run_id: int) -> SyncRun:
    """Let Shopify finish what it is at, and make the next step of the run."""
    bubbly.control.advance(BULK_DONE)
    let_time_pass(SyncRun)
    advance_run(run_id)
    return run_row(run_id)


def to_the_end(bubbly: Shop, run_id: int, steps: int = 12) -> SyncRun:
    """The run after its last step."""
    for _ in range(steps):
        run = step(bubbly, run_id)
        if run.state in {RunState.FINISHED, RunState.FAILED}:
            return run
    raise AssertionError(f"the run does not end: {run_row(run_id).message}")


def states(map_ids: Sequence[int]) -> list[SyncState]:
    """How the listings stand."""
    return [map_row(map_id).sync for map_id in map_ids]
