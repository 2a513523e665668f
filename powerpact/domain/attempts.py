"""How one try to push a part ended, and when the next one is due."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The end of one try.

    ``found``: looking first, we found the order that an earlier try had made. ``abandoned``: the
    worker died with the claim in its hand, so nobody knows what it did.
    """

    CREATED = "created"
    FOUND = "found"
    NOT_FOUND_YET = "not_found_yet"
    RETRYABLE = "retryable"
    UNCLEAR = "unclear"
    REJECTED = "rejected"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waiting times in seconds: ``first``, doubled for each try up to ``cap``.

    ``jitter`` is a number from 0 to 1 drawn by the caller; the wait lies between half and the
    whole of the plain doubling, so that parts that failed together do not come back together.
    """

    first: float
    cap: float

    def wait(self, tries: int, jitter: float) -> float:
        """Seconds to wait after the ``tries``-th try (from 1) failed."""
        doubled: float = min(self.cap, self.first * 2.0 ** min(max(tries - 1, 0), 32))
        return doubled * (0.5 + 0.5 * jitter)
