"""Erasing the bodies of the webhooks of a shop that left; their rows stay."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.orm import Session

from powerpact.models import EventState, PrivacyRequest, WebhookEvent, utc_now
from powerpact.services.privacy.bodies import IS_OF_ORDER, UNDONE, OrderBody, scrub_orders
from powerpact.services.privacy.progress import Batch, Progress
from powerpact.services.privacy.shop import gone_store
from powerpact.shopify.topics import COMPLIANCE

BATCH = 500
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def erase_shop_webhooks(session: Session, request: PrivacyRequest, progress: Progress) -> Batch:
    """The bodies of the shop's webhooks, the rows of which stay.

    What was still to be worked through is done with, except paid orders, which go on without the
    shopper, and what law demands.
    """
    if request.store_id is not None and gone_store(session, request) is None:
        return Batch()
    since = _EPOCH + progress.beyond * _MICROSECOND
    mine = (
        WebhookEvent.shop_domain == request.shop_domain,
        WebhookEvent.received_at > since,
        WebhookEvent.received_at <= request.created_at,
    )
    some = select(WebhookEvent.received_at).where(*mine).order_by(WebhookEvent.received_at)
    batch = some.limit(BATCH).subquery()
    until, count = session.execute(select(func.max(batch.c.received_at), func.count())).one()
    if until is None:
        return Batch()
    # Deliveries that came together share their moment; all of them belong to this batch.
    these = and_(*mine, WebhookEvent.received_at <= until)
    erased = _erase_bodies(session, these)
    further = (until - _EPOCH) // _MICROSECOND if count == BATCH else 0
    return Batch({"webhooks": erased}, further)


def _erase_bodies(session: Session, these: Any) -> int:
    undone = WebhookEvent.state.in_(UNDONE)
    orders = session.execute(
        select(WebhookEvent.id, WebhookEvent.topic, WebhookEvent.body).where(
            these, undone, IS_OF_ORDER
        )
    )
    scrubbed = scrub_orders(session, [OrderBody(*row) for row in orders])
    stays = and_(undone, or_(IS_OF_ORDER, WebhookEvent.topic.in_(COMPLIANCE)))
    erased = session.scalars(
        update(WebhookEvent)
        .where(these, ~stays, WebhookEvent.body != b"")
        .values(
            body=b"",
            state=EventState.DONE,
            claim=None,
            reason=case((undone, "the shop's data was erased"), else_=WebhookEvent.reason),
            finished_at=func.coalesce(WebhookEvent.finished_at, utc_now()),
        )
        .returning(WebhookEvent.id)
        .execution_options(synchronize_session=False)
    ).all()
    return scrubbed + len(erased)
