"""What a request cost and what the store's allowance is, as each answer says (facts 6, 9.2)."""

from dataclasses import dataclass
from decimal import Decimal

from powerpact.errors import RateLimited


@dataclass(frozen=True, slots=True)
class Cost:
    """Points of one request and of the store's bucket; None where Shopify did not say.

    ``restore_rate`` is in points per second.
    """

    requested: float | None = None
    actual: float | None = None
    maximum: float | None = None
    available: float | None = None
    restore_rate: float | None = None

    def seconds_until_admitted(self, default: float = 2.0) -> float:
        """How long the same request has to wait until the bucket holds what it asks for.

        At least one second (facts 6); ``default`` where the numbers are missing or nonsense.
        """
        if self.requested is None or self.available is None or not self.restore_rate:
            return default
        return min(max((self.requested - self.available) / self.restore_rate, 1.0), LONGEST_WAIT)


class Throttled(RateLimited):
    """The store's allowance does not hold what the request asked for; ``cost`` says what it holds.

    The request has not run and has cost nothing.
    """

    def __init__(self, cost: Cost | None, default: float = 2.0) -> None:
        """``default``: the seconds to wait where the answer told no numbers."""
        wait = cost.seconds_until_admitted(default) if cost else default
        super().__init__("the store's API allowance is used up", wait)
        self.cost = cost


# No single request may ask for more than 1000 points, and the slowest plan restores 50 a second:
# a longer wait than this can only come from a number that makes no sense.
LONGEST_WAIT = 60.0


def cost_of(extensions: object) -> Cost | None:
    """The cost block of an answer's ``extensions``, or None when there is none."""
    block = _mapping(_mapping(extensions).get("cost"))
    if not block:
        return None
    throttle = _mapping(block.get("throttleStatus"))
    return Cost(
        requested=_points(block.get("requestedQueryCost")),
        actual=_points(block.get("actualQueryCost")),
        maximum=_points(throttle.get("maximumAvailable")),
        available=_points(throttle.get("currentlyAvailable")),
        restore_rate=_points(throttle.get("restoreRate")),
    )


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _points(value: object) -> float | None:
    """A count of points; whatever is not one (text, a flag, a negative or endless number) is None.

    Nobody has more than a billion points: a larger number would only overflow later.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return float(value) if 0 <= value <= 10**9 else None
