"""Choosing webhooks of the inbox."""

from sqlalchemy import Select, select

from powerpact.models import EventState, WebhookEvent
from powerpact.services.selections.conditions import exactly, from_day, one_of, until_day
from powerpact.services.selections.table import SelectableTable


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    return (
        select(WebhookEvent.id).where(WebhookEvent.delivery_id == term),
        select(WebhookEvent.id).where(WebhookEvent.event_id == term),
    )


WEBHOOK_EVENTS = SelectableTable(
    "webhook_event",
    WebhookEvent,
    {
        "state": one_of(WebhookEvent.state, EventState),
        "topic": exactly(WebhookEvent.topic),
        "shop": exactly(WebhookEvent.shop_domain),
        "from": from_day(WebhookEvent.received_at),
        "until": until_day(WebhookEvent.received_at),
    },
    _search,
)
