"""Webhook bodies about orders that are still to be worked through: those of others are erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from powerpact.models import EventState, WebhookEvent
from powerpact.shopify.parsing.compliance import order_named_in, without_shopper

UNDONE = (EventState.RECEIVED, EventState.PROCESSING, EventState.PARKED)
IS_OF_ORDER: ColumnElement[bool] = WebhookEvent.topic.startswith("orders/")


@dataclass(frozen=True, slots=True)
class OrderBody:
    """The body of an undone event; ``order`` is the global id of the order, if it names one."""

    id: int
    topic: str
    body: bytes

    @property
    def order(self) -> str:
        return order_named_in(self.body)

    def as_told(self) -> dict[str, Any]:
        """As it is handed out to whom the order belongs."""
        return {"topic": self.topic, "body": self.body.decode(errors="replace")}


def undone_orders(
    session: Session, shop_domain: str | None, beyond: int, limit: int | None
) -> list[OrderBody]:
    """Bodies of order events that are not done, with ids ``beyond``, in order; None: any shop's."""
    of_shop = () if shop_domain is None else (WebhookEvent.shop_domain == shop_domain,)
    undone = (
        select(WebhookEvent.id)
        .where(WebhookEvent.state.in_(UNDONE), IS_OF_ORDER, *of_shop)
        # Few rows are undone and many are not: found by their state, whatever is asked besides.
        .cte()
        .prefix_with("MATERIALIZED")
    )
    rows = session.execute(
        select(WebhookEvent.id, WebhookEvent.topic, WebhookEvent.body)
        .join(undone, undone.c.id == WebhookEvent.id)
        .where(WebhookEvent.id > beyond)
        .order_by(WebhookEvent.id)
        .limit(limit)
    )
    return [OrderBody(*row) for row in rows]


def scrub_orders(session: Session, events: Sequence[OrderBody]) -> int:
    """Leave in each body only what splitting the order needs; how many bodies that changed."""
    scrubbed = 0
    for event in events:
        body = without_shopper(event.body)
        if body != event.body:
            session.execute(
                update(WebhookEvent)
                .where(WebhookEvent.id == event.id)
                .values(body=body)
                .execution_options(synchronize_session=False)
            )
            scrubbed += 1
    return scrubbed
