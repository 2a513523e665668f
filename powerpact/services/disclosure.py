"""Showing personal data to a person who may see it: it is kept who looked, and when."""

from powerpact.errors import NotFound
from powerpact.models import WebhookEvent
from powerpact.services.audit import Actor, audit
from powerpact.services.transactions import transaction


def disclosed_body(event_id: int, actor: Actor) -> bytes:
    """The body of a webhook as it came. Raises NotFound; the look itself is audited."""
    with transaction() as session:
        event = session.get(WebhookEvent, event_id)
        if event is None:
            raise NotFound(f"there is no webhook event {event_id}")
        audit(session, actor, "view_personal_data", ("webhook_event", event_id))
        return event.body
