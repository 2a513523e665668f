"""What is wrong with the variables of a request, in Shopify's words (platform facts 9.2)."""

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLSchema,
    Undefined,
    VariableDefinitionNode,
    type_from_ast,
)

Problem = dict[str, Any]
NULL = "Expected value to not be null"


def problems_of(
    schema: GraphQLSchema, definition: VariableDefinitionNode, variables: dict[str, Any]
) -> list[Problem]:
    """Every fault of one variable's value: its path and an explanation."""
    name = definition.variable.name.value
    kind: Any = type_from_ast(schema, definition.type)
    if name not in variables and definition.default_value is not None:
        return []
    return list(_check(kind, variables.get(name), []))


def _check(kind: GraphQLInputType, value: Any, path: list[str | int]) -> list[Problem]:
    if isinstance(kind, GraphQLNonNull):
        if value is None:
            return [_problem(path, NULL)]
        return _check(kind.of_type, value, path)
    if value is None:
        return []
    if isinstance(kind, GraphQLList):
        return _check_list(kind, value, path)
    if isinstance(kind, GraphQLInputObjectType):
        return _check_object(kind, value, path)
    return _check_leaf(kind, value, path)


def _check_list(kind: GraphQLList[Any], value: Any, path: list[str | int]) -> list[Problem]:
    if not isinstance(value, list):
        return _check(kind.of_type, value, path)
    found: list[Problem] = []
    for index, item in enumerate(value):
        found += _check(kind.of_type, item, [*path, index])
    return found


def _check_object(kind: GraphQLInputObjectType, value: Any, path: list[str | int]) -> list[Problem]:
    if not isinstance(value, dict):
        return [_problem(path, f"Expected {value!r} to be a key-value object.")]
    found = [
        _problem([*path, name], f"Field is not defined on {kind.name}")
        for name in value
        if name not in kind.fields
    ]
    for name, field in kind.fields.items():
        if name in value:
            found += _check(field.type, value[name], [*path, name])
        elif isinstance(field.type, GraphQLNonNull) and field.default_value is Undefined:
            found.append(_problem([*path, name], NULL))
    if kind.is_one_of and sum(item is not None for item in value.values()) != 1:
        found.append(_problem(path, f"'{kind.name}' requires exactly one argument"))
    return found


def _check_leaf(kind: Any, value: Any, path: list[str | int]) -> list[Problem]:
    if isinstance(kind, GraphQLEnumType) and value not in kind.values:
        known = ", ".join(kind.values)
        return [_problem(path, f'Expected "{value}" to be one of: {known}')]
    if isinstance(kind, GraphQLScalarType):
        try:
            kind.coerce_input_value(value)
        except (GraphQLError, ValueError, TypeError) as fault:
            return [_problem(path, str(fault))]
    return []


def _problem(path: list[str | int], explanation: str) -> Problem:
    return {"path": path, "explanation": explanation}
