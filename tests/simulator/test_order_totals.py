"""Amounts of orders add up to the smallest unit, in every currency."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from powerpact.simulator import actions
from powerpact.simulator.money import ZERO, decimals_of, rounded, shares
from powerpact.simulator.store import totals
from powerpact.simulator.store.orders import Order
from tests.simulator.benches import Bench

CURRENCIES = st.sampled_from(["JPY", "GBP", "KWD"])


@st.composite
def shopped(draw: st.DrawFn) -> Order:
    """A paid order in a currency with 0, 2 or 3 decimals, with discount, tax, shipping and tip."""
    bench = Bench(currency=draw(CURRENCIES))
    unit = Decimal(1).scaleb(-decimals_of(bench.shop.currency))
    bench.shop.taxes_included = draw(st.booleans())
    amounts = st.integers(0, 5000).map(lambda units: units * unit)
    lines = [
        actions.BasketLine(title=f"Pot {n}", price=draw(amounts), quantity=draw(st.integers(1, 5)))
        for n in range(draw(st.integers(1, 4)))
    ]
    goods = sum((line.unit_price * line.quantity for line in lines), ZERO)
    return actions.place_order(
        bench.shop,
        lines,
        shipping_price=draw(amounts),
        discount=rounded(goods * draw(st.integers(0, 10)) / 10, bench.shop.currency),
        tax_rate=draw(st.sampled_from([ZERO, Decimal("0.2"), Decimal("0.175")])),
        tip=draw(amounts),
    )


@given(shopped())
def test_a_paid_order_owes_nothing(order: Order) -> None:
    assert totals.outstanding(order) == ZERO
    assert totals.received(order) == totals.total(order)


@given(shopped())
def test_line_discounts_add_up_to_the_discount(order: Order) -> None:
    taken = totals.line_items_price(order) - totals.subtotal(order)
    assert taken == totals.discounts(order)
    assert all(ZERO <= line.discount <= line.price * line.quantity for line in order.lines)


@given(shopped())
def test_every_amount_is_in_whole_units(order: Order) -> None:
    amounts = [totals.total(order), totals.tax_total(order), *(x.discount for x in order.lines)]
    assert amounts == [rounded(amount, order.currency_code) for amount in amounts]


@given(
    st.integers(0, 10_000),
    st.lists(st.integers(0, 1000), min_size=1, max_size=8),
    CURRENCIES,
)
def test_shares_sum_to_the_whole(units: int, weights: list[int], currency: str) -> None:
    whole = units * Decimal(1).scaleb(-decimals_of(currency))
    parts = shares(whole, [Decimal(weight) for weight in weights], currency)
    assert sum(parts, ZERO) == (whole if any(weights) else ZERO)
    assert min(parts) >= ZERO


def test_the_buyers_currency_is_shown_beside_the_stores() -> None:
    bench = Bench(currency="CAD")
    money = {
        "shopMoney": {"amount": "10.00", "currencyCode": "CAD"},
        "presentmentMoney": {"amount": "7.00", "currencyCode": "USD"},
    }
    item = {"title": "Pot", "quantity": 2, "priceSet": money}
    answer = bench.data(
        """mutation ($order: OrderCreateOrderInput!) { orderCreate(order: $order) { order {
          totalPriceSet { shopMoney { amount } presentmentMoney { amount currencyCode } } } } }""",
        {"order": {"presentmentCurrency": "USD", "lineItems": [item]}},
    )
    shown = answer["order"]["totalPriceSet"]
    assert shown["shopMoney"] == {"amount": "20.0"}
    assert shown["presentmentMoney"] == {"amount": "14.0", "currencyCode": "USD"}


def discounted(code: dict[str, object]) -> tuple[dict[str, str], list[str]]:
    """What an order of 2 x 10 with delivery 5 amounts to, and its lines' discounts."""
    bench = Bench()
    money = {"shopMoney": {"amount": "10.00", "currencyCode": "GBP"}}
    delivery = {"shopMoney": {"amount": "5.00", "currencyCode": "GBP"}}
    given = {
        "lineItems": [{"title": "Pot", "quantity": 2, "priceSet": money}],
        "shippingLines": [{"title": "Post", "priceSet": delivery}],
        "discountCode": code,
    }
    bench.data(
        """mutation ($order: OrderCreateOrderInput!) {
          orderCreate(order: $order) { userErrors { message } } }""",
        {"order": given},
    )
    [order] = bench.shop.orders.values()
    amounts = {"total": str(totals.total(order)), "discounts": str(totals.discounts(order))}
    return amounts, [str(line.discount) for line in order.lines]


def test_a_percentage_is_taken_off_the_goods() -> None:
    code = {"itemPercentageDiscountCode": {"code": "TEN", "percentage": 10}}
    assert discounted(code) == ({"total": "23.00", "discounts": "2.00"}, ["2.00"])


def test_free_delivery_is_taken_off_delivery() -> None:
    code = {"freeShippingDiscountCode": {"code": "POST"}}
    assert discounted(code) == ({"total": "20.00", "discounts": "5.00"}, ["0"])


def test_a_discount_is_never_more_than_the_goods() -> None:
    money = {"shopMoney": {"amount": "99", "currencyCode": "GBP"}}
    code = {"itemFixedDiscountCode": {"code": "ALL", "amountSet": money}}
    assert discounted(code) == ({"total": "5.00", "discounts": "20.00"}, ["20.00"])
