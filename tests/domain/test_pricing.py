"""From a partner's price to Bubbly's, and to what the partner is owed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.money import decimals, smallest_unit
from powerpact.domain.pricing import PriceRule, Rounding, owed

CURRENCIES = st.sampled_from(["JPY", "GBP", "KWD"])
PRICES = st.decimals(0, 100_000, places=3, allow_nan=False)


@pytest.mark.parametrize(
    ("rule", "price", "at_bubbly"),
    [
        (PriceRule(), "12.34", "12.34"),
        (PriceRule(percentage=Decimal(15)), "10.00", "11.50"),
        (PriceRule(percentage=Decimal(-10)), "10.00", "9.00"),
        (PriceRule(fixed=Decimal("1.50")), "10.00", "11.50"),
        (PriceRule(percentage=Decimal(10), fixed=Decimal("0.25")), "9.99", "11.24"),
        (PriceRule(exchange_rate=Decimal("0.85"), percentage=Decimal(20)), "10.00", "10.20"),
        (PriceRule(fixed=Decimal(-20)), "10.00", "0.00"),
    ],
)
def test_percentage_applies_before_the_fixed_amount(
    rule: PriceRule, price: str, at_bubbly: str
) -> None:
    assert rule.price(Decimal(price), "GBP") == Decimal(at_bubbly)


@pytest.mark.parametrize(
    ("rounding", "currency", "price", "finished"),
    [
        (Rounding.WHOLE, "GBP", "12.10", "13.00"),
        (Rounding.WHOLE, "GBP", "12.00", "12.00"),
        (Rounding.WHOLE, "GBP", "12.001", "12.00"),
        (Rounding.CHARM, "GBP", "12.10", "12.99"),
        (Rounding.CHARM, "GBP", "12.99", "12.99"),
        (Rounding.CHARM, "GBP", "12.991", "12.99"),
        (Rounding.CHARM, "GBP", "13.00", "13.99"),
        (Rounding.CHARM, "GBP", "0.00", "0.00"),
        (Rounding.CHARM, "KWD", "12.100", "12.999"),
        (Rounding.CHARM, "JPY", "1200", "1200"),
        (Rounding.FIVE, "GBP", "12.12", "12.10"),
        (Rounding.FIVE, "GBP", "12.13", "12.15"),
        (Rounding.FIVE, "JPY", "1203", "1205"),
    ],
)
def test_a_price_is_finished_as_the_rule_says(
    rounding: Rounding, currency: str, price: str, finished: str
) -> None:
    assert PriceRule(rounding=rounding).price(Decimal(price), currency) == Decimal(finished)


@given(PRICES, st.sampled_from(Rounding), CURRENCIES, st.decimals(-90, 300, places=2))
def test_a_price_is_never_negative_and_always_payable(
    price: Decimal, rounding: Rounding, currency: str, percentage: Decimal
) -> None:
    at_bubbly = PriceRule(percentage, Decimal(-3), rounding).price(price, currency)
    assert at_bubbly >= 0
    assert at_bubbly % smallest_unit(currency) == 0
    assert at_bubbly.as_tuple().exponent == -decimals(currency)


@given(PRICES, PRICES, st.sampled_from(Rounding), CURRENCIES)
def test_a_dearer_product_is_never_cheaper_at_bubbly(
    one: Decimal, other: Decimal, rounding: Rounding, currency: str
) -> None:
    rule = PriceRule(percentage=Decimal(17), rounding=rounding)
    low, high = sorted([one, other])
    assert rule.price(low, currency) <= rule.price(high, currency)


@pytest.mark.parametrize(
    ("price", "rate", "currency", "owed_each"),
    [
        ("10.00", "0.15", "GBP", "8.50"),
        ("9.99", "0.125", "GBP", "8.74"),
        ("999", "0.1", "JPY", "899"),
    ],
)
def test_a_partner_is_owed_its_price_less_the_commission(
    price: str, rate: str, currency: str, owed_each: str
) -> None:
    assert owed(Decimal(price), Decimal(rate), currency) == Decimal(owed_each)


@given(PRICES, st.decimals(0, 1, places=5, allow_nan=False), CURRENCIES)
def test_what_is_owed_never_exceeds_the_partners_price(
    price: Decimal, rate: Decimal, currency: str
) -> None:
    assert 0 <= owed(price, rate, currency) <= price + smallest_unit(currency) / 2
