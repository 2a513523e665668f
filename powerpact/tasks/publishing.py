"""Telling workers what a service says is to be done next."""

from collections.abc import Iterable

from powerpact.services.follow_up import FollowUp
from powerpact.tasks.base import publish
from powerpact.tasks.bell import ring

WORK_WEBHOOKS = "powerpact.webhooks.work"
WORK_STORE_WEBHOOKS = "powerpact.catalogue.work_webhooks"
PUSH_PARTS = "powerpact.orders.push"
LIST_PRODUCTS = "powerpact.catalogue.list_products"
FETCH_PICTURES = "powerpact.catalogue.fetch_pictures"
ADVANCE_RUN = "powerpact.catalogue.advance_run"
WORK_LOOKUPS = "powerpact.catalogue.work_lookups"
CHECK_CONNECTIONS = "powerpact.catalogue.check_connections"
COUNT_FIGURES = "powerpact.maintenance.count_figures"
WORK_BULK_ACTIONS = "powerpact.maintenance.work_bulk_actions"
WORK_PRIVACY_REQUEST = "powerpact.maintenance.work_privacy_request"

# Which task works through which queue of the inbox (``powerpact.shopify.topics.queue_of``).
INBOX = {"webhooks": WORK_WEBHOOKS, "catalogue": WORK_STORE_WEBHOOKS}


def wake_inbox(queues: Iterable[str]) -> None:
    """Wake a worker for each of these queues of the inbox."""
    for queue in set(queues):
        ring(INBOX[queue])


def follow(follow_up: FollowUp) -> None:
    """Wake workers for everything that a use case left due."""
    if follow_up.order_syncs:
        ring(PUSH_PARTS)
    if follow_up.listings:
        ring(LIST_PRODUCTS)
    if follow_up.lookups:
        ring(WORK_LOOKUPS)
    if follow_up.bulk_actions:
        ring(WORK_BULK_ACTIONS)
    if follow_up.connections:
        ring(CHECK_CONNECTIONS)
    wake_inbox(follow_up.inbox_queues)
    publish(ADVANCE_RUN, *follow_up.runs)
    publish(WORK_PRIVACY_REQUEST, *follow_up.privacy_requests)
