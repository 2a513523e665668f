"""Keeping token pairs alive: one that is not used for 90 days is dead (facts 1.4)."""

from datetime import timedelta

import structlog
from sqlalchemy import select

from powerpact.errors import Permanent, Retryable
from powerpact.models import Store, StoreState, utc_now
from powerpact.services.access import renew_if_due
from powerpact.services.transactions import transaction

log = structlog.get_logger(__name__)

# A refresh every few weeks is enough; a third of the pair's life leaves time for bad days.
IDLE = timedelta(days=30)
AT_ONCE = 50


def renew_tokens() -> int:
    """Renew the pairs that were not renewed for IDLE; how many were. One failing stops no other."""
    renewed = 0
    for store_id in _idle_stores():
        try:
            renew_if_due(store_id, within=timedelta(hours=1))
            renewed += 1
        except (Retryable, Permanent) as error:
            log.warning("token_not_renewed", store=store_id, why=str(error))
    return renewed


def _idle_stores() -> tuple[int, ...]:
    query = (
        select(Store.id)
        .where(Store.state == StoreState.ACTIVE, Store.access_expires_at < utc_now() - IDLE)
        .order_by(Store.access_expires_at)
        .limit(AT_ONCE)
    )
    with transaction() as session:
        return tuple(session.scalars(query))
