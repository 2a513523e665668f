"""The task that asks Bubbly what somebody at the console wants to know of a listing."""

from powerpact.services.lookups.work import work_lookups
from powerpact.tasks.alone import Alone
from powerpact.tasks.base import task
from powerpact.tasks.publishing import WORK_LOOKUPS
from powerpact.tasks.stopping import stopping

_lookups = Alone()


@task(WORK_LOOKUPS, has_bell=True)
def answer_lookups() -> None:
    """Answer every question that is open."""
    _lookups.run(_answer)


def _answer() -> None:
    work_lookups(stopping)
