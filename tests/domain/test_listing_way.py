"""When bulk pays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.listing_way import (
    BULK_SECONDS,
    BULK_SECONDS_PER_LISTING,
    POINTS_PER_LISTING,
    bulk_pays_from,
    restore_rate,
)

points = st.floats(1, 1000)
rates = st.floats(50, 2000)


@pytest.mark.parametrize(
    ("plan", "rate"),
    [
        ("Basic", 100),
        ("Shopify", 100),
        ("Advanced Shopify", 200),
        ("Advanced", 200),
        ("Shopify Plus", 1000),
        ("Commerce Components", 2000),
        ("", 100),
        ("Plusplus", 100),
    ],
)
def test_the_plan_tells_the_rate(plan: str, rate: float) -> None:
    assert restore_rate(plan) == rate


def seconds_alone(count: int, cost: float, rate: float) -> float:
    """Waiting for points, beginning with a full bucket of twenty seconds' worth."""
    return max(0.0, count * cost / rate - 20.0)


def seconds_in_bulk(count: int) -> float:
    return BULK_SECONDS + count * BULK_SECONDS_PER_LISTING


@given(points, rates, st.integers(0, 5000))
def test_from_that_number_on_bulk_is_sooner_and_below_it_is_not(
    cost: float, rate: float, beyond: int
) -> None:
    fewest = bulk_pays_from(cost, rate)
    if fewest is None:
        assert seconds_alone(100_000, cost, rate) <= seconds_in_bulk(100_000)
        return
    assert seconds_alone(fewest + beyond, cost, rate) > seconds_in_bulk(fewest + beyond) - 1e-6
    below = max(0, fewest - 1 - beyond)
    assert seconds_alone(below, cost, rate) <= seconds_in_bulk(below) + 1e-6


@given(points, rates, rates)
def test_a_better_plan_never_needs_bulk_sooner(cost: float, one: float, other: float) -> None:
    slow, fast = (bulk_pays_from(cost, rate) for rate in sorted((one, other)))
    assert fast is None or (slow is not None and slow <= fast)


@given(rates)
def test_few_changes_go_one_by_one(rate: float) -> None:
    fewest = bulk_pays_from(POINTS_PER_LISTING, rate)
    assert fewest is None or fewest > 50
