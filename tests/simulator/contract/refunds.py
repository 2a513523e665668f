"""Refunds."""

from decimal import Decimal

from powerpact.simulator import actions
from powerpact.simulator.store.orders import Order
from tests.simulator.contract.replay import Recording, scenario

IDEMPOTENT = "@idempotent(key: $idempotencyKey)"


def paid_order(r: Recording, lines: int, shipping: int, gid: str) -> Order:
    """An order of so many pieces at 10, paid by hand."""
    shop = r.bench.shop
    basket = [actions.BasketLine(title="Vase", price=Decimal(10), quantity=lines)]
    order = actions.place_order(shop, basket, shipping_price=Decimal(shipping), paid=False)
    actions.pay_order(shop, order)
    order.transactions[0].gateway = "manual"
    r.same(gid, order.id)
    return order


@scenario("orders/refund-create-full-parity.2025-01.a")
def everything_refunded(r: Recording) -> None:
    given = r.at("variables", "input")
    order = paid_order(r, 1, 5, given["orderId"])
    r.same(given["refundLineItems"][0]["lineItemId"], order.lines[0].id)
    r.same(given["transactions"][0]["parentId"], order.transactions[0].id)
    variables = {**r.at("variables"), "idempotencyKey": "full"}
    r.step("mutation", variables=variables, directive=IDEMPOTENT)
    r.step("downstreamRead", kind="query")


@scenario("orders/refund-create-user-errors-and-quantities.2025-01.a")
def refunds_that_are_refused(r: Recording) -> None:
    wrong = r.at("overRefundQuantityLineItem", "variables", "input")
    order = paid_order(r, 2, 25, wrong["orderId"])
    actions.refund(r.bench.shop, order, {}, shipping=Decimal(10))
    r.same(wrong["refundLineItems"][0]["lineItemId"], order.lines[0].id)
    for number, case in enumerate(r.content):
        if case != "upstreamCalls":
            variables = {**r.at(case, "variables"), "idempotencyKey": f"key-{number}"}
            r.step(case, variables=variables, directive=IDEMPOTENT)
