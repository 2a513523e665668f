"""A merchant removed the app: stop at once, keep the data, let a newer install live."""

from datetime import datetime

from sqlalchemy import or_, update

from powerpact.models import Source, Store, StoreState
from powerpact.services.audit import Actor, audit
from powerpact.services.transactions import transaction

SHOPIFY = Actor("Shopify", Source.RULE)


def uninstalled(store_id: int, triggered_at: datetime) -> bool:
    """Mark the store as uninstalled and forget its tokens; whether that was still so.

    A late webhook must not end an install that was made after it (facts 1.10).
    """
    with transaction() as session:
        gone = session.scalars(
            update(Store)
            .where(
                Store.id == store_id,
                Store.state != StoreState.UNINSTALLED,
                or_(Store.installed_at.is_(None), Store.installed_at <= triggered_at),
            )
            .values(
                state=StoreState.UNINSTALLED,
                state_reason="the app was uninstalled",
                access_token=None,
                access_expires_at=None,
                refresh_token=None,
                refresh_expires_at=None,
                # A renewal that is under way must not bring tokens back.
                refreshing_until=None,
            )
            .returning(Store.id)
            .execution_options(synchronize_session=False)
        ).first()
        if gone:
            audit(session, SHOPIFY, "uninstall", ("store", store_id))
    return gone is not None
