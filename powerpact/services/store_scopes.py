"""A store grants us other scopes than before, because its staff or Shopify said so."""

from collections.abc import Collection

from powerpact.models import Store, StoreState, utc_now
from powerpact.services.audit import audit
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.store_connection import requeue_parts
from powerpact.services.store_departure import SHOPIFY
from powerpact.services.transactions import transaction
from powerpact.shopify.scopes import missing_scopes


def scopes_changed(store_id: int, granted: Collection[str]) -> FollowUp:
    """Note what the store grants now, and have a worker look: the message may be an old one.

    With new scopes the token is renewed before it is used again. What failed for want of a scope
    goes out when none is missing.
    """
    with transaction() as session:
        store = session.get_one(Store, store_id, with_for_update=True, populate_existing=True)
        if store.state is not StoreState.ACTIVE:
            return NOTHING
        before, missing = sorted(store.scopes), list(missing_scopes(granted))
        if set(granted) - set(before) and store.access_expires_at:
            store.access_expires_at = min(store.access_expires_at, utc_now())
        store.scopes, store.check_due_at = sorted(granted), utc_now()
        after = {"scopes": store.scopes, "missing": missing}
        audit(session, SHOPIFY, "scopes_update", ("store", store_id), {"scopes": before}, after)
        session.flush()
        freed = () if missing else requeue_parts(session, store_id)
        return FollowUp(order_syncs=freed, connections=(store_id,))
