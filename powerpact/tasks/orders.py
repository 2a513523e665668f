"""Tasks that push partners' parts."""

from powerpact.services.order_push import push
from powerpact.tasks.base import task
from powerpact.tasks.publishing import PUSH_PART, publish_parts


@task(PUSH_PART)
def push_part(order_sync_id: int) -> None:
    """Make one try for one part, and wake the next part that waits for the same store."""
    publish_parts(*push(order_sync_id))
