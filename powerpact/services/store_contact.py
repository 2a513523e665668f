"""When a store was last heard of, and how its budget stands: no call to the store is made."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from powerpact.models import Store, WebhookEvent
from powerpact.services.budget.balance import Balance
from powerpact.services.platform import platform
from powerpact.services.transactions import reading


@dataclass(frozen=True, slots=True)
class Contact:
    """``webhook_at``: when it last told us something, and ``topic`` of what. ``budget`` is None
    when nobody knows: Redis is away, or the store was not called for a day.
    """

    webhook_at: datetime | None
    topic: str
    budget: Balance | None


def contact_of(store: Store) -> Contact:
    """The last contact with the store, by one query and one look into Redis."""
    last = (
        select(WebhookEvent.received_at, WebhookEvent.topic)
        .where(WebhookEvent.shop_domain == store.shop_domain)
        .order_by(WebhookEvent.id.desc())
        .limit(1)
    )
    with reading() as session:
        row = session.execute(last).first()
    budget = platform().allowances.balance(store.id)
    return Contact(row.received_at if row else None, row.topic if row else "", budget)
