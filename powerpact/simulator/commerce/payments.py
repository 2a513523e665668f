"""Money coming in, and what that makes of an order."""

from decimal import Decimal

from powerpact.simulator.payloads.orders import order_payload
from powerpact.simulator.refusals import Refused, UserError
from powerpact.simulator.store import totals
from powerpact.simulator.store.orders import Order, OrderTransaction
from powerpact.simulator.store.shops import Shop


def settle_status(order: Order, stated: str | None = None) -> None:
    """Work the financial status out of the transactions; without any, keep what was stated."""
    if not order.transactions:
        order.financial_status = stated or order.financial_status
        return
    received, refunded = totals.received(order), totals.refunded(order)
    if refunded:
        order.financial_status = "REFUNDED" if refunded >= received else "PARTIALLY_REFUNDED"
    elif received:
        paid = received >= totals.total(order)
        order.financial_status = "PAID" if paid else "PARTIALLY_PAID"
    elif totals.capturable(order):
        order.financial_status = "AUTHORIZED"


def can_be_paid(order: Order) -> bool:
    return order.cancelled_at is None and totals.outstanding(order) > 0


def add_payment(shop: Shop, order: Order, gateway: str, amount: Decimal) -> OrderTransaction:
    """A successful sale on the order."""
    now = shop.world.now()
    gid = shop.ids.gid("OrderTransaction")
    payment = OrderTransaction(gid, order, "SALE", "SUCCESS", gateway, amount, now, now)
    order.transactions.append(shop.keep(payment))
    return payment


def mark_as_paid(shop: Shop, order: Order, gateway: str = "manual") -> None:
    """Take what is outstanding; refuses as orderMarkAsPaid-state-and-money.2026-04.a.json."""
    if order.financial_status == "PAID" or not can_be_paid(order):
        raise Refused(UserError(["id"], "Order cannot be marked as paid."), order=order)
    add_payment(shop, order, gateway, totals.outstanding(order))
    settle_status(order)
    order.updated_at = shop.world.now()
    shop.world.publish(shop, "orders/paid", order_payload, shop, order)
    shop.world.publish(shop, "orders/updated", order_payload, shop, order)
