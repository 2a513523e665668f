"""What runs by the clock: finding due work that no message speaks of, and keeping tokens alive."""

from powerpact.services.inbox_work import due_events
from powerpact.services.order_due import due_parts, release_abandoned
from powerpact.services.token_upkeep import renew_tokens
from powerpact.tasks.base import task
from powerpact.tasks.publishing import publish_events, publish_parts

# Rows one sweep publishes at most; what is beyond is found by the next sweep.
SWEEP = 500


@task("powerpact.maintenance.sweep_webhooks")
def sweep_webhooks() -> None:
    """Wake workers for events that nobody works on."""
    publish_events(*due_events(SWEEP))


@task("powerpact.maintenance.sweep_order_syncs")
def sweep_order_syncs() -> None:
    """Take parts back from dead workers, then wake workers for all that are due."""
    release_abandoned(SWEEP)
    publish_parts(*due_parts(SWEEP))


@task("powerpact.maintenance.refresh_tokens")
def refresh_tokens() -> None:
    """Renew token pairs that nobody has used for long."""
    renew_tokens()
