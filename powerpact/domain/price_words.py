"""A price rule as the merchant reads it whose prices it turns into Bubbly's."""

from collections.abc import Iterator

from powerpact.domain.money import Money
from powerpact.domain.pricing import PriceRule, Rounding

_ROUNDED = {
    Rounding.WHOLE: "rounded up to a whole amount: 12.10 becomes 13.00",
    Rounding.CHARM: "rounded up to an amount that ends just short: 12.10 becomes 12.99",
    Rounding.FIVE: "rounded to the nearest five: 12.12 becomes 12.10",
}


def price_in_words(rule: PriceRule, currency: str, bubblys: str) -> str:
    """The rule as a sentence, in the order in which it is worked out.

    ``currency`` is the partner's, ``bubblys`` that of Bubbly; "" while Bubbly is not connected.
    """
    return f"Your price{', '.join(['', *_steps(rule, currency, bubblys)])}."


def _steps(rule: PriceRule, currency: str, bubblys: str) -> Iterator[str]:
    if rule.exchange_rate != 1:
        to = f" {bubblys}" if bubblys else ""
        yield f"at {rule.exchange_rate.normalize():f}{to} for 1 {currency}"
    if rule.percentage:
        yield f"{_more_or_less(rule.percentage)} {abs(rule.percentage).normalize():f} %"
    if rule.fixed:
        amount = str(Money(abs(rule.fixed), bubblys)) if bubblys else f"{abs(rule.fixed):f}"
        yield f"{_more_or_less(rule.fixed)} {amount}"
    if rule.rounding in _ROUNDED:
        yield _ROUNDED[rule.rounding]


def _more_or_less(number: object) -> str:
    return "less" if str(number).startswith("-") else "plus"
