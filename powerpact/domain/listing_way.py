"""Whether due listings go to Bubbly one by one or in bulk.

One by one each costs points of Bubbly's allowance, which come back at the rate of its plan (facts
6); in bulk lines cost no points (facts 3.3), but two files have to be written, uploaded, started
and waited for, and nothing is seen at Bubbly before the end.
"""

import math

# Measured on the simulator (`python -m benchmarks.listing`): writing a listing of two variants and
# a picture and publishing it costs 28.7 points.
POINTS_PER_LISTING = 29.0
# Two files, each with a staged place, an upload, a start, Shopify's own beginning and end, and up
# to one interval of looking: with an interval of 5 s and a Shopify of 2 s a file that measured
# 10.6 s in all. How long Shopify's own queue is, is not documented: three times that.
BULK_SECONDS = 30.0
# What a line takes in bulk, our file and our records (3 ms measured) included, until a bulk
# listing of this Bubbly has shown it: how fast Shopify works is not documented either.
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


def bulk_pays_from(
    points_per_listing: float,
    points_a_second: float,
    bulk_seconds_each: float = BULK_SECONDS_PER_LISTING,
) -> int | None:
    """The smallest number of listings that are done sooner in bulk; None when no number is.

    One by one, n listings take ``n * points / rate`` seconds less the full bucket's twenty; in
    bulk BULK_SECONDS and ``bulk_seconds_each``. With the figures above bulk pays from 179
    listings on the standard plan, 371 on Advanced, 2,632 on Plus: few changes always go one by
    one, and are seen within seconds.

    There is no flapping about that number: what has been given to messages or to a run is not
    due any more, so each listing is decided about once.
    """
    alone = points_per_listing / points_a_second
    saved = alone - bulk_seconds_each
    if saved <= 0:
        return None
    return math.floor((BULK_SECONDS + _FULL_BUCKET_SECONDS) / saved) + 1
