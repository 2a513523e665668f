"""How due listings get to Bubbly: few by calls of their own, very many by a run in bulk."""

from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from powerpact.domain.listing_way import (
    BULK_SECONDS,
    BULK_SECONDS_PER_LISTING,
    POINTS_PER_LISTING,
    bulk_pays_from,
    restore_rate,
)
from powerpact.models import BubblyStore, RunKind, RunState, SyncRun, utc_now
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.listing_queue import (
    answering_bubbly,
    due_count,
    give_out,
    release_expired,
)
from powerpact.services.runs import open_run
from powerpact.services.transactions import transaction

# After a bulk listing that failed as a whole its listings go one by one for so long, so that
# what is wrong with files holds up nobody, and is tried again all the same.
_REST = timedelta(minutes=15)
# A bulk listing tells how fast Shopify works when it was of so many, and for so long.
_TELLING = 500
_MEMORY = timedelta(days=1)


def next_listings(limit: int) -> FollowUp:
    """Up to ``limit`` listings to sync now, or the run that lists all of them in bulk.

    What a dead worker left in hand is queued again first. Nothing while Bubbly rests or is not
    connected.
    """
    with transaction() as session:
        release_expired(session, limit)
        bubbly = answering_bubbly(session)
        if bubbly is None:
            return NOTHING
        bubbly_id = bubbly.id
        if not _pays_in_bulk(session, bubbly):
            return FollowUp(listings=give_out(session, limit))
    return FollowUp(runs=(open_run(bubbly_id, RunKind.BULK_LISTING),))


def _bulk_seconds_each(session: Session, bubbly: BubblyStore) -> float:
    """What a listing took in the last bulk listing that tells, else what is reckoned with."""
    last = session.execute(
        select(SyncRun.total, SyncRun.started_at, SyncRun.finished_at)
        .where(
            SyncRun.kind == RunKind.BULK_LISTING,
            SyncRun.store_id == bubbly.id,
            SyncRun.state == RunState.FINISHED,
            SyncRun.total >= _TELLING,
            SyncRun.finished_at > utc_now() - _MEMORY,
        )
        .order_by(SyncRun.finished_at.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        return BULK_SECONDS_PER_LISTING
    took = (last.finished_at - last.started_at).total_seconds()
    each: float = (took - BULK_SECONDS) / last.total
    return max(each, BULK_SECONDS_PER_LISTING)


def _pays_in_bulk(session: Session, bubbly: BubblyStore) -> bool:
    rate, each = restore_rate(bubbly.plan), _bulk_seconds_each(session, bubbly)
    fewest = bulk_pays_from(POINTS_PER_LISTING, rate, each)
    if fewest is None or due_count(session, fewest) < fewest:
        return False
    failed_lately = exists().where(
        SyncRun.kind == RunKind.BULK_LISTING,
        SyncRun.store_id == bubbly.id,
        SyncRun.state == RunState.FAILED,
        SyncRun.finished_at > utc_now() - _REST,
    )
    return not session.scalar(select(failed_lately))
