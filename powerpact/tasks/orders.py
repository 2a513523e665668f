"""Tasks that push partners' parts."""

from powerpact.services.order_pushing import push_due
from powerpact.tasks.alone import Alone
from powerpact.tasks.base import task
from powerpact.tasks.bell import ring
from powerpact.tasks.context import ContextTask
from powerpact.tasks.publishing import PUSH_PARTS
from powerpact.tasks.stopping import stopping

_pushes = Alone()


@task(PUSH_PARTS, has_bell=True)
def push_parts() -> None:
    """Push every part that is due, and wake another worker when there is more than we can do."""
    _pushes.run(_push)


def _push() -> None:
    push_due(ContextTask.flask_app.app_context, stopping, more=lambda: ring(PUSH_PARTS))
