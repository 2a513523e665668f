"""Reading what became of the lines of a bulk listing, and writing it down batch by batch.

That Shopify has completed the operation does not mean that every line worked: each is looked at
as the answer to a single call would be.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from powerpact.domain.transitions import SyncState
from powerpact.errors import NotFound, Permanent, Retryable, Unavailable
from powerpact.models import ListingLine
from powerpact.services.access import Share, call_for
from powerpact.services.listing_file import BATCH, Part
from powerpact.services.listing_lines import BulkListing, let_go, lines_at, off_file, queue_again
from powerpact.services.listing_outcome import Outcome
from powerpact.services.listing_record import settle
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.shopify.bulk_mutation import ResultLine, read_results
from powerpact.shopify.call import Call
from powerpact.shopify.listings import listed_of, refuse_unpublished

MISSING = "Shopify's result says nothing about this listing"


def record_results(bulk: BulkListing, part: Part, results: Path) -> None:
    """Put down the listings that the file of results speaks of.

    Goes on behind the lines that an earlier worker has recorded. Raises ClaimLost.
    """
    call = call_for(bulk.run.store_id, Share.CATALOGUE)
    with results.open(encoding="utf-8", errors="replace") as text:
        lines = islice(read_results(text), bulk.progress.get("read", 0), None)
        for batch in _batches(lines):
            outcomes: dict[int, Outcome] = {}
            for line in batch:
                if line.number is not None and line.number not in outcomes:
                    outcomes[line.number] = _outcome(call, part, line)
            _record(bulk, outcomes, part, read=len(batch))


def queue_missing(bulk: BulkListing) -> int:
    """Queue again the listings whose line has no result; how many."""
    with transaction() as session:
        wait = platform().settings.retry_first_seconds
        missing = queue_again(session, bulk, MISSING, wait, ListingLine.line.is_not(None))
        bulk.keep_counts(session, [SyncState.QUEUED] * missing)
        return missing


def _batches(lines: Iterator[ResultLine]) -> Iterator[Sequence[ResultLine]]:
    while batch := tuple(islice(lines, BATCH)):
        yield batch


def _outcome(call: Call, part: Part, line: ResultLine) -> Outcome:
    """What the line says, as if it had been a call of its own."""
    try:
        if line.answer is None:
            raise line.failure or Unavailable(MISSING)
        if part is Part.PUT:
            return Outcome(listed=listed_of(call, line.answer))
        refuse_unpublished(line.answer)
        return Outcome(published=True)
    except NotFound as problem:
        # A product that is absent is created; it speaks of the definition (facts 4.3), which the
        # next run makes.
        return Outcome(error=Unavailable(f"Bubbly does not know our custom id: {problem}"))
    except (Retryable, Permanent) as error:
        return Outcome(error=error)


def _record(bulk: BulkListing, outcomes: Mapping[int, Outcome], part: Part, *, read: int) -> None:
    with transaction() as session:
        known = lines_at(session, bulk, outcomes)
        by_map = {
            line.product_map_id: replace(outcomes[place], fingerprint=line.fingerprint)
            for place, line in known.items()
        }
        states = settle(session, bulk.claim, by_map, publish_later=part is Part.PUT)
        staying = {map_id for map_id, state in states.items() if state is SyncState.SYNCING}
        off_file(session, bulk, staying)
        let_go(session, bulk, by_map.keys() - staying)
        bulk.keep_counts(
            session,
            tuple(states.values()),
            read=bulk.progress.get("read", 0) + read,
            strange=bulk.progress.get("strange", 0) + read - len(known),
        )
