"""The task that looks at stores' connections."""

from powerpact.services.connection_check import check_due_connections
from powerpact.tasks.alone import Alone
from powerpact.tasks.base import task
from powerpact.tasks.context import ContextTask
from powerpact.tasks.publishing import CHECK_CONNECTIONS
from powerpact.tasks.stopping import stopping

_connections = Alone()


@task(CHECK_CONNECTIONS, has_bell=True)
def check_connections() -> None:
    """Look at every store whose connection is to be looked at."""
    _connections.run(_check)


def _check() -> None:
    check_due_connections(ContextTask.flask_app.app_context, stopping)
