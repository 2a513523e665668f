"""A partner's terms: what a product costs at Bubbly, and what the partner is owed for it."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum

from powerpact.domain.money import rounded, smallest_unit


class Rounding(StrEnum):
    """How a Bubbly price is finished after percentage and fixed amount."""

    NONE = "none"
    WHOLE = "whole"  # up to the next whole amount: 12.10 -> 13.00
    CHARM = "charm"  # up to the next amount that ends one unit short: 12.10 -> 12.99
    FIVE = "five"  # to the nearest five hundredths, as cash is: 12.12 -> 12.10


@dataclass(frozen=True, slots=True)
class PriceRule:
    """Bubbly price = partner price x ``exchange_rate`` x (1 + ``percentage`` / 100) + ``fixed``.

    ``exchange_rate`` is Bubbly's currency for one unit of the partner's; ``fixed`` is in Bubbly's
    currency and may be negative. The result is never below zero.
    """

    percentage: Decimal = Decimal(0)
    fixed: Decimal = Decimal(0)
    rounding: Rounding = Rounding.NONE
    exchange_rate: Decimal = Decimal(1)

    def price(self, partner_price: Decimal, currency: str) -> Decimal:
        """The price at Bubbly, in Bubbly's ``currency``, for a price in the partner's."""
        raw = partner_price * self.exchange_rate * (1 + self.percentage / 100) + self.fixed
        return _finish(rounded(max(raw, Decimal(0)), currency), self.rounding, currency)


def _finish(amount: Decimal, rounding: Rounding, currency: str) -> Decimal:
    """``amount`` is in whole units already, so that a hair above 12.99 does not become 13.99."""
    if rounding is Rounding.WHOLE:
        return rounded(amount.to_integral_value(ROUND_CEILING), currency)
    if rounding is Rounding.CHARM:
        return _charm(amount, currency)
    if rounding is Rounding.FIVE:
        step = 5 * smallest_unit(currency)
        return rounded((amount / step).to_integral_value(ROUND_HALF_UP) * step, currency)
    return amount


def _charm(amount: Decimal, currency: str) -> Decimal:
    """Nothing stays nothing; a currency without decimals has no amount that ends short."""
    unit = smallest_unit(currency)
    if not amount or unit == 1:
        return amount
    return rounded((amount + unit).to_integral_value(ROUND_CEILING) - unit, currency)


def owed(partner_price: Decimal, commission_rate: Decimal, currency: str) -> Decimal:
    """What the partner is owed for one piece, in the partner's currency.

    ``commission_rate`` is Bubbly's part of the partner's own price, from 0 to 1.
    """
    return rounded(partner_price * (1 - commission_rate), currency)
