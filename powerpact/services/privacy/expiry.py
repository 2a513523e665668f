"""Privacy requests do not lie about for ever either: their documents expire, and so do they."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from powerpact.models import PrivacyRequest, PrivacyState, utc_now
from powerpact.services.audit import audit_many
from powerpact.services.platform import platform
from powerpact.services.privacy.actor import BY_LAW
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
