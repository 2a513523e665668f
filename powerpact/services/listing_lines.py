"""Which listings a bulk listing has in hand: many of them, always in one statement."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from powerpact.domain.transitions import SyncState
from powerpact.models import ListingLine, ProductMap, utc_now
from powerpact.services.listing_queue import goes_in_bulk, in_turn
from powerpact.services.many_rows import among, document, given_rows
from powerpact.services.runs import ClaimedRun, note

# As many as one run takes. More would keep the first ones waiting for the last one's result.
MOST_LISTINGS = 10_000
# A run that waits (Shopify works, Bubbly's store is closed for an hour) holds its listings.
_LEASE = timedelta(hours=2)

_COUNTED = {SyncState.FAILED: "failed", SyncState.QUEUED: "again"}


@dataclass
class BulkListing:
    """A run in this worker's hand, and how far it is: what the next worker would begin with."""

    run: ClaimedRun
    progress: dict[str, Any] = field(default_factory=dict)

    @property
    def claim(self) -> str:
        """What the run's listings are claimed by; it stays the same from worker to worker."""
        return str(self.progress["claim"])

    def keep(self, session: Session, changes: Mapping[str, Any], **columns: Any) -> None:
        """Note how far the run is and renew its lease. Raises ClaimLost."""
        self.progress |= changes
        note(session, self.run, progress=dict(self.progress), **columns)

    def keep_counts(
        self, session: Session, states: Collection[SyncState], **changes: object
    ) -> None:
        """Note that listings were put down in these states, with further changes."""
        counts = {name: self.progress.get(name, 0) for name in ("listed", "failed", "again")}
        for state in states:
            if state is not SyncState.SYNCING:  # it stays in hand
                counts[_COUNTED.get(state, "listed")] += 1
        self.keep(session, counts | changes, done=counts["listed"], failed=counts["failed"])


def take_listings(session: Session, bulk: BulkListing) -> int:
    """Take what is due in hand, the partners in turn; how many listings that is."""
    claim = uuid4().hex
    due = in_turn(MOST_LISTINGS)
    taken = (
        update(ProductMap)
        .where(ProductMap.id == due.c.id, goes_in_bulk())
        .values(sync=SyncState.SYNCING, claim=claim, next_sync_at=utc_now() + _LEASE)
        .returning(ProductMap.id)
        .cte()
    )
    lines = select(literal(bulk.run.id), taken.c.id)
    into = insert(ListingLine).from_select(["run_id", "product_map_id"], lines)
    count = len(session.scalars(into.returning(ListingLine.product_map_id)).all())
    bulk.keep(session, {"claim": claim}, total=count)
    return count


def renew(session: Session, bulk: BulkListing) -> None:
    """Make sure that the listings stay the run's; writes only once in half a lease."""
    now = utc_now()
    session.execute(
        update(ProductMap)
        .where(*_held(bulk), ProductMap.next_sync_at < now + _LEASE / 2)
        .values(next_sync_at=now + _LEASE)
        .execution_options(synchronize_session=False)
    )


def next_held(session: Session, bulk: BulkListing, after: int, limit: int) -> Sequence[int]:
    """The next ids of listings that the run holds, in order."""
    return session.scalars(
        select(ListingLine.product_map_id)
        .where(ListingLine.run_id == bulk.run.id, ListingLine.product_map_id > after)
        .order_by(ListingLine.product_map_id)
        .limit(limit)
    ).all()


def begin_file(session: Session, bulk: BulkListing) -> None:
    """No listing has a line any more: a file is written from its beginning."""
    session.execute(
        update(ListingLine)
        .where(ListingLine.run_id == bulk.run.id, ListingLine.line.is_not(None))
        .values(line=None)
        .execution_options(synchronize_session=False)
    )


def place_lines(session: Session, bulk: BulkListing, lines: Sequence[Mapping[str, Any]]) -> None:
    """Note which line each listing stands in, and what of; keys as the columns of ListingLine."""
    if not lines:
        return
    given = given_rows(ListingLine, ("product_map_id", "line", "fingerprint"))
    place = (
        update(ListingLine)
        .where(
            ListingLine.run_id == bulk.run.id, ListingLine.product_map_id == given.c.product_map_id
        )
        .values(line=given.c.line, fingerprint=given.c.fingerprint)
        .execution_options(synchronize_session=False)
    )
    session.execute(place, {"given": document(lines)})


def lines_at(
    session: Session, bulk: BulkListing, places: Collection[int]
) -> Mapping[int, ListingLine]:
    """The listings at these lines of the file, by line."""
    found = session.scalars(
        select(ListingLine)
        .where(ListingLine.run_id == bulk.run.id, ListingLine.line.in_(places))
        .execution_options(populate_existing=True)
    )
    return {line.line: line for line in found if line.line is not None}


def let_go(session: Session, bulk: BulkListing, map_ids: Collection[int]) -> None:
    """The run has nothing to do with these any more."""
    session.execute(
        delete(ListingLine).where(
            ListingLine.run_id == bulk.run.id, among(ListingLine.product_map_id, map_ids)
        )
    )


def off_file(session: Session, bulk: BulkListing, map_ids: Collection[int]) -> None:
    """Their lines are done, and they wait for the next file."""
    session.execute(
        update(ListingLine)
        .where(ListingLine.run_id == bulk.run.id, among(ListingLine.product_map_id, map_ids))
        .values(line=None)
        .execution_options(synchronize_session=False)
    )


def queue_again(
    session: Session, bulk: BulkListing, why: str, seconds: float, *which: ColumnElement[bool]
) -> int:
    """Queue what the run holds (of ``which``, conditions on ListingLine) again; how many."""
    later = utc_now() + timedelta(seconds=seconds)
    released = session.execute(
        update(ProductMap)
        .where(*_held(bulk), *which)
        .values(sync=SyncState.QUEUED, claim=None, next_sync_at=later, error=why)
        .returning(ProductMap.id)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(delete(ListingLine).where(ListingLine.run_id == bulk.run.id, *which))
    return len(released)


def _held(bulk: BulkListing) -> tuple[ColumnElement[bool], ...]:
    return (
        ListingLine.run_id == bulk.run.id,
        ProductMap.id == ListingLine.product_map_id,
        ProductMap.claim == bulk.claim,
    )
