"""Taking webhook events in hand, and putting them down again. The rows are the queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from uuid import uuid4

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Integer,
    Text,
    Update,
    any_,
    bindparam,
    case,
    or_,
    select,
    update,
)

from powerpact.models import EventState, WebhookEvent, utc_now
from powerpact.services.many_rows import table_of
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.services.waits import retry_wait
from powerpact.services.webhook_topics import Received
from powerpact.shopify.topics import OF_SHOPPERS

# In the order in which ``Received`` takes them.
_RECEIVED = ("topic", "shop_domain", "body", "triggered_at", "received_at")


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
    return _claim(queue, limit, is_first_try=True) or _claim(queue, 1, is_first_try=False)


def _claim(queue: str, limit: int, *, is_first_try: bool) -> list[ClaimedEvent]:
    claim, now = uuid4().hex, utc_now()
    wanted = {
        "of_queue": queue,
        "most": limit,
        "moment": now,
        "lease_ends": now + timedelta(seconds=platform().settings.lease_seconds),
        "our_claim": claim,
    }
    with transaction() as session:
        rows = session.execute(_claim_statement(is_first_try), wanted).all()
    return [
        ClaimedEvent(event_id, claim, tries, Received(event_id, *received))
        for event_id, tries, *received in sorted(rows)
    ]


@cache
def _claim_statement(is_first_try: bool) -> Update:
    """Built once: building it takes longer than PostgreSQL needs for it."""
    events = table_of(WebhookEvent)
    due = (
        select(events.c.id)
        .where(
            events.c.queue == bindparam("of_queue"),
            events.c.state.in_([EventState.RECEIVED, EventState.PROCESSING]),
            events.c.next_try_at <= bindparam("moment"),
            events.c.tries == 0 if is_first_try else events.c.tries > 0,
        )
        .order_by(events.c.next_try_at, events.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte()  # read once: a subquery may be read again for each row, past its limit
    )
    return (
        update(events)
        .where(events.c.id == due.c.id)
        .values(
            state=EventState.PROCESSING,
            claim=bindparam("our_claim"),
            tries=events.c.tries + 1,
            next_try_at=bindparam("lease_ends"),
        )
        .returning(*(events.c[name] for name in ("id", "tries", *_RECEIVED)))
    )


def finish_events(events: Sequence[ClaimedEvent]) -> None:
    """Mark these as done; one claimed anew by somebody else meanwhile is left to them.

    Of what tells of a shopper the body goes: all that is needed of it is kept elsewhere (I8).
    """
    if not events:
        return
    done = {
        "events": [event.id for event in events],
        "claims": list({event.claim for event in events}),
        "moment": utc_now(),
    }
    with transaction() as session:
        session.execute(_finish_statement(), done)


@cache
def _finish_statement() -> Update:
    events = table_of(WebhookEvent)
    of_shopper = or_(*(events.c.topic.startswith(prefix) for prefix in OF_SHOPPERS))
    return (
        update(events)
        .where(
            events.c.id == any_(bindparam("events", type_=ARRAY(BigInteger))),
            events.c.claim == any_(bindparam("claims", type_=ARRAY(Text))),
        )
        .values(
            state=EventState.DONE,
            reason="",
            claim=None,
            finished_at=bindparam("moment"),
            body=case((of_shopper, b""), else_=events.c.body),
        )
    )


def park(event: ClaimedEvent, reason: str) -> None:
    """Put the event aside for a person, with the reason."""
    _settle(event, state=EventState.PARKED, reason=reason, claim=None, finished_at=utc_now())


def postpone(event: ClaimedEvent, reason: str) -> None:
    """Let the event be tried again later, later each time."""
    later = utc_now() + timedelta(seconds=retry_wait(event.tries))
    _settle(event, state=EventState.RECEIVED, reason=reason, claim=None, next_try_at=later)


def _settle(event: ClaimedEvent, **values: object) -> None:
    with transaction() as session:
        ours = (WebhookEvent.id == event.id, WebhookEvent.claim == event.claim)
        session.execute(update(WebhookEvent).where(*ours).values(**values))
