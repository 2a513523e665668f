"""What is done by the day: documents and records expire, and what came late is scrubbed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ARRAY, Text, any_, delete, literal, select, union
from sqlalchemy.orm import Session

from powerpact.models import BubblyOrder, ErasedOrder, PrivacyRequest, PrivacyState, utc_now
from powerpact.services.audit import audit_many
from powerpact.services.platform import platform
from powerpact.services.privacy.actor import BY_LAW
from powerpact.services.privacy.bodies import scrub_orders, undone_orders
from powerpact.services.transactions import transaction

# That a request was done has to be shown for as long as anybody may ask in court.
RECORDS_KEPT = timedelta(days=3 * 365)
EXPIRED = "expired"
BATCH = 500


def forget_requests() -> int:
    """Erase documents that nobody handed over until RETENTION_DAYS after they were due, and
    delete requests that were done three years ago; how many of both."""
    now = utc_now()
    long_due = now - timedelta(days=platform().settings.retention_days)
    total = 0
    while gone := _expire(long_due) + _delete(now - RECORDS_KEPT):
        total += gone
    return total


def scrub_what_came_late() -> int:
    """Take shoppers who are erased out of webhooks that still wait, maybe for a person; how many.

    Such a webhook came after the erasure, or its order was worked through meanwhile.
    """
    total, beyond, is_last = 0, 0, False
    while not is_last:
        with transaction() as session:
            bodies = undone_orders(session, None, beyond, BATCH)
            erased = _erased_among(session, {each.order for each in bodies})
            total += scrub_orders(session, [each for each in bodies if each.order in erased])
        is_last, beyond = len(bodies) < BATCH, bodies[-1].id if bodies else 0
    return total


def _erased_among(session: Session, gids: Collection[str]) -> set[str]:
    named = literal(list(gids), ARRAY(Text))
    unseen = select(ErasedOrder.shopify_id).where(ErasedOrder.shopify_id == any_(named))
    kept = select(BubblyOrder.shopify_id).where(
        BubblyOrder.shopify_id == any_(named), BubblyOrder.shopper.is_(None)
    )
    return set(session.scalars(union(unseen, kept)))


def _expire(due_before: datetime) -> int:
    """A document that was never handed over is recorded as that, in the request and the audit."""
    with transaction() as session:
        rows = session.scalars(
            select(PrivacyRequest)
            .where(PrivacyRequest.state == PrivacyState.READY, PrivacyRequest.due_at < due_before)
            .order_by(PrivacyRequest.due_at)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.state, row.export, row.asked_for = PrivacyState.DONE, None, None
            row.done_at, row.done_by = utc_now(), BY_LAW.name
            row.done = {**row.done, EXPIRED: True}
        states = {"state": PrivacyState.READY.value}, {"state": PrivacyState.DONE.value}
        changes = [(row.id, *states) for row in rows]
        audit_many(session, BY_LAW, "document_expired", "privacy_request", changes)
        return len(rows)


def _delete(done_before: datetime) -> int:
    old = (PrivacyRequest.state == PrivacyState.DONE, PrivacyRequest.done_at < done_before)
    batch = select(PrivacyRequest.id).where(*old).order_by(PrivacyRequest.id).limit(BATCH)
    with transaction() as session:
        gone = session.scalars(
            delete(PrivacyRequest)
            .where(PrivacyRequest.id.in_(batch))
            .returning(PrivacyRequest.id)
            .execution_options(synchronize_session=False)
        )
        return len(gone.all())
