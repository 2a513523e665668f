"""Bulk operations: results, limits, ends (platform facts 3.2 and 3.3)."""

import asyncio
import json
from typing import Any

import pytest

from powerpact.simulator import actions
from tests.simulator.benches import Bench

START = """
mutation ($query: String!, $grouped: Boolean!) {
  bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
    bulkOperation { id } userErrors { message code }
  }
}
"""
RUN = """
mutation ($mutation: String!, $path: String!) {
  bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path) {
    bulkOperation { id } userErrors { message code }
  }
}
"""
STATE = """
query ($id: ID!) { bulkOperation(id: $id) { status url objectCount rootObjectCount fileSize } }
"""
CATALOGUE = "{ products { edges { node { id variants { edges { node { id sku } } } } } } }"
UPSERT = """
mutation ($identifier: ProductSetIdentifiers, $input: ProductSetInput!) {
  productSet(identifier: $identifier, input: $input) {
    product { handle } userErrors { code }
  }
}
"""

NESTED = " ".join(f"a{number}: variants {{ edges {{ node {{ id }} }} }}" for number in range(5))
SIX_CONNECTIONS = f"{{ products {{ edges {{ node {{ {NESTED} }} }} }} }}"


def start(bench: Bench, query: str, *, grouped: bool = False) -> str:
    answer = bench.data(START, {"query": query, "grouped": grouped})
    assert answer["userErrors"] == []
    return str(answer["bulkOperation"]["id"])


def lines(bench: Bench, gid: str) -> list[dict[str, Any]]:
    """What the finished operation wrote."""
    name = bench.data(STATE, {"id": gid})["url"].rpartition("/")[2]
    return [json.loads(line) for line in bench.shop.files[name].splitlines()]


def catalogue(count: int) -> Bench:
    bench = Bench()
    for number in range(count):
        actions.create_product(bench.shop, f"Mug {number}", sku=f"MUG-{number}")
    return bench


def test_children_name_their_parents_and_do_not_follow_them() -> None:
    bench = catalogue(230)
    gid = start(bench, CATALOGUE)
    bench.pass_time(5)
    written = lines(bench, gid)
    parents = {line["id"]: place for place, line in enumerate(written) if "__parentId" not in line}
    children = [(place, line) for place, line in enumerate(written) if "__parentId" in line]
    assert len(parents) == len(children) == 230
    assert all(place < parents[line["__parentId"]] for place, line in children)


def test_grouped_children_follow_their_parents() -> None:
    bench = catalogue(2)
    gid = start(bench, CATALOGUE, grouped=True)
    bench.pass_time(5)
    assert ["__parentId" in line for line in lines(bench, gid)] == [False, True, False, True]


def test_counts_are_text_and_count_every_line() -> None:
    bench = catalogue(3)
    gid = start(bench, CATALOGUE)
    bench.pass_time(5)
    state = bench.data(STATE, {"id": gid})
    assert (state["status"], state["objectCount"], state["rootObjectCount"]) == (
        "COMPLETED",
        "6",
        "3",
    )


def test_an_empty_result_has_no_address() -> None:
    bench = Bench()
    gid = start(bench, CATALOGUE)
    bench.pass_time(5)
    state = bench.data(STATE, {"id": gid})
    assert (state["status"], state["url"], state["fileSize"]) == ("COMPLETED", None, None)


def test_a_query_filter_narrows_the_result() -> None:
    bench = catalogue(3)
    gid = start(bench, '{ products(query: "sku:MUG-1") { edges { node { id title } } } }')
    bench.pass_time(5)
    assert [line["title"] for line in lines(bench, gid)] == ["Mug 1"]


def test_it_goes_from_created_to_running_to_completed_and_tells() -> None:
    bench = Bench(bulk_seconds=10)
    gid = start(bench, CATALOGUE)
    seen = [bench.data(STATE, {"id": gid})["status"]]
    for _ in range(2):
        bench.pass_time(6)
        seen.append(bench.data(STATE, {"id": gid})["status"])
    assert seen == ["CREATED", "RUNNING", "COMPLETED"]
    assert [event.payload["status"] for event in bench.events] == ["completed"]


def test_a_cancelled_operation_writes_nothing() -> None:
    bench = catalogue(1)
    gid = start(bench, CATALOGUE)
    cancel = "mutation ($id: ID!) { bulkOperationCancel(id: $id) { userErrors { message } } }"
    assert bench.data(cancel, {"id": gid})["userErrors"] == []
    bench.pass_time(5)
    state = bench.data(STATE, {"id": gid})
    assert (state["status"], state["url"]) == ("CANCELED", None)
    assert len(bench.data(cancel, {"id": gid})["userErrors"]) == 1
    assert len(bench.data(cancel, {"id": "gid://shopify/BulkOperation/1"})["userErrors"]) == 1


