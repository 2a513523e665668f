"""Cancelling an order (platform facts 4.5)."""

from powerpact.simulator.commerce import Given
from powerpact.simulator.commerce.fulfilling import close_open_orders
from powerpact.simulator.commerce.payments import settle_status
from powerpact.simulator.commerce.refunding import announce, move_back, refund_line
from powerpact.simulator.money import ZERO
from powerpact.simulator.payloads.orders import order_payload
from powerpact.simulator.refusals import UserError
from powerpact.simulator.store import totals
from powerpact.simulator.store.orders import Order
from powerpact.simulator.store.refunds import Refund
from powerpact.simulator.store.shops import Shop

LONGEST_NOTE = 255


def faults_of(order: Order | None, given: Given) -> list[UserError]:
    """Worded as in orderCancel-error-messages.2026-04.a.json.

    given: the arguments of `orderCancel`.
    """
    if order is None:
        return [UserError(["orderId"], "Order does not exist", "NOT_FOUND")]
    if len(given.get("staffNote") or "") > LONGEST_NOTE:
        message = f"Staff note is too long. Maximum length is {LONGEST_NOTE} characters."
        return [UserError(["staffNote"], message, "INVALID")]
    if given.get("refund") is not None and given.get("refundMethod"):
        message = "Only one of the arguments `refund` or `refund_method` is allowed."
        return [UserError(["refund"], message, "INVALID")]
    if order.cancelled_at:
        message = "Cannot cancel an order that has already been canceled"
        return [UserError(["orderId"], message, "INVALID")]
    if any(shipment.status == "SUCCESS" for shipment in order.fulfillments):
        message = "Cannot cancel an order that has outstanding fulfillments"
        return [UserError(["orderId"], message, "INVALID")]
    return []


def cancel(shop: Shop, order: Order, *, reason: str, restock: bool, refund: bool) -> None:
    """Cancel an order that may be cancelled, put its pieces back and return its money.

    Nothing is left on it afterwards, as orderCancel-parity.2026-04.a.json shows.
    """
    if order.cancelled_at:
        return
    now = shop.world.now()
    order.cancelled_at = order.closed_at = order.updated_at = now
    order.cancel_reason = reason
    close_open_orders(shop, order)
    undo(shop, order, restock=restock, refund=refund)
    settle_status(order)
    shop.world.publish(shop, "orders/cancelled", order_payload, shop, order)
    shop.world.publish(shop, "orders/updated", order_payload, shop, order)


def undo(shop: Shop, order: Order, *, restock: bool, refund: bool) -> None:
    """Take every line off with a refund record; tell of it when money or pieces moved."""
    record = Refund(shop.ids.gid("Refund"), order, shop.world.now())
    record.shipping_amount = totals.current_shipping(order)
    record.shipping_tax = sum((line.tax for line in order.shipping), ZERO)
    kind = "CANCEL" if restock else "NO_RESTOCK"
    for line in order.lines:
        if line.current_quantity:
            entry = {"lineItemId": line.id, "quantity": line.current_quantity}
            refund_line(shop, record, {**entry, "restockType": kind, **_place(order)})
    order.refunds.append(shop.keep(record))
    paid = totals.net_payment(order)
    if refund and paid:
        move_back(shop, record, {"gateway": order.transactions[0].gateway, "amount": paid})
    if record.transactions or restock:
        announce(shop, record)


def _place(order: Order) -> Given:
    """Where the pieces go back: to where they were to be shipped from."""
    places = [fulfillment_order.assigned_location for fulfillment_order in order.fulfillment_orders]
    return {"locationId": places[0].id} if places else {}
