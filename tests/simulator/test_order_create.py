"""orderCreate: stock, custom ids, limits and finding what was made (platform facts 4.1, 4.3)."""

from typing import Any

import pytest

from powerpact.simulator import actions
from powerpact.simulator.store.products import ProductVariant
from tests.simulator.asking import OBEYING, ORDER_BY_SPLIT, ORDER_CREATE, codes, define, line
from tests.simulator.benches import Bench

SPLIT = [{"namespace": "$app", "key": "split_id", "type": "id", "value": "9c1f"}]


def stocked(bench: Bench, quantity: int | None = 5) -> ProductVariant:
    return actions.create_product(bench.shop, "Mug", quantity=quantity).variants[0]


def create(bench: Bench, *lines: dict[str, Any], **fields: Any) -> Any:
    options = fields.pop("options", OBEYING)
    order = {"lineItems": list(lines), **fields}
    return bench.data(ORDER_CREATE, {"order": order, "options": options})


def test_stock_is_taken_by_policy() -> None:
    bench = Bench()
    mug = stocked(bench)
    assert codes(create(bench, line(mug.id, 4))) == []
    assert codes(create(bench, line(mug.id, 2))) == ["INVENTORY_CLAIM_FAILED"]
    assert mug.inventory_quantity == 1
    assert len(bench.shop.orders) == 1


def test_two_lines_of_one_variant_are_claimed_together() -> None:
    bench = Bench()
    mug = stocked(bench)
    refused = create(bench, line(mug.id, 3), line(mug.id, 3))
    assert [error["field"] for error in refused["userErrors"]] == [["order", "lineItems", "1"]]


def test_without_a_behaviour_no_stock_is_taken() -> None:
    bench = Bench()
    mug = stocked(bench)
    create(bench, line(mug.id, 9), options=None)
    assert mug.inventory_quantity == 5


@pytest.mark.parametrize(
    ("quantity", "policy", "options"),
    [
        (None, "DENY", OBEYING),
        (1, "CONTINUE", OBEYING),
        (1, "DENY", {"inventoryBehaviour": "DECREMENT_IGNORING_POLICY"}),
    ],
)
def test_shortage_matters_only_for_tracked_stock_under_deny(
    quantity: int | None, policy: str, options: dict[str, str]
) -> None:
    bench = Bench()
    mug = stocked(bench, quantity)
    mug.inventory_policy = policy
    assert codes(create(bench, line(mug.id, 3), options=options)) == []


def test_nothing_is_paid_that_no_transaction_pays() -> None:
    bench = Bench()
    order = create(bench, line(stocked(bench).id), financialStatus="PENDING")["order"]
    assert order["displayFinancialStatus"] == "PENDING"
    assert "orders/paid" not in bench.topics()


def test_a_paid_order_is_told_as_created_and_paid() -> None:
    bench = Bench()
    mug = stocked(bench)
    bench.topics()
    money = {"shopMoney": {"amount": "10.00", "currencyCode": "GBP"}}
    create(bench, line(mug.id), transactions=[{"amountSet": money}])
    assert bench.topics() == [
        "inventory_levels/update",
        "products/update",
        "orders/create",
        "orders/paid",
        "fulfillment_orders/order_routing_complete",
        "orders/updated",
    ]


def test_a_repeated_custom_id_is_refused() -> None:
    bench = Bench(custom_id_repeat="refuse")
    define(bench, "ORDER", "split_id")
    mug = stocked(bench)
    first = create(bench, line(mug.id), metafields=SPLIT)["order"]
    second = create(bench, line(mug.id), metafields=SPLIT)
    assert second["userErrors"][0]["field"] == ["order", "metafields", "0", "value"]
    assert codes(second) == ["INVALID"]
    assert bench.data(ORDER_BY_SPLIT, {"value": "9c1f"}) == {"id": first["id"]}


def test_a_repeated_custom_id_is_accepted_where_the_store_does() -> None:
    bench = Bench(custom_id_repeat="accept")
    define(bench, "ORDER", "split_id")
    mug = stocked(bench)
    first, second = (create(bench, line(mug.id), metafields=SPLIT)["order"] for _ in range(2))
    assert second["id"] != first["id"]
    assert bench.data(ORDER_BY_SPLIT, {"value": "9c1f"}) == {"id": first["id"]}


