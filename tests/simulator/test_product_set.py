"""productSet makes a product be as described (platform facts 3.4)."""

from typing import Any

import pytest

from powerpact.simulator import actions
from tests.simulator.asking import PRODUCT_SET, codes, define, mug, sized
from tests.simulator.benches import Bench

BY_HANDLE = {"handle": "mug"}
BY_CUSTOM_ID = {"customId": {"namespace": "$app", "key": "ref", "value": "p7-1"}}


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    define(bench, "PRODUCT", "ref")
    return bench


def sizes(*values: str) -> dict[str, Any]:
    return {"name": "Size", "values": [{"name": value} for value in values]}


def put(bench: Bench, identifier: dict[str, Any] | None = None, **fields: Any) -> Any:
    return bench.data(PRODUCT_SET, {"identifier": identifier, "input": mug(**fields)})


@pytest.mark.parametrize("identifier", [BY_HANDLE, BY_CUSTOM_ID])
def test_the_same_identifier_twice_is_one_product(bench: Bench, identifier: Any) -> None:
    first = put(bench, identifier)["product"]
    second = put(bench, identifier, title="Cup")["product"]
    assert second["id"] == first["id"]
    assert second["title"] == "Cup"
    assert [p.id for p in bench.shop.products.values()] == [first["id"]]


def test_without_an_identifier_every_call_makes_a_product(bench: Bench) -> None:
    handles = [put(bench)["product"]["handle"] for _ in range(3)]
    assert handles == ["mug", "mug-1", "mug-2"]


def test_variants_keep_their_ids_by_option_values(bench: Bench) -> None:
    before = put(bench, BY_HANDLE)["product"]["variants"]["nodes"]
    after = put(bench, BY_HANDLE, variants=[sized("M"), sized("S")])["product"]["variants"]["nodes"]
    assert {v["title"]: v["id"] for v in after} == {v["title"]: v["id"] for v in before}
    assert [v["title"] for v in after] == ["M", "S"]


def test_lists_replace_and_scalars_stay(bench: Bench) -> None:
    put(bench, BY_HANDLE, vendor="Kiln", tags=["a", "b"])
    after = put(bench, BY_HANDLE, tags=["c"], variants=[sized("S")])["product"]
    assert after["vendor"] == "Kiln"
    assert after["tags"] == ["c"]
    assert [v["sku"] for v in after["variants"]["nodes"]] == ["MUG-S"]
    assert [v.sku for v in bench.shop.variants.values()] == ["MUG-S"]


def test_a_dropped_picture_is_gone_and_a_named_one_stays(bench: Bench) -> None:
    sources = [{"originalSource": f"https://cdn.example.com/{n}.jpg"} for n in "ab"]
    put(bench, BY_HANDLE, files=sources)
    [product] = bench.shop.products.values()
    kept = product.media[1]
    put(bench, BY_HANDLE, files=[{"id": kept.id}])
    assert product.media == [kept]


def test_metafields_not_named_are_dropped(bench: Bench) -> None:
    note = {"namespace": "custom", "key": "note", "type": "single_line_text_field", "value": "x"}
    put(bench, BY_HANDLE, metafields=[note])
    [product] = bench.shop.products.values()
    put(bench, BY_HANDLE, metafields=[])
    assert product.metafields == {}


def test_stock_is_set_where_it_lies(bench: Bench) -> None:
    place = bench.shop.main_location.id
    quantities = [{"locationId": place, "name": "available", "quantity": 7}]
    put(bench, variants=[sized("S", inventoryQuantities=quantities)])
    [variant] = bench.shop.variants.values()
    assert variant.inventory_quantity == 7


