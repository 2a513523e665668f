"""What runs by the clock: finding due work that no message speaks of, and keeping tokens alive."""

import structlog

from powerpact.services.catalogue_import import request_all_changes
from powerpact.services.follow_up import FollowUp
from powerpact.services.order_due import release_abandoned
from powerpact.services.pictures import forget_unused
from powerpact.services.privacy.expiry import forget_requests, scrub_what_came_late
from powerpact.services.retention import forget_expired
from powerpact.services.runs import due_runs
from powerpact.services.token_upkeep import renew_tokens
from powerpact.tasks.base import task
from powerpact.tasks.publishing import follow

log = structlog.get_logger(__name__)

# Rows one sweep publishes at most; what is beyond is found by the next sweep.
SWEEP = 500


@task("powerpact.maintenance.sweep_order_syncs")
def sweep_order_syncs() -> None:
    """Take parts back from dead workers, and wake a worker for them."""
    follow(FollowUp(order_syncs=release_abandoned(SWEEP)))


@task("powerpact.maintenance.refresh_tokens")
def refresh_tokens() -> None:
    """Renew token pairs that nobody has used for long."""
    renew_tokens()


@task("powerpact.maintenance.sweep_runs")
def sweep_runs() -> None:
    """Wake workers for runs whose next step is due, or whose worker died."""
    follow(FollowUp(runs=due_runs(SWEEP)))


@task("powerpact.maintenance.read_changes")
def read_changes() -> None:
    """Ask every partner's store what changed, because webhooks are sometimes lost (facts 0.5)."""
    follow(FollowUp(runs=request_all_changes()))


@task("powerpact.maintenance.forget_expired_data")
def forget_expired_data() -> None:
    """Erase personal data that is no longer needed, and pictures that nobody looks at."""
    webhooks, shoppers = forget_expired()
    log.info(
        "forgotten",
        webhooks=webhooks,
        shoppers=shoppers,
        pictures=forget_unused(),
        privacy_requests=forget_requests(),
        late_webhooks=scrub_what_came_late(),
    )
