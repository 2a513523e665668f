"""Amounts as webhooks write them: text with all decimals, and sets of two currencies."""

from decimal import Decimal
from typing import Any

from powerpact.simulator.money import MoneyV2, fixed
from powerpact.simulator.store.orders import Order


def text(order: Order, amount: Decimal) -> str:
    """An amount in the store's currency, such as `12.00`."""
    return fixed(amount, order.currency_code)


def money_set(order: Order, amount: Decimal) -> dict[str, Any]:
    """`{shop_money, presentment_money}` of an amount in the store's currency."""
    bag = order.bag(amount)
    return {"shop_money": _side(bag.shop_money), "presentment_money": _side(bag.presentment_money)}


def _side(money: MoneyV2) -> dict[str, str]:
    return {
        "amount": fixed(money.amount, money.currency_code),
        "currency_code": money.currency_code,
    }
