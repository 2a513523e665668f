"""What a try to list something came to, and what that means for the listing.

One by one and in bulk come to the same outcomes, so they mean the same, in the same words.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from powerpact.domain.listing import Listed
from powerpact.domain.transitions import SyncState
from powerpact.errors import (
    PowerPactError,
    RateLimited,
    Rejected,
    Retryable,
    StoreUnavailable,
    Unauthorized,
)
from powerpact.models import utc_now
from powerpact.services.listing_wanted import NotListable
from powerpact.services.waits import retry_wait


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done at Bubbly before it ended well or with ``error``.

    ``listed`` is the answer to a write of the content that ``fingerprint`` is of; ``deleted``:
    the product is no more.
    """

    fingerprint: str | None = None
    listed: Listed | None = None
    published: bool = False
    deleted: bool = False
    error: PowerPactError | None = None


def after(error: PowerPactError, tries: int) -> dict[str, Any]:
    """The columns of a product map that say what an error means for it.

    ``tries`` counts the failures before this one.
    """
    if isinstance(error, RateLimited):
        return _queued(error.retry_after, tries, error)
    if isinstance(error, (Retryable, Unauthorized, StoreUnavailable)):
        # That Bubbly does not let us in is no fault of this listing: it waits with all others.
        return _queued(retry_wait(tries + 1), tries + 1, error)
    return {
        "sync": SyncState.FAILED,
        "next_sync_at": None,
        "sync_tries": tries + 1,
        "error_code": _code(error),
        "error": _sentence(error),
    }


def _queued(seconds: float, tries: int, error: PowerPactError) -> dict[str, Any]:
    return {
        "sync": SyncState.QUEUED,
        "next_sync_at": utc_now() + timedelta(seconds=seconds),
        "sync_tries": tries,
        "error_code": "",
        "error": str(error),
    }


def _code(error: PowerPactError) -> str:
    if isinstance(error, NotListable):
        return error.code
    if isinstance(error, Rejected) and error.code:
        return error.code.lower()
    return type(error).__name__.lower()


def _sentence(error: PowerPactError) -> str:
    if isinstance(error, Rejected):
        return f"Shopify refused the listing: {error}. Put this right, then queue it again."
    return str(error)
