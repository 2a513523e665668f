"""What was done to many of a partner's rows at once, and its catalogue as it is read."""

from typing import Any

from powerpact.admin.filters import Choice
from powerpact.admin.partner.guard import PartnerRows
from powerpact.admin.partner.subjects import own_subject_link
from powerpact.admin.runs import RunRows
from powerpact.models import RunState
from powerpact.permissions import PartnerPermission
from powerpact.services.selections.sync_runs import SYNC_RUNS


class RunsView(RunRows, PartnerRows):
    """The partner's own runs. Who of Bubbly's staff asked for one is not shown."""

    permission = PartnerPermission.VIEW_OWN
    own_filter = "store"
    about = "What was done to many rows at once, and your catalogue as it is read."
    empty = "Nothing yet."
    column_list = ("title", "state", "how_far", "failed", "message", "started_at")
    column_filters = (Choice(SYNC_RUNS, "state", "State", RunState),)
    column_details_list = ("kind", "created_at", "started_at", "finished_at")

    def is_visible(self) -> bool:
        """Not in the menu: who starts a run is led to it, and Home names those that run."""
        return False

    def beside(self, row: Any) -> dict[str, Any]:
        return {**super().beside(row), "subject_link": own_subject_link}
