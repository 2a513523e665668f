"""What the engine says of a request before and after it runs (platform facts 6 and 9.2)."""

import pytest

from powerpact.simulator import actions
from tests.simulator.benches import Bench


def costs(bench: Bench, query: str) -> tuple[float, float]:
    """Requested and actual."""
    prepared = bench.engine.prepare(bench.shop, query)
    executed = bench.engine.run(prepared, bench.shop.app.scopes)
    return prepared.requested_cost, executed.actual_cost


@pytest.mark.parametrize(
    ("query", "requested"),
    [
        ("{ shop { id } }", 1),
        ("{ shop { id plan { shopifyPlus } } }", 2),
        # The three that were measured (platform facts 3.1 and 6).
        ("{ orders(first: 250) { nodes { id } } }", 13),
        ("{ orders(first: 250) { nodes { id lineItems(first: 250) { nodes { id } } } } }", 156),
        (
            "{ products(first: 250) { nodes { id options { name }"
            " variants(first: 250) { nodes { id } } } } }",
            167,
        ),
    ],
)
def test_a_query_asks_for_what_was_measured(query: str, requested: float) -> None:
    assert Bench().engine.prepare(Bench().shop, query).requested_cost == requested


def test_a_page_costs_what_it_held() -> None:
    bench = Bench()
    for title in ("Mug", "Vase"):
        actions.create_product(bench.shop, title)
    requested, actual = costs(bench, "{ products(first: 250) { nodes { id } } }")
    assert (requested, actual) == (13, 3)


def test_edges_and_fragments_cost_what_nodes_cost() -> None:
    plain = "{ products(first: 20) { nodes { id seo { title } } } }"
    spread = """
      query { products(first: 20) { edges { node { ...Fields ... on Product { handle } } } } }
      fragment Fields on Product { id seo { title } }
    """
    prepare = Bench().engine.prepare
    assert prepare(Bench().shop, plain).requested_cost == 12
    assert prepare(Bench().shop, spread).requested_cost == 12


def test_a_product_costs_by_what_it_brings() -> None:
    bench = Bench()
    values = [{"optionName": "Title", "name": "Default Title"}]
    variant = {"optionValues": values, "metafields": [{"key": "note"}], "file": {"alt": "a"}}
    given = {"title": "Mug", "files": [{}], "metafields": [{"key": "x"}], "variants": [variant]}
    prepared = bench.engine.prepare(
        bench.shop,
        "mutation ($i: ProductSetInput!) { productSet(input: $i) { product { id } } }",
        {"i": given},
    )
    assert prepared.requested_cost == pytest.approx(10 + 1.9 + 0.2 + 2 * 0.4 + 0.6)


def test_a_query_over_a_thousand_points_is_refused() -> None:
    query = (
        "{ orders(first: 250) { nodes { lineItems(first: 250) { nodes"
        " { variant { product { id } } taxLines { title } product { id } duties: product { id }"
        " a: product { id } b: product { id } c: product { id } d: product { id } } } } } }"
    )
    body = Bench().answer(query)
    [error] = body["errors"]
    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert error["extensions"]["cost"] > error["extensions"]["maxCost"] == 1000
    assert "data" not in body


def test_a_field_without_its_scope_is_null_and_the_rest_is_answered() -> None:
    bench = Bench()
    bench.shop.app.scopes = {"write_products"}
    body = bench.answer("{ products(first: 1) { nodes { id } } shop { name } order(id: 1) { id } }")
    assert body["data"] == {
        "products": {"nodes": []},
        "shop": {"name": "Kiln & Harbour"},
        "order": None,
    }
    [error] = body["errors"]
    assert error["path"] == ["order"]
    assert error["extensions"]["requiredAccess"] == "`read_orders` access scope."


def test_a_mutation_without_its_scope_changes_nothing() -> None:
    bench = Bench()
    bench.shop.app.scopes = {"read_products"}
    body = bench.answer('mutation { productSet(input: {title: "Mug"}) { userErrors { message } } }')
    assert body["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert bench.shop.products == {}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ shop { nam } }", "undefinedField"),
        ("{ product { id } }", "missingRequiredArguments"),
        ("{ shop(id: 1) { name } }", "argumentNotAccepted"),
        (
            "mutation { productDelete(input: {}) { deletedProductId } }",
            MISSING := "missingRequiredInputObjectAttribute",
        ),
        (
            "mutation { productDelete(input: null) { deletedProductId } }",
            "argumentLiteralsIncompatible",
        ),
        ("{ products(first: 1, sortKey: NOPE) { nodes { id } } }", "argumentLiteralsIncompatible"),
        ("{ products { nodes { id } } }", "BAD_REQUEST"),
        ("{ products(first: 251) { nodes { id } } }", "BAD_REQUEST"),
        ('{ products(first: 1, after: "?") { nodes { id } } }', "BAD_REQUEST"),
    ],
)
def test_a_faulty_document_is_told_by_its_code(query: str, code: str) -> None:
    assert Bench().answer(query)["errors"][0]["extensions"]["code"] == code


@pytest.mark.parametrize("query", ["", "{ shop {", "{ shop }"])
def test_what_cannot_be_read_has_no_data(query: str) -> None:
    body = Bench().answer(query)
    assert body["errors"]
    assert "data" not in body


def test_two_operations_need_a_name() -> None:
    bench = Bench()
    query = "query One { shop { id } } query Two { shop { name } }"
    assert "data" not in bench.answer(query)
    assert "data" not in bench.answer(query, operation="Three")
    assert bench.answer(query, operation="Two")["data"] == {"shop": {"name": "Kiln & Harbour"}}


@pytest.mark.parametrize(
    ("variables", "path", "explanation"),
    [
        ({}, [], "Expected value to not be null"),
        ({"input": {"titel": "x"}}, ["titel"], "Field is not defined on ProductSetInput"),
        (
            {"input": {"variants": [{}]}},
            ["variants", 0, "optionValues"],
            "Expected value to not be null",
        ),
        ({"input": {"title": 5}}, ["title"], "String cannot represent a non string value: 5"),
        ({"input": "x"}, [], "Expected 'x' to be a key-value object."),
    ],
)
def test_a_variable_that_does_not_fit_is_told_with_its_path(
    variables: dict[str, object], path: list[object], explanation: str
) -> None:
    query = "mutation ($input: ProductSetInput!) { productSet(input: $input) { product { id } } }"
    [error] = Bench().answer(query, variables)["errors"]
    assert error["extensions"]["code"] == "INVALID_VARIABLE"
    assert error["extensions"]["problems"] == [{"path": path, "explanation": explanation}]


def test_one_of_several_identifiers_must_be_chosen() -> None:
    query = "query ($i: ProductIdentifierInput!) { productByIdentifier(identifier: $i) { id } }"
    body = Bench().answer(query, {"i": {"handle": "a", "id": "b"}})
    assert body["errors"][0]["extensions"]["code"] == "INVALID_VARIABLE"


def test_a_request_tells_what_it_will_do() -> None:
    bench = Bench()
    prepared = bench.engine.prepare(
        bench.shop, 'mutation { a: tagsAdd(id: "1", tags: ["x"]) { userErrors { message } } }'
    )
    assert (prepared.root_fields, prepared.is_mutation) == (("tagsAdd",), True)


def test_a_refused_request_cannot_be_run() -> None:
    bench = Bench()
    with pytest.raises(ValueError, match="refused"):
        bench.engine.run(bench.engine.prepare(bench.shop, "{"), set())
