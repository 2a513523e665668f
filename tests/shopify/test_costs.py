"""What an operation is expected to ask for: never less than Shopify says, and then just that."""

import random
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    OperationDefinitionNode,
    Undefined,
    parse,
    type_from_ast,
)

from powerpact.shopify.cost import Cost
from powerpact.shopify.costs import MOST, Costs, first_guess
from powerpact.shopify.operations import operation
from tests.shopify.test_operations import NAMES
from tests.simulator.benches import Bench

# The text of a bulk operation, which has no pages and is not sent by itself.
SENT_AS_TEXT = {"catalogue_export"}
SIZES = (1, 2, 5, 10, 50, 100, 250)


def value(kind: Any, size: int) -> Any:
    """Some value of that type: page sizes as told, of objects only what they must have."""
    if isinstance(kind, GraphQLNonNull):
        return value(kind.of_type, size)
    if isinstance(kind, GraphQLList):
        return [value(kind.of_type, size)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        must = {
            name: field.type
            for name, field in kind.fields.items()
            if isinstance(field.type, GraphQLNonNull) and field.default_value is Undefined
        }
        chosen = must or (kind.is_one_of and {"id": kind.fields["id"].type}) or {}
        return {name: value(each, size) for name, each in chosen.items()}
    return {"Int": size, "Boolean": True}.get(kind.name, "gid://shopify/Product/1")


def variables_for(bench: Bench, name: str, size: int) -> dict[str, Any]:
    """Variables that the document takes, with pages of that size."""
    [definition] = parse(operation(name).document).definitions
    assert isinstance(definition, OperationDefinitionNode)
    return {
        given.variable.name.value: value(type_from_ast(bench.engine.schema, given.type), size)
        for given in definition.variable_definitions or ()
    }


def requested(bench: Bench, name: str, variables: dict[str, Any]) -> float:
    """What the simulator, whose prices were fitted to recordings, says that it asks for."""
    prepared = bench.engine.prepare(bench.shop, operation(name).document, variables, None)
    if prepared.refusal is None:
        return prepared.requested_cost
    [refused] = prepared.refusal["errors"]
    assert refused["extensions"]["code"] == "MAX_COST_EXCEEDED", refused
    return MOST


@pytest.mark.parametrize("name", sorted(set(NAMES) - SENT_AS_TEXT))
def test_the_first_guess_is_never_below_what_is_asked_for(name: str) -> None:
    bench = Bench()
    for size in SIZES:
        variables = variables_for(bench, name, size)
        says = requested(bench, name, variables)
        assert says <= first_guess(name, variables) <= 2 * says + 10


def test_a_listing_is_expected_to_cost_more_with_all_that_it_brings() -> None:
    bench, seeded = Bench(), random.Random(3)
    variables = variables_for(bench, "product_upsert", 100)
    metafield = {"namespace": "$app", "key": "k", "type": "id", "value": "v"}
    for _ in range(20):
        variables["input"] = {
            "metafields": [metafield] * seeded.randint(0, 5),
            "files": [{"originalSource": "https://x.test/a.jpg"}] * seeded.randint(0, 20),
            "variants": [
                {
                    "optionValues": [],
                    "metafields": [metafield] * seeded.randint(0, 3),
                    "file": {"originalSource": "https://x.test/b.jpg"},
                },
                {"optionValues": []},
            ]
            * seeded.randint(0, 100),
        }
        assert requested(bench, "product_upsert", variables) <= first_guess(
            "product_upsert", variables
        )


def test_no_request_is_expected_to_ask_for_more_than_any_may() -> None:
    variants = [{"file": {"id": "f"}}] * 2048  # as many as a product may have
    given = {"input": {"variants": variants}, "variantsFirst": 250, "synchronous": False}
    assert first_guess("product_upsert", given) == MOST


def test_what_an_answer_says_replaces_the_guess_for_pages_of_that_size() -> None:
    costs = Costs()
    costs.heard("locations", {"first": 100}, Cost(requested=11.0))
    assert costs.expected("locations", {"first": 100}) == 11.0
    assert costs.expected("locations", {"first": 250}) == first_guess("locations", {"first": 250})


def test_of_different_words_the_dearest_counts() -> None:
    costs = Costs()
    for points in (11.0, 14.0, 12.0):
        costs.heard("locations", {"first": 100}, Cost(requested=points))
    assert costs.expected("locations", {"first": 100}) == 14.0


@pytest.mark.parametrize("cost", [None, Cost(), Cost(requested=0.0)])
def test_an_answer_that_does_not_tell_its_cost_teaches_nothing(cost: Cost | None) -> None:
    costs = Costs()
    costs.heard("locations", {"first": 100}, cost)
    assert costs.expected("locations", {"first": 100}) == first_guess("locations", {"first": 100})


def test_what_was_heard_does_not_grow_without_end() -> None:
    costs = Costs(most_kept=2)
    for first in (2, 10, 50):
        costs.heard("locations", {"first": first}, Cost(requested=100.0))
    known = [first for first in (2, 10, 50) if costs.expected("locations", {"first": first}) == 100]
    assert known == [50]
