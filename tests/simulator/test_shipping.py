"""Fulfilment orders and shipments (platform facts 5)."""

from typing import Any

import pytest

from powerpact.simulator import actions
from powerpact.simulator.refusals import Refused
from powerpact.simulator.store.fulfilments import FulfillmentOrder
from powerpact.simulator.store.inventory import Location
from powerpact.simulator.store.orders import Order
from tests.simulator.asking import codes
from tests.simulator.benches import Bench

CREATE = """
mutation ($given: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $given) { fulfillment { id name } userErrors { message } }
}
"""
HOLD = """
mutation ($id: ID!, $hold: FulfillmentOrderHoldInput!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) {
    fulfillmentHold { id }
    fulfillmentOrder { id status lineItems(first: 5) { nodes { remainingQuantity } } }
    remainingFulfillmentOrder { id status }
    userErrors { code }
  }
}
"""
RELEASE = """
mutation ($id: ID!, $holds: [ID!]) {
  fulfillmentOrderReleaseHold(id: $id, holdIds: $holds) {
    fulfillmentOrder { status } userErrors { code }
  }
}
"""
MOVE = """
mutation ($id: ID!, $place: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
  fulfillmentOrderMove(id: $id, newLocationId: $place, fulfillmentOrderLineItems: $lines) {
    movedFulfillmentOrder { id assignedLocation { name } }
    originalFulfillmentOrder { status } userErrors { code }
  }
}
"""
STATUS = "query ($id: ID!) { order(id: $id) { displayFulfillmentStatus } }"


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def order(bench: Bench) -> Order:
    """Three mugs and two vases, paid."""
    basket = []
    for title, quantity in (("Mug", 3), ("Vase", 2)):
        product = actions.create_product(bench.shop, title, sku=title.upper(), quantity=9)
        basket.append((product.variants[0].id, quantity))
    return actions.place_order(bench.shop, basket)


@pytest.fixture
def waiting(order: Order) -> FulfillmentOrder:
    return order.fulfillment_orders[0]


def ship(bench: Bench, *groups: dict[str, Any], **fields: Any) -> Any:
    return bench.data(CREATE, {"given": {"lineItemsByFulfillmentOrder": list(groups), **fields}})


def status(bench: Bench, order: Order) -> str:
    return str(bench.data(STATUS, {"id": order.id})["displayFulfillmentStatus"])


def group(waiting: FulfillmentOrder, *pieces: int) -> dict[str, Any]:
    """Pieces of the first lines; everything when none are named."""
    lines = [{"id": line.id, "quantity": n} for line, n in zip(waiting.lines, pieces, strict=False)]
    return {"fulfillmentOrderId": waiting.id, "fulfillmentOrderLineItems": lines or None}


def barn(bench: Bench) -> Location:
    shop = bench.shop
    place = shop.keep(Location(shop.ids.gid("Location"), "Barn", shop.created_at))
    shop.locations[place.id] = place
    return place


def test_a_part_and_then_the_rest(bench: Bench, order: Order, waiting: FulfillmentOrder) -> None:
    seen = [status(bench, order)]
    for pieces in ((2,), ()):
        assert ship(bench, group(waiting, *pieces))["userErrors"] == []
        seen.append(status(bench, order))
    assert seen == ["UNFULFILLED", "PARTIALLY_FULFILLED", "FULFILLED"]
    assert [s.name for s in order.fulfillments] == ["#1001-F1", "#1001-F2"]
    assert waiting.status == "CLOSED"


def test_no_more_is_shipped_than_is_left(bench: Bench, waiting: FulfillmentOrder) -> None:
    assert len(ship(bench, group(waiting, 4))["userErrors"]) == 1
    assert waiting.remaining == 5


def test_nothing_is_shipped_twice(bench: Bench, waiting: FulfillmentOrder) -> None:
    ship(bench, group(waiting))
    assert len(ship(bench, group(waiting))["userErrors"]) == 1


def test_two_orders_do_not_go_in_one_parcel(bench: Bench, waiting: FulfillmentOrder) -> None:
    other = actions.place_order(bench.shop, [(next(iter(bench.shop.variants)), 1)])
    answer = ship(bench, group(waiting), group(other.fulfillment_orders[0]))
    assert len(answer["userErrors"]) == 1


def test_an_unknown_fulfilment_order_is_refused(bench: Bench, waiting: FulfillmentOrder) -> None:
    unknown = {"fulfillmentOrderId": "gid://shopify/FulfillmentOrder/1"}
    assert len(ship(bench, unknown)["userErrors"]) == 1
    strange = {"id": "gid://shopify/FulfillmentOrderLineItem/1", "quantity": 1}
    stranger = {"fulfillmentOrderId": waiting.id, "fulfillmentOrderLineItems": [strange]}
    assert len(ship(bench, stranger)["userErrors"]) == 1


def test_a_cancelled_shipment_opens_its_pieces_again(
    bench: Bench, order: Order, waiting: FulfillmentOrder
) -> None:
    ship(bench, group(waiting))
    actions.cancel_fulfillment(bench.shop, order.fulfillments[0])
    fresh = order.fulfillment_orders[-1]
    assert fresh is not waiting
    assert [(line.line_item.sku, line.remaining_quantity) for line in fresh.lines] == [
        ("MUG", 3),
        ("VASE", 2),
    ]
    assert status(bench, order) == "UNFULFILLED"


