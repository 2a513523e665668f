"""What stands at each store's door: its rate limit, its state, and a count of who came."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from powerpact.simulator.bucket import LeakyBucket


class ShopState(StrEnum):
    """Whether Shopify lets anybody in (platform facts 9.1)."""

    OPEN = "open"
    FROZEN = "frozen"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    LOCKED = "locked"


CLOSED_DOORS = {
    ShopState.FROZEN: (402, "This shop's plan does not have access to this feature"),
    ShopState.FORBIDDEN: (403, "Unavailable Shop"),
    ShopState.GONE: (404, "Not Found"),
    ShopState.LOCKED: (423, "This shop is unavailable"),
}


@dataclass
class Calls:
    """Calls per root field: how many reached the store and how many did their work."""

    received: Counter[str] = field(default_factory=Counter)
    performed: Counter[str] = field(default_factory=Counter)


@dataclass
class Gate:
    """One store's door."""

    bucket: LeakyBucket
    state: ShopState = ShopState.OPEN
    calls: Calls = field(default_factory=Calls)
