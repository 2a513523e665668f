"""Our documents, and Shopify's schema."""

import gzip
import json
import os
from pathlib import Path

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_client_schema, parse, validate
from graphql.validation import NoDeprecatedCustomRule, specified_rules

import powerpact.shopify
from powerpact.shopify.operations import operation

FOLDER = Path(powerpact.shopify.__file__).parent / "operations"
NAMES = sorted(path.stem for path in FOLDER.glob("*.graphql"))
SCHEMA = Path(__file__).parents[3] / "shared/shopify/schema/admin_2026-10.json.gz"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    if not SCHEMA.exists() and "CI" not in os.environ:
        pytest.skip("Shopify's schema is not beside this checkout")
    raw = json.loads(gzip.decompress(SCHEMA.read_bytes()))
    # Shopify deprecates fields that its interfaces do not; graphql-core would refuse the schema.
    return build_client_schema(raw.get("data", raw), assume_valid=True)


@pytest.mark.parametrize("name", NAMES)
def test_every_document_is_valid_and_selects_nothing_deprecated(
    name: str, schema: GraphQLSchema
) -> None:
    rules = [*specified_rules, NoDeprecatedCustomRule]
    assert validate(schema, parse(operation(name).document), rules) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_file_holds_one_operation_and_its_kind_is_known(name: str) -> None:
    (definition,) = parse(operation(name).document).definitions
    assert isinstance(definition, OperationDefinitionNode)
    assert operation(name).is_mutation == (definition.operation.value == "mutation")


def test_an_unknown_operation_is_our_mistake() -> None:
    with pytest.raises(FileNotFoundError):
        operation("no_such_operation")
