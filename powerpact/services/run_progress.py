"""How far a run is, for whoever watches it."""

from dataclasses import dataclass

from powerpact.errors import NotFound
from powerpact.models import RunState, SyncRun
from powerpact.services.transactions import transaction


@dataclass(frozen=True, slots=True)
class RunProgress:
    """A run at one moment; ``total`` is None until it is known."""

    state: RunState
    total: int | None
    done: int
    failed: int
    message: str

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {RunState.FINISHED, RunState.FAILED}


def run_progress(run_id: int) -> RunProgress:
    """The run as it is now. Raises NotFound."""
    with transaction() as session:
        run = session.get(SyncRun, run_id, populate_existing=True)
        if run is None:
            raise NotFound(f"there is no run {run_id}")
        return RunProgress(run.state, run.total, run.done, run.failed, run.message)
