"""Data that leaves our hands by a person's wish: it is kept who took it, and when."""

from powerpact.errors import NotFound
from powerpact.models import WebhookEvent
from powerpact.services.audit import Actor, audit
from powerpact.services.selections.table import Selection
from powerpact.services.transactions import transaction


def disclosed_body(event_id: int, actor: Actor) -> bytes:
    """The body of a webhook as it came. Raises NotFound; the look itself is audited."""
    with transaction() as session:
        event = session.get(WebhookEvent, event_id)
        if event is None:
            raise NotFound(f"there is no webhook event {event_id}")
        audit(session, actor, "view_personal_data", ("webhook_event", event_id))
        return event.body


def note_export(list_name: str, selection: Selection, actor: Actor) -> None:
    """Keep that somebody took these rows of a list as a file."""
    with transaction() as session:
        audit(session, actor, "export", ("list", list_name), after=selection.as_json())
