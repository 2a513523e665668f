"""The tasks that look at stores' connections."""

from powerpact.services.connection_check import check_due_connections, take_turns
from powerpact.tasks.alone import Alone
from powerpact.tasks.base import task
from powerpact.tasks.context import ContextTask
from powerpact.tasks.publishing import CHECK_CONNECTIONS, follow
from powerpact.tasks.stopping import stopping

_connections = Alone()


@task(CHECK_CONNECTIONS, has_bell=True)
def check_connections() -> None:
    """Look at every store whose connection is to be looked at."""
    _connections.run(_check)


def _check() -> None:
    follow(check_due_connections(ContextTask.flask_app.app_context, stopping))


@task("powerpact.maintenance.take_turns")
def take_turns_now() -> None:
    """Look at the stores whose turn of this hour has come."""
    follow(take_turns())
