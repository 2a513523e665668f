"""Erasing a shop that left for good (facts 1.10, 2.3): all that is its own, but for the books.

Ids, amounts, order names and what was sold stay: Bubbly has to account for them. Every step first
makes sure that the store was not installed again meanwhile, and holds its row while it works.
"""

from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from powerpact.models import (
    Admission,
    BubblyStore,
    PartnerStore,
    PrivacyRequest,
    RunFailure,
    RunState,
    Store,
    StoreState,
    SyncRun,
)
from powerpact.services.partner_membership import leave
from powerpact.services.privacy.actor import BY_LAW
from powerpact.services.privacy.progress import Batch, Progress

BATCH = 500
_NO_TOKENS = {
    "state": StoreState.UNINSTALLED,
    "state_reason": "the app was uninstalled, and the shop's data erased",
    "access_token": None,
    "access_expires_at": None,
    "refresh_token": None,
    "refresh_expires_at": None,
    "refreshing_until": None,
}
_NOTHING_KNOWN: dict[str, Any] = {
    "timezone": "UTC",
    "plan": "",
    "scopes": [],
    "topics": None,
    "location_id": None,
    "check_fault": "",
    "check_due_at": None,
    "rest_reason": "",
}


def erase_connection(session: Session, request: PrivacyRequest, _progress: Progress) -> Batch:
    """Tokens, name and contacts; what proves the admission and the consent stays."""
    session.execute(
        update(Admission)
        .where(
            Admission.shop_domain == request.shop_domain,
            or_(Admission.asked_at.is_(None), Admission.asked_at <= request.asked_at),
        )
        .values(name="", email=None, message="")
    )
    store = gone_store(session, request)
    if store is None:
        return Batch()
    values: dict[str, Any] = {**_NO_TOKENS, **_NOTHING_KNOWN}
    if isinstance(store, PartnerStore):
        values |= {"name": store.code, "alert_email": ""}
    else:
        values |= {"name": store.shop_domain}
    for name, value in values.items():
        setattr(store, name, value)
    left = leave.work(session, [store.id], BY_LAW)
    return Batch({"stores": 1}, follow_up=left.follow_up)


def erase_runs(session: Session, request: PrivacyRequest, _progress: Progress) -> Batch:
    """What imports said of single products, and where they stood."""
    store = gone_store(session, request)
    if store is None:
        return Batch()
    some = (
        select(RunFailure.id)
        .join(SyncRun, SyncRun.id == RunFailure.run_id)
        .where(SyncRun.store_id == store.id)
        .order_by(RunFailure.id)
        .limit(BATCH)
    )
    gone = session.scalars(
        delete(RunFailure).where(RunFailure.id.in_(some)).returning(RunFailure.id)
    ).all()
    ended = SyncRun.state.in_((RunState.FINISHED, RunState.FAILED, RunState.STOPPED))
    session.execute(
        update(SyncRun)
        .where(SyncRun.store_id == store.id, ended, SyncRun.progress != {})
        .values(message="", progress={})
    )
    return Batch({"run_failures": len(gone)}, max(gone) if len(gone) == BATCH else 0)


def gone_store(session: Session, request: PrivacyRequest) -> BubblyStore | PartnerStore | None:
    """The store, held while the step works; None when there is none, or it is installed again."""
    store: Any = session.scalars(
        select(Store)
        .where(
            Store.id == request.store_id,
            or_(Store.installed_at.is_(None), Store.installed_at <= request.asked_at),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    return store  # type: ignore[no-any-return]  # one of the two: Store itself is abstract
