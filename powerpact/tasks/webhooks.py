"""Tasks that work through the inbox."""

from powerpact.services.inbox_work import process
from powerpact.tasks.base import task
from powerpact.tasks.publishing import PROCESS_EVENT, follow


@task(PROCESS_EVENT)
def process_event(event_id: int) -> None:
    """Do what one webhook event asks for."""
    follow(process(event_id))
