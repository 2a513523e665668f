"""The constants of the budget, each with its reason."""

from powerpact.services.budget.shares import GUARANTEED

# Until a store has said its rate and maximum we take the least that any has: what the slowest plan
# restores, and the smallest bucket ever seen, which just holds the largest single request (facts
# 6). The first answer corrects both.
CAREFUL_RATE = 100.0
CAREFUL_MAXIMUM = 1000.0

# A share that is not used keeps this many seconds of its guaranteed rate ready, so that the first
# orders need not wait behind an import. What is kept ready is of no use to anybody meanwhile.
SAVED_SECONDS = 1.0

# A call that was refused may come back much later, when its row is due again: until then its share
# may save enough for it, even if that is more than SAVED_SECONDS bring.
WANTED_SECONDS = 60.0

# A caller that waits is told when its turn comes; it loses its turn when it is this late.
LATE_SECONDS = 0.5

# A store that nobody called for a day is as good as unknown: nothing is lost by forgetting it.
KEPT_SECONDS = 86_400

# What Redis forgot may still be on its way to Shopify: for so long after, no answer can prove that
# there are more points than we count. Connecting takes three seconds at most, sending less.
ARRIVAL_SECONDS = 10.0

# Then a store that Redis knows nothing of has not been called since, and has as many points as
# the smallest bucket holds: whatever arrived late has been restored.
REMEMBERS_AFTER = ARRIVAL_SECONDS + CAREFUL_MAXIMUM / CAREFUL_RATE

# Longer than a call's own timeouts: by then a call without an answer has ended somehow.
SPARE_LIFETIME = 2.0


def rules(call_seconds: float) -> dict[str, object]:
    """The constants as ``budget.lua`` takes them; a call lasts ``call_seconds`` at the longest."""
    return {
        "guaranteed": {share.value: part for share, part in GUARANTEED.items()},
        "careful_rate": CAREFUL_RATE,
        "careful_maximum": CAREFUL_MAXIMUM,
        "saved_seconds": SAVED_SECONDS,
        "wanted_seconds": WANTED_SECONDS,
        "late_seconds": LATE_SECONDS,
        "kept_seconds": KEPT_SECONDS,
        "arrival_seconds": ARRIVAL_SECONDS,
        "remembers_after": REMEMBERS_AFTER,
        "lifetime": call_seconds + SPARE_LIFETIME,
    }
