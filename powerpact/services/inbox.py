"""The inbox: a delivery is one row, kept before anything else happens (I5)."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.dialects.postgresql import insert

from powerpact.models import WebhookEvent, utc_now
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.shopify.topics import queue_of


@dataclass(frozen=True, slots=True)
class Delivery:
    """One webhook as it arrived; ``delivery_id`` is the same on Shopify's retries (facts 2.1)."""

    delivery_id: str
    topic: str
    shop_domain: str
    body: bytes
    event_id: str = ""
    api_version: str = ""
    triggered_at: str = ""


def keep(delivery: Delivery) -> int | None:
    """Insert the delivery and commit; its row's id, or None for one that is there already.

    Raises ServiceAway when PostgreSQL does not answer: nothing is kept then, and Shopify must
    not be told that it is.
    """
    statement = (
        insert(WebhookEvent)
        .values(
            delivery_id=delivery.delivery_id,
            event_id=delivery.event_id,
            topic=delivery.topic,
            queue=queue_of(delivery.topic),
            shop_domain=delivery.shop_domain,
            api_version=delivery.api_version,
            triggered_at=delivery.triggered_at,
            body=delivery.body,
            # Whoever keeps it publishes it; the sweeper only helps where that was lost.
            next_try_at=utc_now() + timedelta(seconds=platform().settings.republish_seconds),
        )
        .on_conflict_do_nothing(index_elements=["delivery_id"])
        .returning(WebhookEvent.id)
    )
    with transaction() as session:
        return session.execute(statement).scalar_one_or_none()
