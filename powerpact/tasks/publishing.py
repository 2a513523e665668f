"""Publishing what a service says is to be done next."""

from powerpact.services.follow_up import FollowUp
from powerpact.tasks.base import publish

PROCESS_EVENT = "powerpact.webhooks.process_event"
PUSH_PART = "powerpact.orders.push_part"
SYNC_LISTING = "powerpact.catalogue.sync_listing"
ADVANCE_RUN = "powerpact.catalogue.advance_run"


def publish_event(event_id: int, topic: str) -> None:
    """Wake a worker for a webhook event that has just come in.

    A product's webhook makes the worker wait for the partner's store, so it must not stand in
    the queue in front of a paid order, which needs nobody (I7).
    """
    publish(PROCESS_EVENT, event_id, queue="catalogue" if topic.startswith("products/") else None)


def publish_events(*ids: int) -> None:
    """Wake workers for webhook events."""
    publish(PROCESS_EVENT, *ids)


def publish_parts(*ids: int) -> None:
    """Wake workers for order syncs."""
    publish(PUSH_PART, *ids)


def follow(follow_up: FollowUp) -> None:
    """Wake workers for everything that a use case left due."""
    publish_parts(*follow_up.order_syncs)
    publish(SYNC_LISTING, *follow_up.listings)
    publish(ADVANCE_RUN, *follow_up.runs)