@pytest.mark.parametrize(
    ("identifier", "fields", "code"),
    [
        (BY_HANDLE, {"handle": "cup"}, "INPUT_MISMATCH"),
        (BY_HANDLE, {"id": "gid://shopify/Product/1"}, "ID_NOT_ALLOWED"),
        (BY_CUSTOM_ID, {"metafields": []}, "METAFIELD_MISMATCH"),
        ({"id": "gid://shopify/Product/1"}, {}, "PRODUCT_DOES_NOT_EXIST"),
        (None, {"handle": "taken"}, "HANDLE_NOT_UNIQUE"),
        (None, {"title": " "}, "INVALID_INPUT"),
        (None, {"variants": None}, "VARIANTS_INPUT_MISSING"),
        (None, {"productOptions": None}, "PRODUCT_OPTIONS_INPUT_MISSING"),
        (None, {"variants": []}, "VARIANTS_OVER_LIMIT"),
        (None, {"variants": [sized("S", price="-1")]}, "INVALID_INPUT"),
        (
            None,
            {"variants": [sized("S", id="gid://shopify/ProductVariant/1")]},
            "PRODUCT_VARIANT_DOES_NOT_EXIST",
        ),
        (None, {"productOptions": [sizes()], "variants": []}, "OPTION_VALUES_MISSING"),
        (None, {"productOptions": [sizes("S", "M", "S")]}, "DUPLICATED_OPTION_VALUE"),
        (None, {"productOptions": [sizes("S", "M")] * 2}, "DUPLICATED_OPTION_NAME"),
        (None, {"productOptions": [sizes("S", "M")] * 4}, "OPTIONS_OVER_LIMIT"),
        (None, {"productOptions": [sizes("S")]}, "OPTION_VALUE_DOES_NOT_EXIST"),
        (None, {"productOptions": [{**sizes("S"), "name": "Colour"}]}, "OPTION_DOES_NOT_EXIST"),
        (
            None,
            {"productOptions": [sizes("S", "M"), {**sizes("S"), "name": "Colour"}]},
            "INVALID_VARIANT",
        ),
        (
            None,
            {"metafields": [{"namespace": "$app", "key": "ref", "value": "taken"}]},
            "INVALID_METAFIELD",
        ),
    ],
)
def test_a_refused_input_changes_nothing(
    bench: Bench, identifier: Any, fields: dict[str, Any], code: str
) -> None:
    metafields = [{"namespace": "$app", "key": "ref", "value": "taken"}]
    actions.create_product(bench.shop, "Taken", metafields=metafields)
    bench.topics()
    answer = put(bench, identifier, **fields)
    assert code in codes(answer)
    assert answer["product"] is None
    assert len(bench.shop.products) == 1
    assert bench.topics() == []


def test_a_custom_id_without_a_definition_is_a_top_level_error() -> None:
    body = Bench().answer(PRODUCT_SET, {"identifier": BY_CUSTOM_ID, "input": mug()})
    assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert body["data"] == {"productSet": None}


def test_two_thousand_and_forty_eight_variants_are_taken_and_paged(bench: Bench) -> None:
    sizes = [str(number) for number in range(2048)]
    options = [{"name": "Size", "values": [{"name": size} for size in sizes]}]
    put(bench, productOptions=options, variants=[sized(size) for size in sizes])
    [product] = bench.shop.products.values()
    read: list[str] = []
    page: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
    while page["hasNextPage"]:
        variants = bench.data(
            """query ($id: ID!, $after: String) { product(id: $id) {
              variants(first: 250, after: $after) {
                nodes { title } pageInfo { hasNextPage endCursor } } } }""",
            {"id": product.id, "after": page["endCursor"]},
        )["variants"]
        read += [node["title"] for node in variants["nodes"]]
        page = variants["pageInfo"]
    assert read == sizes


def test_a_failed_asynchronous_set_is_complete_with_errors(bench: Bench) -> None:
    started = bench.data(
        """mutation ($input: ProductSetInput!) {
          productSet(input: $input, synchronous: false) { productSetOperation { id status } } }""",
        {"input": {"title": ""}},
    )["productSetOperation"]
    bench.pass_time(5)
    ended = bench.data(
        """query ($id: ID!) { productOperation(id: $id) {
          status product { id } ... on ProductSetOperation { userErrors { code } } } }""",
        {"id": started["id"]},
    )
    assert started["status"] == "CREATED"
    assert ended == {
        "status": "COMPLETE",
        "product": None,
        "userErrors": [{"code": "INVALID_INPUT"}],
    }
