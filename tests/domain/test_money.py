"""Money keeps its currency and never loses a unit (I3)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.money import Money, decimals, rounded, share, smallest_unit

CURRENCIES = st.sampled_from(["JPY", "GBP", "KWD"])
WEIGHTS = st.lists(st.decimals(0, 100_000, places=3, allow_nan=False), min_size=1, max_size=12)


@st.composite
def amounts(draw: st.DrawFn, currency: str) -> Decimal:
    return draw(st.integers(-10_000_000, 10_000_000)) * smallest_unit(currency)


@pytest.mark.parametrize(("currency", "places"), [("JPY", 0), ("GBP", 2), ("KWD", 3)])
def test_each_currency_has_its_own_decimals(currency: str, places: int) -> None:
    assert decimals(currency) == places


@pytest.mark.parametrize(
    ("amount", "currency", "whole"),
    [
        ("12.345", "GBP", "12.35"),
        ("-12.345", "GBP", "-12.35"),
        ("12.5", "JPY", "13"),
        ("12.3455", "KWD", "12.346"),
    ],
)
def test_halves_round_away_from_zero(amount: str, currency: str, whole: str) -> None:
    assert rounded(Decimal(amount), currency) == Decimal(whole)


def test_amounts_of_one_currency_add_up_and_read_well() -> None:
    assert str(Money(Decimal("1.5"), "GBP") + Money(Decimal("2.25"), "GBP")) == "3.75 GBP"
    assert Money(Decimal(2), "GBP") - Money(Decimal(2), "GBP") == Money.zero("GBP")


def test_different_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="cannot mix GBP and EUR"):
        Money(Decimal(1), "GBP") + Money(Decimal(1), "EUR")


def test_the_largest_remainder_takes_the_odd_unit() -> None:
    assert share(Decimal("10.00"), [Decimal(1), Decimal(1), Decimal(1)], "GBP") == [
        Decimal("3.34"),
        Decimal("3.33"),
        Decimal("3.33"),
    ]
    assert share(Decimal("0.05"), [Decimal(1), Decimal(3)], "GBP") == [
        Decimal("0.01"),
        Decimal("0.04"),
    ]


def test_shares_without_weight_are_as_equal_as_units_allow() -> None:
    assert share(Decimal(5), [Decimal(0), Decimal(0)], "JPY") == [Decimal(3), Decimal(2)]


def test_an_amount_with_nobody_to_share_it_is_refused() -> None:
    assert share(Decimal(0), [], "GBP") == []
    with pytest.raises(ValueError, match="nobody"):
        share(Decimal(1), [], "GBP")


@given(st.data(), CURRENCIES, WEIGHTS)
def test_shares_sum_to_the_whole(
    data: st.DataObject, currency: str, weights: list[Decimal]
) -> None:
    whole = data.draw(amounts(currency))
    assert sum(share(whole, weights, currency)) == whole


@given(st.data(), CURRENCIES, WEIGHTS)
def test_a_share_is_within_a_unit_of_its_exact_part(
    data: st.DataObject, currency: str, weights: list[Decimal]
) -> None:
    whole = data.draw(amounts(currency))
    total = sum(weights)
    for part, weight in zip(share(whole, weights, currency), weights, strict=True):
        exact = whole * weight / total if total else whole / len(weights)
        assert abs(part - exact) <= smallest_unit(currency)
