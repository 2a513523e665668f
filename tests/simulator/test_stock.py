"""Stock that the app sets, and the @idempotent rules (platform facts 3.7 and 3.8)."""

from typing import Any

import pytest

from powerpact.simulator import actions
from powerpact.simulator.store.products import ProductVariant
from tests.simulator.asking import codes
from tests.simulator.benches import Bench

SET = """
mutation ($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id changes { name delta } } userErrors { field code }
  }
}
"""
ACTIVATE = """
mutation ($item: ID!, $place: ID!, $available: Int) {
  inventoryActivate(inventoryItemId: $item, locationId: $place, available: $available)
    @idempotent(key: "activate") { inventoryLevel { id } userErrors { field message } }
}
"""


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def mug(bench: Bench) -> ProductVariant:
    return actions.create_product(bench.shop, "Mug", quantity=5).variants[0]


def put(
    bench: Bench,
    mug: ProductVariant,
    quantity: int,
    expected: int | None,
    key: str = "k",
    **row: Any,
) -> Any:
    place = {"inventoryItemId": mug.inventory_item.id, "locationId": bench.shop.main_location.id}
    rows = [{**place, "quantity": quantity, "changeFromQuantity": expected}]
    given = {"name": "available", "reason": "correction", "quantities": rows}
    return bench.data(SET, {"input": given, "key": "k"})


def test_the_right_expectation_sets_and_tells(bench: Bench, mug: ProductVariant) -> None:
    bench.topics()
    answer = put(bench, mug, 3, expected=5)
    changes = answer["inventoryAdjustmentGroup"]["changes"]
    assert [(c["name"], c["delta"]) for c in changes] == [("available", -2), ("on_hand", -2)]
    assert mug.inventory_quantity == 3
    assert bench.topics() == ["inventory_levels/update", "products/update"]


def test_a_stale_expectation_changes_nothing(bench: Bench, mug: ProductVariant) -> None:
    assert codes(put(bench, mug, 3, expected=4)) == ["CHANGE_FROM_QUANTITY_STALE"]
    assert mug.inventory_quantity == 5


def test_null_expects_nothing(bench: Bench, mug: ProductVariant) -> None:
    assert codes(put(bench, mug, 9, expected=None)) == []


def test_setting_what_is_there_makes_no_group(bench: Bench, mug: ProductVariant) -> None:
    assert put(bench, mug, 5, expected=5)["inventoryAdjustmentGroup"] is None


def test_the_same_key_and_question_has_the_same_answer(bench: Bench, mug: ProductVariant) -> None:
    first = put(bench, mug, 3, expected=5)
    actions.set_stock(bench.shop, mug, 7)
    assert put(bench, mug, 3, expected=5) == first
    assert mug.inventory_quantity == 7


def test_the_same_key_with_another_question_is_refused(bench: Bench, mug: ProductVariant) -> None:
    put(bench, mug, 3, expected=5)
    assert codes(put(bench, mug, 4, expected=3)) == ["IDEMPOTENCY_KEY_PARAMETER_MISMATCH"]


def test_a_key_is_forgotten_after_a_day(bench: Bench, mug: ProductVariant) -> None:
    put(bench, mug, 3, expected=None)
    actions.set_stock(bench.shop, mug, 7)
    bench.pass_time(24 * 3600 + 1)
    put(bench, mug, 3, expected=None)
    assert mug.inventory_quantity == 3


def test_a_pair_named_twice_is_refused(bench: Bench, mug: ProductVariant) -> None:
    place = {"inventoryItemId": mug.inventory_item.id, "locationId": bench.shop.main_location.id}
    rows = [{**place, "quantity": 3, "changeFromQuantity": None}] * 2
    given = {"name": "available", "reason": "correction", "quantities": rows}
    answer = bench.data(SET, {"input": given, "key": "k"})
    assert codes(answer) == ["NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "committed"}, "INVALID_NAME"),
        ({"referenceDocumentUri": "nowhere"}, "INVALID_REFERENCE_DOCUMENT"),
    ],
)
def test_a_faulty_input_is_told_by_its_code(
    bench: Bench, mug: ProductVariant, fields: dict[str, str], code: str
) -> None:
    given = {"name": "available", "reason": "correction", "quantities": [], **fields}
    assert codes(bench.data(SET, {"input": given, "key": "k"})) == [code]


def test_a_blank_key_counts_as_none(bench: Bench) -> None:
    given = {"name": "available", "reason": "correction", "quantities": []}
    body = bench.answer(SET, {"input": given, "key": " "})
    assert body["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("missing", ["item", "place"])
def test_what_is_unknown_cannot_be_activated(
    bench: Bench, mug: ProductVariant, missing: str
) -> None:
    given = {"item": mug.inventory_item.id, "place": bench.shop.main_location.id}
    answer = bench.data(ACTIVATE, {**given, missing: "gid://shopify/None/1"})
    assert len(answer["userErrors"]) == 1
    assert answer["inventoryLevel"] is None


def test_an_order_commits_and_a_shipment_takes_off_the_shelf(
    bench: Bench, mug: ProductVariant
) -> None:
    [level] = mug.inventory_item.levels.values()
    order = actions.place_order(bench.shop, [(mug.id, 2)])
    assert [level.quantity(n) for n in ("available", "committed", "on_hand")] == [3, 2, 5]
    actions.ship(bench.shop, order)
    assert [level.quantity(n) for n in ("available", "committed", "on_hand")] == [3, 0, 3]


def test_an_item_can_be_edited(bench: Bench, mug: ProductVariant) -> None:
    bench.topics()
    answer = bench.data(
        """mutation ($id: ID!) { inventoryItemUpdate(id: $id, input: {
          tracked: false, cost: "4.20", measurement: {weight: {value: 2, unit: POUNDS}}
        }) { inventoryItem { tracked unitCost { amount } measurement { weight { unit } } } } }""",
        {"id": mug.inventory_item.id},
    )
    assert answer["inventoryItem"] == {
        "tracked": False,
        "unitCost": {"amount": "4.2"},
        "measurement": {"weight": {"unit": "POUNDS"}},
    }
    assert bench.topics() == ["inventory_items/update"]
