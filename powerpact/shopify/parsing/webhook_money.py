"""Money in webhook payloads: ``<name>_set.shop_money``, and beside it the bare ``<name>``."""

from collections.abc import Iterable
from decimal import Decimal

from powerpact.shopify.parsing.reader import Reader


def shop_money(holder: Reader, currency: str, *names: str) -> Decimal:
    """The first of the named amounts that is there, in the shop's ``currency``.

    Shoppers may pay in another currency (presentment): the set says both, the bare amount is the
    shop's. Raises ``Malformed`` for a negative amount, another currency, or when none is there.
    """
    for name in names:
        both = holder.child_or_none(f"{name}_set")
        if both:
            return _of_set(both.child("shop_money"), currency)
        if holder.has(name):
            return _not_negative(holder, name)
    raise holder.complaint(names[-1], "is missing")


def shop_money_of_all(holders: Iterable[Reader], currency: str, name: str) -> Decimal:
    """The sum of one amount over several objects, such as the tax lines of a line."""
    return sum((shop_money(holder, currency, name) for holder in holders), Decimal(0))


def _of_set(money: Reader, currency: str) -> Decimal:
    if money.text("currency_code") != currency:
        raise money.complaint("currency_code", "is not the currency of the order")
    return _not_negative(money, "amount")


def _not_negative(holder: Reader, key: str) -> Decimal:
    amount = holder.amount(key)
    if amount < 0:
        raise holder.complaint(key, "is below zero")
    return amount
