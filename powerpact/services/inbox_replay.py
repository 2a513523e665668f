"""Working through webhooks again: whatever they did before is not done twice."""

from collections.abc import Collection

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from powerpact.models import EventState, WebhookEvent, utc_now
from powerpact.services.audit import Actor, audit_many
from powerpact.services.deeds import Done, deed
from powerpact.services.follow_up import FollowUp
from powerpact.services.many_rows import among

REPLAYABLE = (EventState.DONE, EventState.PARKED)
IN_HAND = "it is still being worked on"
ERASED = "its body told of a shopper, and was erased when it was done"


@deed("webhook_event")
def replay(session: Session, event_ids: Collection[int], actor: Actor) -> Done:
    """Make finished and parked events due again."""
    known = session.execute(
        select(
            WebhookEvent.id,
            WebhookEvent.state,
            WebhookEvent.queue,
            (func.octet_length(WebhookEvent.body) == 0).label("is_erased"),
        )
        .where(among(WebhookEvent.id, event_ids))
        .order_by(WebhookEvent.id)
        .with_for_update()
    ).all()
    moved = tuple(event.id for event in known if event.state in REPLAYABLE and not event.is_erased)
    session.execute(
        update(WebhookEvent)
        .where(among(WebhookEvent.id, moved))
        .values(state=EventState.RECEIVED, next_try_at=utc_now(), tries=0, claim=None, reason="")
        .execution_options(synchronize_session=False)
    )
    after = {"state": EventState.RECEIVED.value}
    changes = ((each.id, {"state": each.state.value}, after) for each in known if each.id in moved)
    audit_many(session, actor, "replay", "webhook_event", changes)
    left = dict.fromkeys(event_ids, "there is no such webhook")
    left |= {event.id: ERASED if event.is_erased else IN_HAND for event in known}
    queues = {event.queue for event in known if event.id in moved}
    why_left = {each: why for each, why in left.items() if each not in moved}
    return Done(moved, why_left, FollowUp(inbox_queues=tuple(sorted(queues))))