def test_a_held_fulfilment_order_cannot_be_shipped(
    bench: Bench, order: Order, waiting: FulfillmentOrder
) -> None:
    held = bench.data(HOLD, {"id": waiting.id, "hold": {"reason": "OTHER"}})
    assert held["fulfillmentOrder"]["status"] == status(bench, order) == "ON_HOLD"
    assert len(ship(bench, group(waiting))["userErrors"]) == 1
    released = bench.data(RELEASE, {"id": waiting.id})
    assert released["fulfillmentOrder"]["status"] == "OPEN"


def test_only_the_named_hold_is_released(bench: Bench, waiting: FulfillmentOrder) -> None:
    first, second = (
        bench.data(HOLD, {"id": waiting.id, "hold": {"reason": "OTHER", "handle": handle}})
        for handle in "ab"
    )
    named = {"id": waiting.id, "holds": [first["fulfillmentHold"]["id"]]}
    assert bench.data(RELEASE, named)["fulfillmentOrder"]["status"] == "ON_HOLD"
    assert [hold.id for hold in waiting.fulfillment_holds] == [second["fulfillmentHold"]["id"]]


def test_holding_one_line_splits_off_the_rest(bench: Bench, waiting: FulfillmentOrder) -> None:
    lines = [{"id": waiting.lines[0].id, "quantity": 2}]
    hold = {"reason": "OTHER", "fulfillmentOrderLineItems": lines}
    answer = bench.data(HOLD, {"id": waiting.id, "hold": hold})
    kept = answer["fulfillmentOrder"]["lineItems"]["nodes"]
    assert [line["remainingQuantity"] for line in kept] == [2]
    rest = bench.shop.fulfillment_orders[answer["remainingFulfillmentOrder"]["id"]]
    assert (rest.status, rest.remaining) == ("OPEN", 3)


def test_only_the_first_hold_is_told(bench: Bench, waiting: FulfillmentOrder) -> None:
    bench.topics()
    for handle in "ab":
        bench.data(HOLD, {"id": waiting.id, "hold": {"reason": "OTHER", "handle": handle}})
    assert bench.topics() == ["fulfillment_orders/placed_on_hold"]


@pytest.mark.parametrize(
    ("handles", "code"),
    [
        (["a", "a"], "DUPLICATE_FULFILLMENT_HOLD_HANDLE"),
        (list("abcdefghijk"), "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED"),
    ],
)
def test_holds_are_limited(
    bench: Bench, waiting: FulfillmentOrder, handles: list[str], code: str
) -> None:
    answers = [
        bench.data(HOLD, {"id": waiting.id, "hold": {"reason": "OTHER", "handle": handle}})
        for handle in handles
    ]
    assert codes(answers[-1]) == [code]
    assert all(codes(answer) == [] for answer in answers[:-1])


def test_a_hold_on_what_is_not_there_is_refused(bench: Bench, waiting: FulfillmentOrder) -> None:
    unknown = {"id": "gid://shopify/FulfillmentOrder/1", "hold": {"reason": "OTHER"}}
    assert codes(bench.data(HOLD, unknown)) == ["FULFILLMENT_ORDER_NOT_FOUND"]
    lines = [{"id": waiting.lines[0].id, "quantity": 99}]
    hold = {"reason": "OTHER", "fulfillmentOrderLineItems": lines}
    answer = bench.data(HOLD, {"id": waiting.id, "hold": hold})
    assert codes(answer) == ["INVALID_LINE_ITEM_QUANTITY"]


def test_a_part_moves_to_another_location(bench: Bench, waiting: FulfillmentOrder) -> None:
    bench.topics()
    lines = [{"id": waiting.lines[1].id, "quantity": 2}]
    answer = bench.data(MOVE, {"id": waiting.id, "place": barn(bench).id, "lines": lines})
    assert answer["movedFulfillmentOrder"]["assignedLocation"] == {"name": "Barn"}
    assert waiting.remaining == 3
    assert bench.topics() == ["fulfillment_orders/moved"]


def test_what_is_moved_whole_is_closed_where_it_was(
    bench: Bench, waiting: FulfillmentOrder
) -> None:
    answer = bench.data(MOVE, {"id": waiting.id, "place": barn(bench).id})
    assert answer["originalFulfillmentOrder"] == {"status": "CLOSED"}


def test_what_has_begun_is_not_moved(bench: Bench, waiting: FulfillmentOrder) -> None:
    ship(bench, group(waiting, 1))
    answer = bench.data(MOVE, {"id": waiting.id, "place": barn(bench).id})
    assert codes(answer) == ["CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"]


def test_without_the_scope_there_seem_to_be_none(bench: Bench, order: Order) -> None:
    bench.shop.app.scopes = {"read_orders"}
    read = "query ($id: ID!) { order(id: $id) { fulfillmentOrders(first: 5) { nodes { id } } } }"
    assert bench.data(read, {"id": order.id})["fulfillmentOrders"]["nodes"] == []


def test_a_person_ships_by_sku_and_no_more_than_is_left(bench: Bench, order: Order) -> None:
    [parcel] = actions.ship(bench.shop, order, {"MUG": 2}, company="DHL", number="1Z")
    assert [(line.line_item.sku, line.quantity) for line in parcel.lines] == [("MUG", 2)]
    with pytest.raises(Refused):
        actions.ship(bench.shop, order, {"MUG": 2})
    with pytest.raises(KeyError):
        actions.ship(bench.shop, order, {"BOWL": 1})
