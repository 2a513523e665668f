"""Taking webhook events in hand, and putting them down again. The rows are the queue."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, select, update

from powerpact.domain.attempts import Backoff
from powerpact.models import EventState, WebhookEvent, utc_now
from powerpact.services.many_rows import among
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.services.webhook_topics import Received

_UNFINISHED = WebhookEvent.state.in_([EventState.RECEIVED, EventState.PROCESSING])


@dataclass(frozen=True, slots=True)
class ClaimedEvent:
    """An event in one worker's hand until its lease ends."""

    id: int
    claim: str
    tries: int
    received: Received


def claim_events(queue: str, limit: int) -> list[ClaimedEvent]:
    """Up to ``limit`` due events of the queue, oldest first; one, when none is tried first time.

    What was tried before comes alone, because it may be what brought its worker down: whatever
    is in hand with it would be tried, and in the end given up, together with it.
    """
    return _claim(queue, limit, WebhookEvent.tries == 0) or _claim(queue, 1, WebhookEvent.tries > 0)


def _claim(queue: str, limit: int, which: ColumnElement[bool]) -> list[ClaimedEvent]:
    claim, now = uuid4().hex, utc_now()
    due = (
        select(WebhookEvent.id)
        .where(WebhookEvent.queue == queue, _UNFINISHED, WebhookEvent.next_try_at <= now, which)
        .order_by(WebhookEvent.next_try_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte()  # read once: a subquery may be read again for each row, past its limit
    )
    lease_ends = now + timedelta(seconds=platform().settings.lease_seconds)
    with transaction() as session:
        rows = session.execute(
            update(WebhookEvent)
            .where(WebhookEvent.id == due.c.id)
            .values(
                state=EventState.PROCESSING,
                claim=claim,
                tries=WebhookEvent.tries + 1,
                next_try_at=lease_ends,
            )
            .returning(
                WebhookEvent.id,
                WebhookEvent.tries,
                WebhookEvent.topic,
                WebhookEvent.shop_domain,
                WebhookEvent.body,
                WebhookEvent.triggered_at,
                WebhookEvent.received_at,
            )
            .execution_options(synchronize_session=False)
        ).all()
    return [
        ClaimedEvent(event_id, claim, tries, Received(event_id, *received))
        for event_id, tries, *received in sorted(rows)
    ]


def finish_events(events: Sequence[ClaimedEvent]) -> None:
    """Mark these as done; one claimed anew by somebody else meanwhile is left to them."""
    if not events:
        return
    with transaction() as session:
        session.execute(
            update(WebhookEvent)
            .where(
                among(WebhookEvent.id, [event.id for event in events]),
                WebhookEvent.claim.in_({event.claim for event in events}),
            )
            .values(state=EventState.DONE, reason="", claim=None, finished_at=utc_now())
            .execution_options(synchronize_session=False)
        )


def park(event: ClaimedEvent, reason: str) -> None:
    """Put the event aside for a person, with the reason."""
    _settle(event, state=EventState.PARKED, reason=reason, claim=None, finished_at=utc_now())


def postpone(event: ClaimedEvent, reason: str) -> None:
    """Let the event be tried again later, later each time."""
    settings = platform().settings
    backoff = Backoff(settings.retry_first_seconds, settings.retry_cap_seconds)
    jitter = random.random()  # noqa: S311  # spreads retries, protects nothing
    later = utc_now() + timedelta(seconds=backoff.wait(event.tries, jitter))
    _settle(event, state=EventState.RECEIVED, reason=reason, claim=None, next_try_at=later)


def _settle(event: ClaimedEvent, **values: object) -> None:
    with transaction() as session:
        ours = (WebhookEvent.id == event.id, WebhookEvent.claim == event.claim)
        session.execute(update(WebhookEvent).where(*ours).values(**values))
