"""The simulator's schema is a true subset of Shopify's, and serves what the app may ask."""

import gzip
import json
import os
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_client_schema,
    parse,
    validate,
)

from powerpact.simulator.schema import read_schema, trim
from tests.simulator.benches import SHARED

SOURCE = SHARED / "schema/admin_2026-10.json.gz"
OPERATIONS = SHARED / "operations.graphql"
BUILT_IN = {"String", "Int", "Float", "Boolean", "ID"}

pytestmark = pytest.mark.skipif(
    not SOURCE.is_file() and not os.environ.get("CI"),
    reason="Shopify's schema is not beside the project.",
)


@pytest.fixture(scope="module")
def shopify() -> GraphQLSchema:
    read = json.loads(gzip.decompress(SOURCE.read_bytes()))
    # Shopify's own schema breaks a rule about deprecated arguments.
    return build_client_schema(read.get("data", read), assume_valid=True)


@pytest.fixture(scope="module")
def ours() -> GraphQLSchema:
    return read_schema()


def own_types(schema: GraphQLSchema) -> dict[str, GraphQLNamedType]:
    return {
        name: kind
        for name, kind in schema.type_map.items()
        if not name.startswith("__") and name not in BUILT_IN
    }


def test_every_type_is_of_the_same_kind(shopify: GraphQLSchema, ours: GraphQLSchema) -> None:
    kinds = {name: type(kind) for name, kind in own_types(ours).items()}
    assert kinds == {name: type(shopify.type_map.get(name)) for name in kinds}


def argument_facts(arguments: dict[str, Any]) -> dict[str, Any]:
    return {
        name: (str(a.type), a.default_value, a.deprecation_reason is not None)
        for name, a in arguments.items()
    }


def test_every_field_has_the_same_type_arguments_and_deprecation(
    shopify: GraphQLSchema, ours: GraphQLSchema
) -> None:
    for name, kind in own_types(ours).items():
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            continue
        theirs: Any = shopify.type_map[name]
        for field_name, field in kind.fields.items():
            original = theirs.fields[field_name]
            place = f"{name}.{field_name}"
            assert str(field.type) == str(original.type), place
            assert argument_facts(field.args) == argument_facts(original.args), place
            deprecated = field.deprecation_reason is not None
            assert deprecated == (original.deprecation_reason is not None), place


def test_every_input_is_whole(shopify: GraphQLSchema, ours: GraphQLSchema) -> None:
    for name, kind in own_types(ours).items():
        if isinstance(kind, GraphQLInputObjectType):
            theirs: Any = shopify.type_map[name]
            assert argument_facts(kind.fields) == argument_facts(theirs.fields), name
            assert kind.is_one_of == theirs.is_one_of, name


def test_every_enum_is_whole(shopify: GraphQLSchema, ours: GraphQLSchema) -> None:
    for name, kind in own_types(ours).items():
        if isinstance(kind, GraphQLEnumType):
            theirs: Any = shopify.type_map[name]
            values = {v: e.deprecation_reason is not None for v, e in kind.values.items()}
            assert values == {
                v: e.deprecation_reason is not None for v, e in theirs.values.items()
            }, name


def test_interfaces_and_unions_claim_no_more_than_shopifys(
    shopify: GraphQLSchema, ours: GraphQLSchema
) -> None:
    for name, kind in own_types(ours).items():
        theirs: Any = shopify.type_map[name]
        if isinstance(kind, GraphQLObjectType):
            claimed = {interface.name for interface in kind.interfaces}
            assert claimed <= {interface.name for interface in theirs.interfaces}, name
        elif isinstance(kind, GraphQLUnionType):
            assert {t.name for t in kind.types} == {t.name for t in theirs.types}, name


def test_the_idempotent_directive_is_shopifys(shopify: GraphQLSchema, ours: GraphQLSchema) -> None:
    own, original = ours.get_directive("idempotent"), shopify.get_directive("idempotent")
    assert own is not None
    assert original is not None
    assert argument_facts(own.args) == argument_facts(original.args)
    assert own.locations == original.locations


def test_the_files_are_what_the_trimmer_writes_today() -> None:
    schema = json.loads(gzip.decompress(SOURCE.read_bytes()))
    wanted = trim.read_wanted((trim.HERE / "wanted.txt").read_text())
    cut = trim.Cut(schema.get("data", schema)["__schema"], wanted)
    kept = {file.name: file.read_text() for file in trim.HERE.glob("*.graphql")}
    assert trim.written(cut) == kept


@pytest.mark.parametrize(
    ("wanted", "told"),
    [({"Shop": ["colour"]}, "Shop has no field colour"), ({"Shop": ["plan"]}, "ShopPlan")],
)
def test_a_wish_that_cannot_be_had_is_told(wanted: dict[str, list[str]], told: str) -> None:
    schema = json.loads(gzip.decompress(SOURCE.read_bytes()))
    with pytest.raises(SystemExit, match=told):
        trim.Cut(schema.get("data", schema)["__schema"], wanted)


def test_every_document_the_app_may_send_is_valid(ours: GraphQLSchema) -> None:
    document = parse(OPERATIONS.read_text())
    assert [error.message for error in validate(ours, document)] == []
