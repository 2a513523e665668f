"""Stores that asked us to wait, or do not answer, are left alone for a while (I7).

The rest is a column, so every worker of every host keeps it, and a store that rests costs the
others nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import or_, update

from powerpact.domain.attempts import Backoff
from powerpact.errors import RateLimited, Resting, StoreUnavailable, Unavailable, Unclear
from powerpact.models import Store, utc_now
from powerpact.services.transactions import transaction

# One failed call is a hiccup; from the second in a row on the store is given a rest.
HICCUPS = 1
REST = Backoff(first=2.0, cap=300.0)
CLOSED_STORE_REST = 3600.0


@contextmanager
def resting(store_id: int, *, failed_before: bool = True) -> Iterator[None]:
    """Note how the store answered to the call in the block.

    ``failed_before`` is False where the store is known to have no failure that an answer ends.
    """
    try:
        yield
    except Resting:  # nothing was sent, so nothing was learnt
        raise
    except RateLimited as error:
        rest(store_id, error.retry_after, "its API allowance is used up")
        raise
    except StoreUnavailable as error:
        rest(store_id, CLOSED_STORE_REST, str(error))
        raise
    except (Unavailable, Unclear) as error:
        _rest_after_failure(store_id, str(error))
        raise
    else:
        if failed_before:
            _answered(store_id)


def rest(store_id: int, seconds: float, reason: str) -> None:
    """Send nothing to the store for that many seconds; ``reason`` is a clause for people.

    A longer rest that it has already stays as it is.
    """
    until = utc_now() + timedelta(seconds=seconds)
    shorter = or_(Store.rests_until.is_(None), Store.rests_until < until)
    with transaction() as session:
        session.execute(
            update(Store)
            .where(Store.id == store_id, shorter)
            .values(rests_until=until, rest_reason=reason)
        )


def _rest_after_failure(store_id: int, reason: str) -> None:
    """Calls that were under way when the rest began fail with it; they do not prolong it."""
    with transaction() as session:
        # Locked, so that of calls that fail at the same moment only one begins the rest.
        store = session.get_one(Store, store_id, with_for_update=True, populate_existing=True)
        now = utc_now()
        if store.rests_until and store.rests_until > now:
            return
        store.rest_count += 1
        if store.rest_count > HICCUPS:
            wait = REST.wait(store.rest_count - HICCUPS, jitter=1.0)
            store.rests_until, store.rest_reason = now + timedelta(seconds=wait), reason


def _answered(store_id: int) -> None:
    """Only a store that had failed costs a write."""
    with transaction() as session:
        session.execute(
            update(Store).where(Store.id == store_id, Store.rest_count > 0).values(rest_count=0)
        )