def test_an_unknown_custom_id_is_null_and_a_missing_definition_an_error() -> None:
    bench = Bench()
    body = bench.answer(ORDER_BY_SPLIT, {"value": "9c1f"})
    assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    define(bench, "ORDER", "split_id")
    assert bench.data(ORDER_BY_SPLIT, {"value": "9c1f"}) is None


def test_the_search_sees_an_order_only_when_its_index_does() -> None:
    bench = Bench(search_lag_seconds=30)
    create(bench, line(stocked(bench).id), sourceIdentifier="bubbly:1:p7")
    search = """{ orders(first: 5, query: "source_identifier:'bubbly:1:p7'") { nodes { id } } }"""
    assert bench.data(search)["nodes"] == []
    bench.pass_time(31)
    assert len(bench.data(search)["nodes"]) == 1


def test_a_development_store_takes_five_orders_a_minute() -> None:
    bench = Bench(order_limit_per_minute=5)
    mug = stocked(bench, None)
    answers = [create(bench, line(mug.id)) for _ in range(6)]
    assert [answer["order"] is None for answer in answers] == [False] * 5 + [True]
    assert "Too many" in answers[5]["userErrors"][0]["message"]
    bench.pass_time(61)
    assert create(bench, line(mug.id))["order"] is not None


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"lineItems": []}, ["order", "lineItems"]),
        (
            {"lineItems": [line("gid://shopify/ProductVariant/1")]},
            ["order", "lineItems", "0", "variantId"],
        ),
        ({"lineItems": [{"quantity": 1}]}, ["order", "lineItems", "0"]),
    ],
)
def test_an_order_that_makes_no_sense_is_invalid(order: dict[str, Any], field: list[str]) -> None:
    answer = Bench().data(ORDER_CREATE, {"order": order})
    assert [(e["field"], e["code"]) for e in answer["userErrors"]] == [(field, "INVALID")]


def test_tax_stands_on_the_order_or_on_its_lines() -> None:
    bench = Bench()
    tax = [{"title": "VAT", "rate": "0.2"}]
    answer = create(bench, {**line(stocked(bench).id), "taxLines": tax}, taxLines=tax)
    assert answer["userErrors"][0]["field"] == ["order", "taxLines"]


def test_pieces_come_from_the_fullest_location_first() -> None:
    bench = Bench()
    mug = stocked(bench, 2)
    second = bench.shop.keep(
        type(bench.shop.main_location)(bench.shop.ids.gid("Location"), "Barn", bench.world.now())
    )
    bench.shop.locations[second.id] = second
    actions.set_stock(bench.shop, mug, 3, second)
    create(bench, line(mug.id, 4))
    [order] = bench.shop.orders.values()
    routed = {fo.assigned_location.name: fo.remaining for fo in order.fulfillment_orders}
    assert routed == {"Barn": 3, "Shop location": 1}


def test_a_known_customer_is_found_by_email() -> None:
    bench = Bench()
    mug = stocked(bench)
    upsert = {"toUpsert": {"email": "ada@example.com", "firstName": "Ada"}}
    for _ in range(2):
        create(bench, line(mug.id), customer=upsert)
    assert [c.display_name for c in bench.shop.customers.values()] == ["Ada"]


def test_orders_older_than_sixty_days_need_a_scope_of_their_own() -> None:
    bench = Bench()
    gid = create(bench, line(stocked(bench).id))["order"]["id"]
    read = "query ($id: ID!) { order(id: $id) { id } orders(first: 5) { nodes { id } } }"
    bench.pass_time(61 * 24 * 3600)
    assert bench.answer(read, {"id": gid})["data"] == {"order": None, "orders": {"nodes": []}}
    bench.shop.app.scopes.add("read_all_orders")
    shown = {"id": gid}
    assert bench.answer(read, {"id": gid})["data"] == {"order": shown, "orders": {"nodes": [shown]}}
