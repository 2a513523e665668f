"""Tasks that work through the inbox."""

from powerpact.services.inbox_work import work_side_by_side, work_through
from powerpact.services.platform import platform
from powerpact.tasks.alone import Alone
from powerpact.tasks.base import task
from powerpact.tasks.bell import ring
from powerpact.tasks.context import ContextTask
from powerpact.tasks.publishing import WORK_STORE_WEBHOOKS, WORK_WEBHOOKS, follow
from powerpact.tasks.stopping import stopping

_webhooks, _store_webhooks = Alone(), Alone()


@task(WORK_WEBHOOKS, has_bell=True)
def work_webhooks() -> None:
    """Do what the due webhooks ask for that need no store."""
    _webhooks.run(_work_webhooks)


@task(WORK_STORE_WEBHOOKS, has_bell=True)
def work_store_webhooks() -> None:
    """Do what the due webhooks ask for that wait for a store."""
    _store_webhooks.run(_work_store_webhooks)


def _work_webhooks() -> None:
    for left_due in work_through("webhooks", stopping, more=lambda: ring(WORK_WEBHOOKS)):
        follow(left_due)


def _work_store_webhooks() -> None:
    within, count = ContextTask.flask_app.app_context, platform().settings.refreshes_at_once
    for left_due in work_side_by_side("catalogue", count, within, stopping):
        follow(left_due)
