"""Pages of connections and the search that narrows them."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.simulator import actions
from tests.simulator.benches import Bench

PAGE = """
query ($first: Int, $after: String, $last: Int, $before: String, $reverse: Boolean, $q: String) {
  products(first: $first, after: $after, last: $last, before: $before, reverse: $reverse,
    sortKey: UPDATED_AT, query: $q) {
    nodes { title } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""


def shelf(count: int) -> Bench:
    """A store whose products were made one minute after another, two at a time."""
    bench = Bench()
    for number in range(count):
        product = actions.create_product(bench.shop, str(number), tags=[f"t{number % 2}"])
        product.updated_at += timedelta(minutes=number // 2)
    return bench


def titles(page: Any) -> list[str]:
    return [node["title"] for node in page["nodes"]]


@given(st.integers(0, 9), st.integers(1, 4), st.booleans())
def test_every_product_is_on_exactly_one_page(count: int, size: int, reverse: bool) -> None:
    bench, read, after, more = shelf(count), list[str](), None, True
    while more:
        asked = {"first": size, "after": after, "reverse": reverse}
        page = bench.data(PAGE, asked)
        read += titles(page)
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    expected = [str(number) for number in range(count)]
    assert read == (expected[::-1] if reverse else expected)


def test_pages_can_be_read_backwards() -> None:
    bench = shelf(5)
    last = bench.data(PAGE, {"last": 2})
    before = bench.data(PAGE, {"last": 2, "before": last["pageInfo"]["startCursor"]})
    assert (titles(last), titles(before)) == (["3", "4"], ["1", "2"])
    assert before["pageInfo"]["hasPreviousPage"]
    assert before["pageInfo"]["hasNextPage"]


def test_a_product_that_changes_between_pages_hides_no_other() -> None:
    bench = shelf(4)
    first = bench.data(PAGE, {"first": 2})
    changed = bench.shop.handles["1"]
    changed.updated_at += timedelta(hours=1)
    second = bench.data(PAGE, {"first": 5, "after": first["pageInfo"]["endCursor"]})
    assert titles(second) == ["2", "3", "1"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("title:2", ["2"]),
        ("tag:t1", ["1", "3"]),
        ("tag_not:t1", ["0", "2", "4"]),
        ("tag:T1 handle:'3'", ["3"]),
        ("handle:1 OR handle:2", ["1", "2"]),
        ("NOT tag:t1 AND -handle:0", ["2", "4"]),
        ("(handle:1 OR handle:2) tag:t0", ["2"]),
        ("handle:4*", ["4"]),
        ("3", ["3"]),
        ("updated_at:>'2026-11-22T12:01:00Z'", ["4"]),
        ("updated_at:>=2026-11-22T12:01:00", ["2", "3", "4"]),
        ("updated_at:<nonsense", []),
        ("id:nonsense", []),
        ("id:>0 vendor:'kiln & harbour' status:active", ["0", "1", "2", "3", "4"]),
        ("tag:none", []),
    ],
)
def test_a_search_finds_what_it_names(query: str, expected: list[str]) -> None:
    assert titles(shelf(5).data(PAGE, {"first": 9, "q": query})) == expected


def test_an_unknown_search_field_is_ignored_with_a_warning() -> None:
    bench = shelf(2)
    prepared = bench.engine.prepare(bench.shop, PAGE, {"first": 5, "q": "colour:red title:1"})
    executed = bench.engine.run(prepared, bench.shop.app.scopes)
    assert titles(executed.body["data"]["products"]) == ["1"]
    [warned] = executed.extensions["search"]
    assert warned["path"] == ["products"]
    assert [(w["field"], w["code"]) for w in warned["warnings"]] == [("colour", "invalid_field")]


def test_variants_are_searched_by_sku_and_product() -> None:
    bench = Bench()
    product = actions.create_product(bench.shop, "Mug", sku="MUG", quantity=1)
    actions.create_product(bench.shop, "Vase", sku="VASE")
    number, place = product.id.rpartition("/")[2], bench.shop.main_location.id.rpartition("/")[2]
    for query in ("sku:mug", f"product_id:{number}", f"sku:M* location_id:{place}"):
        found = bench.data(
            "query ($q: String) { productVariants(first: 5, query: $q) { nodes { sku } } }",
            {"q": query},
        )
        assert found["nodes"] == [{"sku": "MUG"}]
