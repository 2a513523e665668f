"""Working through the inbox: claim an event, run its topic's use case, say how it ended."""

import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import psycopg
from sqlalchemy import select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import defer

from powerpact.domain.attempts import Backoff
from powerpact.errors import Permanent, Refused, Retryable
from powerpact.models import EventState, WebhookEvent, utc_now
from powerpact.services.audit import Actor, audit
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.services.webhook_topics import Received, handle

# An event that brings its worker down, or fails for passing reasons, this often needs a person.
MOST_TRIES = 20


@dataclass(frozen=True, slots=True)
class ClaimedEvent:
    """An event in one worker's hand until its lease ends."""

    id: int
    claim: str
    tries: int
    received: Received


def process(event_id: int) -> FollowUp:
    """Do what one event asks for, if nobody else is at it; what is to be published next.

    A permanent fault parks the event with its reason; a passing one leaves it to the sweeper.
    """
    event = _claim(event_id)
    if event is None:
        return NOTHING
    if event.tries > MOST_TRIES:
        _finish(event, EventState.PARKED, f"it was tried {MOST_TRIES} times without an end")
        return NOTHING
    try:
        follow_up = handle(event.received)
    except Retryable as error:
        _postpone(event, str(error))
        return NOTHING
    except Permanent as error:
        _finish(event, EventState.PARKED, str(error))
        return NOTHING
    except (IntegrityError, DataError) as error:
        # What Shopify said contradicts itself or does not fit; trying again changes nothing.
        _finish(event, EventState.PARKED, f"the database refuses it: {_refusal(error)}")
        return NOTHING
    _finish(event, EventState.DONE, "")
    return follow_up


def _refusal(error: DBAPIError) -> str:
    """Which rule was broken, without the values, which may be personal."""
    told = error.orig.diag if isinstance(error.orig, psycopg.Error) else None
    return (told.constraint_name or told.message_primary or "") if told else type(error).__name__


def due_events(limit: int) -> tuple[int, ...]:
    """Ids of events that nobody works on, oldest first: new, postponed, or with a dead worker.

    Each is given out once per REPUBLISH_SECONDS, so that a long queue is not made longer.
    """
    now = utc_now()
    unfinished = WebhookEvent.state.in_([EventState.RECEIVED, EventState.PROCESSING])
    due = (
        select(WebhookEvent.id)
        .where(unfinished, WebhookEvent.next_try_at <= now)
        .order_by(WebhookEvent.next_try_at, WebhookEvent.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte()
    )
    with transaction() as session:
        given = session.scalars(
            update(WebhookEvent)
            .where(WebhookEvent.id == due.c.id)
            .values(
                state=EventState.RECEIVED,
                claim=None,
                next_try_at=now + timedelta(seconds=platform().settings.republish_seconds),
            )
            .returning(WebhookEvent.id)
            .execution_options(synchronize_session=False)
        )
        return tuple(sorted(given))


def parked_events(limit: int) -> list[WebhookEvent]:
    """Events that wait for a person, newest first; not attached to a session."""
    query = (
        select(WebhookEvent)
        .where(WebhookEvent.state == EventState.PARKED)
        .order_by(WebhookEvent.id.desc())
        .limit(limit)
        .options(defer(WebhookEvent.body))
    )
    with transaction() as session:
        events = list(session.scalars(query))
        session.expunge_all()
        return events


def replay(event_id: int, actor: Actor) -> None:
    """Make a finished or parked event due again. Raises Refused when it is not finished."""
    with transaction() as session:
        moved = session.execute(
            update(WebhookEvent)
            .where(
                WebhookEvent.id == event_id,
                WebhookEvent.state.in_([EventState.DONE, EventState.PARKED]),
            )
            .values(
                state=EventState.RECEIVED, next_try_at=utc_now(), tries=0, claim=None, reason=""
            )
            .returning(WebhookEvent.id)
        )
        if moved.first() is None:
            raise Refused(f"webhook event {event_id} does not exist or is still being worked on")
        audit(session, actor, "replay", ("webhook_event", event_id))


def _claim(event_id: int) -> ClaimedEvent | None:
    claim = uuid4().hex
    now = utc_now()
    with transaction() as session:
        row = session.execute(
            update(WebhookEvent)
            .where(WebhookEvent.id == event_id, WebhookEvent.state == EventState.RECEIVED)
            .values(
                state=EventState.PROCESSING,
                claim=claim,
                tries=WebhookEvent.tries + 1,
                next_try_at=now + timedelta(seconds=platform().settings.lease_seconds),
            )
            .returning(
                WebhookEvent.tries,
                WebhookEvent.topic,
                WebhookEvent.shop_domain,
                WebhookEvent.body,
                WebhookEvent.triggered_at,
                WebhookEvent.received_at,
            )
        ).first()
    if row is None:
        return None
    received = Received(
        event_id, row.topic, row.shop_domain, row.body, row.triggered_at, row.received_at
    )
    return ClaimedEvent(event_id, claim, row.tries, received)


def _finish(event: ClaimedEvent, state: EventState, reason: str) -> None:
    _settle(event, state=state, reason=reason, claim=None, finished_at=utc_now())


def _postpone(event: ClaimedEvent, reason: str) -> None:
    settings = platform().settings
    backoff = Backoff(settings.retry_first_seconds, settings.retry_cap_seconds)
    jitter = random.random()  # noqa: S311  # spreads retries, protects nothing
    later = utc_now() + timedelta(seconds=backoff.wait(event.tries, jitter))
    _settle(event, state=EventState.RECEIVED, reason=reason, claim=None, next_try_at=later)


def _settle(event: ClaimedEvent, **values: object) -> None:
    with transaction() as session:
        ours = (WebhookEvent.id == event.id, WebhookEvent.claim == event.claim)
        session.execute(update(WebhookEvent).where(*ours).values(**values))
