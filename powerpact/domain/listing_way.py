"""Whether due listings go to Bubbly one by one or in bulk.

One by one each costs points of Bubbly's allowance, which come back at the rate of its plan (facts
6); in bulk lines cost no points (facts 3.3), but two files have to be written, uploaded, started
and waited for, and nothing is seen at Bubbly before the end.
"""

import math

# Measured on the simulator (`python -m benchmarks.listing`): a productSet of two variants and a
# picture costs 24 points, publishing it 11; a call of which nothing is known costs no less.
POINTS_PER_LISTING = 35.0
# Two files, each with a staged place, an upload, a start, Shopify's own beginning and end, and up
# to one interval of looking. With the interval of 5 s the simulator's took 14 s in all; Shopify's
# own queue is not documented, so that twice as much is reckoned with.
BULK_SECONDS = 30.0
# What a line takes in bulk, our file and our records included. Measured as above.
BULK_SECONDS_PER_LISTING = 0.01
# Seconds of the restore rate that wait in a full bucket (facts 6: twenty): so much goes at once.
_FULL_BUCKET_SECONDS = 20.0

# Points a second by the plan's public name (facts 6); any other plan has the lowest.
_RESTORE_RATES = {"advanced": 200.0, "plus": 1000.0, "components": 2000.0, "enterprise": 2000.0}
STANDARD_RESTORE_RATE = 100.0


def restore_rate(plan: str) -> float:
    """Points a second that come back on the plan of that public name, such as "Shopify Plus"."""
    words = plan.lower().split()
    rates = [rate for name, rate in _RESTORE_RATES.items() if name in words]
    return max(rates, default=STANDARD_RESTORE_RATE)


def bulk_pays_from(points_per_listing: float, points_a_second: float) -> int | None:
    """The smallest number of listings that are done sooner in bulk; None when no number is.

    One by one, n listings take ``n * points / rate`` seconds less the full bucket's twenty; in
    bulk BULK_SECONDS and BULK_SECONDS_PER_LISTING each. With the figures above that is 147
    listings on the standard plan (34 % more than what half a minute restores), 304 on Advanced
    and 2,001 on Plus. Few changes thus always go one by one, and are seen within seconds.

    There is no flapping about that number: what has been given to messages or to a run is not
    due any more, so each listing is decided about once.
    """
    alone = points_per_listing / points_a_second
    saved = alone - BULK_SECONDS_PER_LISTING
    if saved <= 0:
        return None
    return math.floor((BULK_SECONDS + _FULL_BUCKET_SECONDS) / saved) + 1
