"""A merchant removed the app: stop at once, keep the data, let a newer install live."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.errors import Permanent
from powerpact.models import PartnerStore, Source, Store, StoreState
from powerpact.services.access import call_for
from powerpact.services.audit import Actor, audit
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.relisting import relist_partners
from powerpact.services.runs import end_runs
from powerpact.services.transactions import transaction
from powerpact.shopify.stores import read_scopes

SHOPIFY = Actor("Shopify", Source.RULE)
# Shopify's clock and ours differ, and it may tell whole seconds only: so close together, nobody
# knows by the clock whether the app was removed before it was installed or after.
DOUBT = timedelta(seconds=2)


def uninstalled(store_id: int, triggered_at: datetime | None) -> FollowUp:
    """Mark the store as uninstalled, forget its tokens and end its jobs; what is due by it.

    A partner's listings come off sale, its orders wait. A late webhook must not end an install
    that was made after it (facts 1.10). Where the time does not tell, None included, the store
    does: its tokens are dead when the app is gone. Raises Retryable when it does not answer.
    """
    with transaction() as session:
        installed_at = session.scalars(select(Store.installed_at).where(Store.id == store_id)).one()
    if _is_late(installed_at, triggered_at) or (
        _is_doubtful(installed_at, triggered_at) and _lets_us_in(store_id)
    ):
        return NOTHING
    with transaction() as session:
        store = session.get_one(Store, store_id, with_for_update=True, populate_existing=True)
        # Installed anew while we asked: that install is not the one that ended.
        if store.state is StoreState.UNINSTALLED or store.installed_at != installed_at:
            return NOTHING
        return _close(session, store)


def _is_late(installed_at: datetime | None, triggered_at: datetime | None) -> bool:
    return bool(installed_at and triggered_at and triggered_at < installed_at - DOUBT)


def _is_doubtful(installed_at: datetime | None, triggered_at: datetime | None) -> bool:
    if not triggered_at:
        return True
    return bool(installed_at and triggered_at <= installed_at + DOUBT)


def _lets_us_in(store_id: int) -> bool:
    try:
        read_scopes(call_for(store_id))
    except Permanent:
        return False
    return True


def _close(session: Session, store: Store) -> FollowUp:
    gone: dict[str, object] = {
        "state": StoreState.UNINSTALLED,
        "state_reason": "the app was uninstalled",
        "access_token": None,
        "access_expires_at": None,
        "refresh_token": None,
        "refresh_expires_at": None,
        # A renewal that is under way must not bring tokens back.
        "refreshing_until": None,
        "check_due_at": None,
        "check_fault": "",
    }
    for name, value in gone.items():
        setattr(store, name, value)
    session.flush()
    audit(session, SHOPIFY, "uninstall", ("store", store.id))
    end_runs(session, [store.id], "the app was uninstalled")
    if not isinstance(store, PartnerStore):
        return NOTHING
    return relist_partners(session, [store.id], SHOPIFY, "Off sale")
