"""Refunds and cancellations (platform facts 4.5 and 4.6)."""

from decimal import Decimal
from typing import Any

import pytest

from powerpact.simulator import actions
from powerpact.simulator.refusals import Refused
from powerpact.simulator.store import totals
from powerpact.simulator.store.orders import Order
from powerpact.simulator.store.products import ProductVariant
from tests.simulator.benches import Bench

REFUND = """
mutation ($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { id totalRefundedSet { shopMoney { amount } } } userErrors { field message }
  }
}
"""
SUGGESTED = """
query ($id: ID!, $lines: [RefundLineItemInput!], $shipping: Boolean, $whole: Boolean) {
  order(id: $id) {
    suggestedRefund(
      refundLineItems: $lines, refundShipping: $shipping, suggestFullRefund: $whole
    ) { amountSet { shopMoney { amount } } suggestedTransactions { gateway kind } }
  }
}
"""
CANCEL = """
mutation ($id: ID!, $restock: Boolean!, $method: OrderCancelRefundMethodInput) {
  orderCancel(orderId: $id, restock: $restock, reason: CUSTOMER, refundMethod: $method) {
    job { id done } orderCancelUserErrors { code }
  }
}
"""


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def mug(bench: Bench) -> ProductVariant:
    product = actions.create_product(bench.shop, "Mug", price=Decimal(10), sku="MUG", quantity=9)
    return product.variants[0]


@pytest.fixture
def order(bench: Bench, mug: ProductVariant) -> Order:
    """Four mugs at 10, delivery 5, 8 off: 37."""
    return actions.place_order(
        bench.shop, [(mug.id, 4)], shipping_price=Decimal(5), discount=Decimal(8)
    )


def suggested(bench: Bench, order: Order, **asked: Any) -> str:
    answer = bench.data(SUGGESTED, {"id": order.id, **asked})["suggestedRefund"]
    return str(answer["amountSet"]["shopMoney"]["amount"])


def test_a_suggestion_takes_discounts_and_shipping_into_account(bench: Bench, order: Order) -> None:
    one = [{"lineItemId": order.lines[0].id, "quantity": 1}]
    assert suggested(bench, order, lines=one) == "8.0"
    assert suggested(bench, order, lines=one, shipping=True) == "13.0"
    assert suggested(bench, order, whole=True) == "37.0"


def test_nothing_is_suggested_for_what_was_not_paid(bench: Bench, mug: ProductVariant) -> None:
    order = actions.place_order(bench.shop, [(mug.id, 1)], paid=False)
    assert suggested(bench, order, whole=True) == "0.0"


def test_a_repeated_refund_happens_once(bench: Bench, order: Order) -> None:
    entry = {"lineItemId": order.lines[0].id, "quantity": 1, "restockType": "NO_RESTOCK"}
    back = {"orderId": order.id, "gateway": "shopify_payments", "kind": "REFUND", "amount": "8"}
    given = {"orderId": order.id, "refundLineItems": [entry], "transactions": [back]}
    first, second = (bench.data(REFUND, {"input": given, "key": "k"}) for _ in range(2))
    assert second == first
    assert totals.refunded(order) == 8
    assert order.financial_status == "PARTIALLY_REFUNDED"


def test_money_and_pieces_come_back(bench: Bench, order: Order, mug: ProductVariant) -> None:
    actions.refund(bench.shop, order, {"MUG": 1})
    assert totals.refunded(order) == 8
    assert mug.inventory_quantity == 6
    assert order.lines[0].current_quantity == 3
    assert order.fulfillment_orders[0].remaining == 3
    assert bench.topics()[-2:] == ["refunds/create", "orders/updated"]


def test_a_refund_without_restock_leaves_the_shelf_alone(
    bench: Bench, order: Order, mug: ProductVariant
) -> None:
    actions.refund(bench.shop, order, {"MUG": 1}, restock=False)
    assert mug.inventory_quantity == 5


def test_shipped_pieces_come_back_as_a_return(bench: Bench, order: Order) -> None:
    actions.ship(bench.shop, order)
    refund = actions.refund(bench.shop, order, shipping=Decimal(5))
    assert [line.restock_type for line in refund.lines] == ["RETURN"]
    assert totals.outstanding(order) == totals.net_payment(order) == 0
    assert order.financial_status == "REFUNDED"


def test_an_unpaid_order_is_refunded_without_money(bench: Bench, mug: ProductVariant) -> None:
    order = actions.place_order(bench.shop, [(mug.id, 2)], paid=False)
    refund = actions.refund(bench.shop, order)
    assert refund.transactions == []
    assert order.financial_status == "PENDING"


def test_a_line_of_another_order_is_refused(bench: Bench, order: Order) -> None:
    entry = {"lineItemId": "gid://shopify/LineItem/1", "quantity": 1}
    given = {"orderId": order.id, "refundLineItems": [entry]}
    answer = bench.data(REFUND, {"input": given, "key": "k"})
    assert answer["userErrors"][0]["field"] == ["refundLineItems", "0", "lineItemId"]


def test_a_cancellation_happens_after_the_answer(
    bench: Bench, order: Order, mug: ProductVariant
) -> None:
    method = {"originalPaymentMethodsRefund": True}
    given = {"id": order.id, "restock": True, "method": method}
    job = bench.data(CANCEL, given)["job"]
    assert (job["done"], order.cancelled_at) == (False, None)
    bench.topics()
    bench.pass_time(1)
    assert order.cancelled_at is not None
    assert totals.refunded(order) == 37
    assert mug.inventory_quantity == 9
    assert bench.topics()[-2:] == ["orders/cancelled", "orders/updated"]


def test_an_order_shipped_before_its_cancellation_stays(bench: Bench, order: Order) -> None:
    bench.data(CANCEL, {"id": order.id, "restock": True})
    actions.ship(bench.shop, order)
    bench.pass_time(1)
    assert order.cancelled_at is None


def test_an_unknown_order_cannot_be_cancelled(bench: Bench) -> None:
    answer = bench.data(CANCEL, {"id": "gid://shopify/Order/1", "restock": True})
    assert answer["orderCancelUserErrors"] == [{"code": "NOT_FOUND"}]


def test_a_person_cannot_cancel_twice(bench: Bench, order: Order) -> None:
    actions.cancel_order(bench.shop, order, restock=False, refund=False)
    assert totals.refunded(order) == 0
    with pytest.raises(Refused):
        actions.cancel_order(bench.shop, order)


def test_a_deleted_variant_is_not_restocked(
    bench: Bench, order: Order, mug: ProductVariant
) -> None:
    actions.delete_product(bench.shop, mug.product)
    actions.refund(bench.shop, order)
    assert order.lines[0].current_quantity == 0
