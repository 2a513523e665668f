"""Tasks that do what law demands for shoppers and merchants."""

from powerpact.services.follow_up import FollowUp
from powerpact.services.privacy.requests import due_requests
from powerpact.services.privacy.work import work_request
from powerpact.tasks.base import task
from powerpact.tasks.publishing import WORK_PRIVACY_REQUEST, follow
from powerpact.tasks.stopping import stopping

# Requests that one sweep wakes workers for at most; the next sweep finds what is beyond.
SWEEP = 100


@task(WORK_PRIVACY_REQUEST)
def work_privacy_request(request_id: int) -> None:
    """Go on with one request until it is done, or has to wait."""
    for left_due in work_request(request_id, stopping):
        follow(left_due)


@task("powerpact.maintenance.sweep_privacy_requests")
def sweep_privacy_requests() -> None:
    """Wake workers for requests whose message was lost, or that wait for listings."""
    follow(FollowUp(privacy_requests=due_requests(SWEEP)))
