"""Amounts of money as Shopify writes them. Amounts are Decimal; the currency stands beside them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
NO_DECIMALS = {"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "PYG"}
THREE_DECIMALS = {"BHD", "KWD", "OMR", "JOD", "TND", "IQD", "LYD"}


@dataclass(frozen=True, slots=True)
class MoneyV2:
    """An amount in one currency."""

    amount: Decimal
    currency_code: str


@dataclass(frozen=True, slots=True)
class MoneyBag:
    """The same amount in the store's currency and in the buyer's."""

    shop_money: MoneyV2
    presentment_money: MoneyV2


def decimals_of(currency: str) -> int:
    """How many decimals the smallest unit of the currency has."""
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount in whole smallest units of its currency, halves away from zero."""
    return amount.quantize(Decimal(1).scaleb(-decimals_of(currency)), ROUND_HALF_UP)


def fixed(amount: Decimal, currency: str) -> str:
    """As webhooks and the `Money` scalar show it: all decimals of the currency, `12.00`."""
    return f"{rounded(amount, currency):f}"


def shortest(amount: Decimal) -> str:
    """As the `Decimal` scalar shows it: no trailing zeros but one decimal at least, `12.0`."""
    text = f"{amount:f}"
    if "." not in text:
        return f"{text}.0"
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}"


def shares(total: Decimal, weights: list[Decimal], currency: str) -> list[Decimal]:
    """Split `total` in proportion to `weights`; the parts add up to it to the smallest unit.

    Each part is what the running share grew by, rounded, so that none is below zero and what
    rounding leaves over is spread. Weights that are all zero share nothing.
    """
    whole = sum(weights, ZERO)
    parts, running, given = [], ZERO, ZERO
    for weight in weights:
        running += weight
        upto = rounded(total * running / whole, currency) if whole else ZERO
        parts.append(upto - given)
        given = upto
    return parts
