"""Working through the inbox: claim events, run their topics' use cases, say how each ended."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import psycopg
from sqlalchemy import select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.orm import defer

from powerpact.errors import Permanent, Retryable
from powerpact.models import EventState, WebhookEvent
from powerpact.services.follow_up import NOTHING, FollowUp, together
from powerpact.services.hands import Context, Hands
from powerpact.services.inbox_claim import (
    ClaimedEvent,
    claim_events,
    finish_events,
    park,
    postpone,
)
from powerpact.services.transactions import transaction
from powerpact.services.webhook_topics import handle, handle_paid_orders, is_paid_order

# An event that brings its worker down, or fails for passing reasons, this often needs a person.
MOST_TRIES = 20
# Seconds. How often new events are looked for while others wait for their stores.
LOOK_EVERY = 0.5
# Orders that are split together: a third more a second than with 25. Twice as many save no more,
# and hold up whatever else the process does.
BATCH = 60


@dataclass(frozen=True, slots=True)
class _Ended:
    """An event that is done, and what it leaves to be done; None when it was put aside."""

    event: ClaimedEvent
    follow_up: FollowUp | None


def work_through(
    queue: str, stopping: Callable[[], bool] = bool, more: Callable[[], object] = bool
) -> Iterator[FollowUp]:
    """Do what every due event of the queue asks for; what is to be done next, batch by batch.

    A permanent fault parks the event with its reason; a passing one leaves it for later. Once
    ``stopping()``, nothing new is begun; ``more()`` is called when there is work for another.
    """
    while not stopping() and (events := claim_events(queue, BATCH)):
        if len(events) == BATCH:
            more()
        yield _settled(_worked(events))


def work_side_by_side(
    queue: str, count: int, within: Context, stopping: Callable[[], bool] = bool
) -> Iterator[FollowUp]:
    """The same for events that wait for a store, ``count`` of them at once."""
    with Hands(count, _work, within, stopping) as hands:
        while True:
            if room := hands.free:
                for event in claim_events(queue, room):
                    hands.give(event)
            if not hands.busy:
                return
            if ended := hands.finished(LOOK_EVERY):
                yield _settled(ended)


def _settled(ended: Sequence[_Ended]) -> FollowUp:
    done = [each for each in ended if each.follow_up is not None]
    finish_events([each.event for each in done])
    return together(each.follow_up for each in done if each.follow_up)


def _worked(events: Sequence[ClaimedEvent]) -> list[_Ended]:
    """Paid orders together, because that is what comes in numbers; everything else one by one."""
    paid = [event for event in events if event.tries == 1 and is_paid_order(event.received)]
    rest = [event for event in events if event not in paid]
    return [*_paid_together(paid), *(_work(event) for event in rest)]


def _paid_together(events: Sequence[ClaimedEvent]) -> list[_Ended]:
    """One that can not be kept must not hold up the others: then each is tried by itself."""
    if len(events) < 2:
        return [_work(event) for event in events]
    try:
        follow_up = handle_paid_orders([event.received for event in events])
    except (Retryable, Permanent, IntegrityError, DataError):
        return [_work(event) for event in events]
    first, *others = events
    return [_Ended(first, follow_up), *(_Ended(event, NOTHING) for event in others)]


def _work(event: ClaimedEvent) -> _Ended:
    if event.tries > MOST_TRIES:
        park(event, f"it was tried {MOST_TRIES} times without an end")
        return _Ended(event, None)
    try:
        return _Ended(event, handle(event.received))
    except Retryable as error:
        postpone(event, str(error))
    except Permanent as error:
        park(event, str(error))
    except (IntegrityError, DataError) as error:
        # What Shopify said contradicts itself or does not fit; trying again changes nothing.
        park(event, f"the database refuses it: {_refusal(error)}")
    return _Ended(event, None)


def _refusal(error: DBAPIError) -> str:
    """Which rule was broken, without the values, which may be personal."""
    told = error.orig.diag if isinstance(error.orig, psycopg.Error) else None
    return (told.constraint_name or told.message_primary or "") if told else type(error).__name__


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
