"""The GraphQL rate limit of one app in one store: a leaky bucket of cost points."""

from dataclasses import dataclass

from powerpact.simulator.clock import Clock


@dataclass(frozen=True)
class Allowance:
    """How many points the bucket holds and how many come back each second."""

    maximum: float
    restore_rate: float


# Platform facts 6. The standard figures are those of every recording in recordings/; the others
# keep the observed proportion of twenty seconds' worth of points.
ALLOWANCES = {
    "development": Allowance(2000.0, 100.0),
    "standard": Allowance(2000.0, 100.0),
    "advanced": Allowance(4000.0, 200.0),
    "plus": Allowance(20000.0, 1000.0),
}


class LeakyBucket:
    """Admits a call by its requested cost and charges what it really cost (platform facts 6)."""

    def __init__(self, clock: Clock, allowance: Allowance) -> None:
        self._clock = clock
        self._allowance = allowance
        self._level = allowance.maximum
        self._measured_at = clock.monotonic()

    def available(self) -> float:
        """Points that may be spent now."""
        now = self._clock.monotonic()
        restored = (now - self._measured_at) * self._allowance.restore_rate
        self._level = min(self._allowance.maximum, self._level + restored)
        self._measured_at = now
        return self._level

    def admit(self, requested: float) -> bool:
        """Take `requested` points and say yes, or take nothing and say no."""
        if self.available() < requested:
            return False
        self._level -= requested
        return True

    def settle(self, requested: float, actual: float) -> None:
        """Give back what an admitted call asked for and did not use."""
        self._level = min(self._allowance.maximum, self.available() + requested - actual)

    def change(self, allowance: Allowance) -> None:
        """Move the store to another plan; points beyond the new maximum are lost."""
        self._level = min(self.available(), allowance.maximum)
        self._allowance = allowance

    def throttle_status(self, at_most: float | None = None) -> dict[str, float]:
        """`extensions.cost.throttleStatus` as Shopify writes it (platform facts 9.2).

        `at_most` caps the points reported, for a refusal that does not come from this bucket.
        """
        available = self.available() if at_most is None else min(self.available(), at_most)
        return {
            "maximumAvailable": self._allowance.maximum,
            "currentlyAvailable": int(max(available, 0)),
            "restoreRate": self._allowance.restore_rate,
        }