@pytest.mark.parametrize(
    "query",
    [
        "{ products { edges { node { nope } } } }",
        'mutation { tagsAdd(id: "1", tags: []) { userErrors { message } } }',
        "{ products { edges { node { id } } } orders { edges { node { id } } } }",
        SIX_CONNECTIONS,
    ],
)
def test_a_query_that_is_not_for_bulk_is_invalid(query: str) -> None:
    answer = Bench().data(START, {"query": query, "grouped": False})
    assert [error["code"] for error in answer["userErrors"]] == ["INVALID"]


def test_a_query_of_one_thing_writes_it_and_what_hangs_below() -> None:
    bench = catalogue(1)
    [product] = bench.shop.products
    query = f'{{ product(id: "{product}") {{ id variants {{ edges {{ node {{ id }} }} }} }} }}'
    gid = start(bench, query)
    bench.pass_time(5)
    assert ["__parentId" in line for line in lines(bench, gid)] == [True, False]


def test_each_line_of_a_mutation_has_its_own_result() -> None:
    bench = Bench()
    rows = [
        json.dumps({"identifier": {"handle": "mug"}, "input": {"title": "Mug"}}),
        json.dumps({"input": {"title": ""}}),
        "not json",
        json.dumps({"input": {"titel": "x"}}),
    ]
    bench.shop.staged_uploads["key"] = "\n".join(rows).encode()
    answer = bench.data(RUN, {"mutation": UPSERT, "path": "key"})
    bench.pass_time(5)
    written = lines(bench, answer["bulkOperation"]["id"])
    assert [line["__lineNumber"] for line in written] == [0, 1, 2, 3]
    assert written[0]["data"]["productSet"]["product"] == {"handle": "mug"}
    assert written[1]["data"]["productSet"]["userErrors"] == [{"code": "INVALID_INPUT"}]
    assert ["errors" in line for line in written] == [False, False, True, True]


@pytest.mark.parametrize(
    "mutation", ["{ shop { id } }", "mutation { productSet(nope: 1) { product { id } } }"]
)
def test_a_mutation_that_cannot_run_is_refused(mutation: str) -> None:
    answer = Bench().data(RUN, {"mutation": mutation, "path": "key"})
    assert [error["code"] for error in answer["userErrors"]] == ["INVALID_MUTATION"]


def test_a_long_operation_lets_others_have_their_turn() -> None:
    async def turns_taken() -> int:
        bench = catalogue(450)
        gid = start(bench, CATALOGUE)
        bench.clock.advance(5)
        turns = 0
        while bench.shop.bulk_operations[gid].status != "COMPLETED":
            await asyncio.sleep(0)
            turns += 1
        return turns

    assert asyncio.run(turns_taken()) >= 4


def test_an_operation_that_fails_leaves_half_of_its_lines_as_partial_data() -> None:
    bench = catalogue(4)
    bench.shop.options.bulk_error = "TIMEOUT"
    gid = start(bench, CATALOGUE)
    bench.pass_time(5)
    operation = bench.shop.bulk_operations[gid]
    assert (operation.status, operation.error_code, operation.url) == ("FAILED", "TIMEOUT", None)
    assert operation.partial_data_url is not None
    assert len(bench.shop.files[operation.partial_data_url.rpartition("/")[2]].splitlines()) == 4


def test_a_result_can_hold_odd_lines_and_lack_its_end() -> None:
    bench = catalogue(1)
    bench.shop.options.bulk_lines = ["not json"]
    bench.shop.options.bulk_bytes_lost = 3
    gid = start(bench, CATALOGUE)
    bench.pass_time(5)
    assert bench.shop.bulk_operations[gid].object_count == 3
    [content] = bench.shop.files.values()
    assert content.endswith(b"}\nnot js")


def run_on(bench: Bench, *titles: str) -> str:
    """Start a bulk mutation that makes a product of each title."""
    rows = [json.dumps({"input": {"title": title}}, ensure_ascii=False) for title in titles]
    bench.shop.staged_uploads["key"] = "\n".join(rows).encode()
    return str(bench.data(RUN, {"mutation": UPSERT, "path": "key"})["bulkOperation"]["id"])


def test_only_a_new_line_ends_a_line_of_variables() -> None:
    bench = Bench()
    gid = run_on(bench, "Mug\u2028with a break", "Cup\x85")
    bench.pass_time(5)
    assert [line["__lineNumber"] for line in lines(bench, gid)] == [0, 1]
    assert len(bench.shop.products) == 2


def test_a_bulk_mutation_that_fails_shows_half_of_what_it_did() -> None:
    bench = Bench(bulk_error="TIMEOUT")
    gid = run_on(bench, "Mug", "Cup")
    bench.pass_time(5)
    operation = bench.shop.bulk_operations[gid]
    assert (operation.status, operation.error_code, operation.url) == ("FAILED", "TIMEOUT", None)
    name = str(operation.partial_data_url).rpartition("/")[2]
    assert len(bench.shop.files[name].splitlines()) == 1
