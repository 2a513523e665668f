"""A price rule in a merchant's words."""

from decimal import Decimal

import pytest

from powerpact.domain.price_words import price_in_words
from powerpact.domain.pricing import PriceRule, Rounding

D = Decimal


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (PriceRule(), "Your price."),
        (PriceRule(D("10.0000")), "Your price, plus 10 %."),
        (PriceRule(D("-2.5"), D("-1")), "Your price, less 2.5 %, less 1.00 GBP."),
        (
            PriceRule(D("100"), D("0.5"), Rounding.CHARM, D("0.860000000")),
            "Your price, at 0.86 GBP for 1 EUR, plus 100 %, plus 0.50 GBP, rounded up to an amount "
            "that ends just short: 12.10 becomes 12.99.",
        ),
    ],
)
def test_rule_reads_in_the_order_in_which_it_is_worked_out(rule: PriceRule, words: str) -> None:
    assert price_in_words(rule, "EUR", "GBP") == words


def test_nothing_is_said_of_a_currency_that_nobody_knows_yet() -> None:
    rule = PriceRule(fixed=D("1.50"), exchange_rate=D(2))

    assert price_in_words(rule, "EUR", "") == "Your price, at 2 for 1 EUR, plus 1.50."


def test_every_rounding_has_words() -> None:
    sentences = {price_in_words(PriceRule(rounding=each), "EUR", "GBP") for each in Rounding}

    assert len(sentences) == len(Rounding)
