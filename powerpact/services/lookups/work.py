"""Answering questions about listings: claim and commit, ask Bubbly, record and commit.

Somebody waits at a page, so what does not work is said at once and not tried again by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from powerpact.errors import Permanent, Retryable
from powerpact.models import BubblyStore, ListingLookup, LookupKind, LookupState, utc_now
from powerpact.services.access import Share, call_for
from powerpact.services.claims import longest_due
from powerpact.services.lookups.asking import forget_old_lookups
from powerpact.services.lookups.bubbly_product import answer_product
from powerpact.services.lookups.matches import answer_matches
from powerpact.services.lookups.preview import answer_preview
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.shopify.call import Call

Answer = dict[str, Any]
# Takes a call to Bubbly, a product map's id and what is asked besides.
ANSWERS: dict[LookupKind, Callable[[Call, int, str], Answer]] = {
    LookupKind.PREVIEW: answer_preview,
    LookupKind.MATCHES: answer_matches,
    LookupKind.PRODUCT: answer_product,
}


@dataclass(frozen=True, slots=True)
class _Taken:
    id: int
    claim: str
    map_id: int
    kind: LookupKind
    question: str
    bubbly_id: int | None


def work_lookups(stopping: Callable[[], bool] = bool) -> int:
    """Answer every question that is open, oldest first, and forget old ones; how many it did."""
    count = 0
    while not stopping() and (taken := _take()):
        _record(taken, *_answered(taken))
        count += 1
    forget_old_lookups()
    return count


def _take() -> _Taken | None:
    claim = uuid4().hex
    lease = timedelta(seconds=platform().settings.lease_seconds)
    is_asked = ListingLookup.state == LookupState.ASKED
    due = longest_due(ListingLookup.id, ListingLookup.due_at, 1, is_asked)
    take = (
        update(ListingLookup)
        .where(ListingLookup.id == due.c.id)
        .values(claim=claim, due_at=utc_now() + lease)
        .returning(
            ListingLookup.id,
            ListingLookup.product_map_id,
            ListingLookup.kind,
            ListingLookup.question,
        )
        .execution_options(synchronize_session=False)
    )
    with transaction() as session:
        row = session.execute(take).one_or_none()
        if row is None:
            return None
        bubbly_id = session.scalars(select(BubblyStore.id)).one_or_none()
        return _Taken(row.id, claim, row.product_map_id, row.kind, row.question, bubbly_id)


def _answered(taken: _Taken) -> tuple[Answer | None, str]:
    """The answer, or why there is none in a sentence."""
    if taken.bubbly_id is None:
        return None, "Bubbly's store is not connected yet: connect it first."
    call = call_for(taken.bubbly_id, Share.CATALOGUE)
    try:
        return ANSWERS[taken.kind](call, taken.map_id, taken.question), ""
    except Retryable as error:
        return None, f"Bubbly did not answer: {error}. Ask again in a moment."
    except Permanent as error:
        return None, str(error)


def _record(taken: _Taken, answer: Answer | None, error: str) -> None:
    """Write it down, unless somebody else has taken the question since."""
    state = LookupState.FAILED if error else LookupState.ANSWERED
    mine = (ListingLookup.id == taken.id, ListingLookup.claim == taken.claim)
    with transaction() as session:
        session.execute(
            update(ListingLookup)
            .where(*mine, ListingLookup.state == LookupState.ASKED)
            .values(state=state, answer=answer, error=error, answered_at=utc_now(), claim=None)
            .execution_options(synchronize_session=False)
        )
