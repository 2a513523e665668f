"""Personal data is kept while it is needed and no longer (I8).

Of a webhook that is done, the body is personal data and nothing else is needed of it. Of an
order, the shopper is needed until no part of it can be sent any more.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select, update

from powerpact.domain.transitions import OrderState, sources
from powerpact.models import BubblyOrder, EventState, OrderSync, WebhookEvent, utc_now
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction

BATCH = 1000
# A part in one of these may still be sent, and the parcel needs its address.
UNSENT = sources(OrderState.SENDING) | sources(OrderState.PENDING) | {OrderState.SENDING}


def forget_expired() -> tuple[int, int]:
    """Delete webhooks and erase shoppers older than RETENTION_DAYS; how many of each.

    Parked webhooks stay: they wait for a person. Each batch commits by itself, so that the job
    may stop anywhere and goes on the next time.
    """
    before = utc_now() - timedelta(days=platform().settings.retention_days)
    return _until_none_left(_forget_webhooks, before), _until_none_left(_forget_shoppers, before)


def _until_none_left(forget: Callable[[datetime], int], before: datetime) -> int:
    total = 0
    while forgotten := forget(before):
        total += forgotten
    return total


def _forget_webhooks(before: datetime) -> int:
    old = (WebhookEvent.state == EventState.DONE, WebhookEvent.finished_at < before)
    batch = select(WebhookEvent.id).where(*old).order_by(WebhookEvent.finished_at).limit(BATCH)
    with transaction() as session:
        gone = session.execute(
            delete(WebhookEvent).where(WebhookEvent.id.in_(batch)).returning(WebhookEvent.id)
        )
        return len(gone.all())


def _forget_shoppers(before: datetime) -> int:
    batch = (
        select(BubblyOrder.id)
        .where(BubblyOrder.shopper.is_not(None), BubblyOrder.placed_at < before, ~_unsent())
        .order_by(BubblyOrder.placed_at)
        .limit(BATCH)
    )
    with transaction() as session:
        erased = session.execute(
            update(BubblyOrder)
            .where(BubblyOrder.id.in_(batch))
            .values(shopper=None)
            .returning(BubblyOrder.id)
            .execution_options(synchronize_session=False)
        )
        return len(erased.all())


def _unsent() -> ColumnElement[bool]:
    return exists().where(OrderSync.bubbly_order_id == BubblyOrder.id, OrderSync.state.in_(UNSENT))
