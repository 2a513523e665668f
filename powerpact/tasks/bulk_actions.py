"""The task that works through what people asked to be done to many rows."""

from powerpact.services.bulk.work import work_bulk_actions
from powerpact.tasks.alone import Alone
from powerpact.tasks.base import task
from powerpact.tasks.publishing import WORK_BULK_ACTIONS, follow
from powerpact.tasks.stopping import stopping

_bulk_actions = Alone()


@task(WORK_BULK_ACTIONS, has_bell=True)
def work() -> None:
    """Work through every bulk action that is due."""
    _bulk_actions.run(_work)


def _work() -> None:
    for left_due in work_bulk_actions(stopping):
        follow(left_due)
