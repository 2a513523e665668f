"""Refusals of a document or its variables, as Shopify words and codes them (platform facts 9.2)."""

import re
from collections.abc import Callable
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    VariableDefinitionNode,
    get_location,
    print_ast,
)

from powerpact.simulator.variables import problems_of

Body = dict[str, Any]
Path = list[str]


def refusal(errors: list[Body]) -> Body:
    """An answer without data."""
    return {"errors": errors}


def syntax_refusal(error: GraphQLError) -> Body:
    """What does not parse."""
    return refusal([_plain(error)])


def document_refusal(document: DocumentNode, errors: list[GraphQLError]) -> Body:
    """What parses and is not valid: each fault in Shopify's words where they are known."""
    return refusal([_translated(document, error) for error in errors])


def _plain(error: GraphQLError) -> Body:
    formatted = error.formatted
    return {"message": formatted["message"], "locations": formatted.get("locations", [])}


def _translated(document: DocumentNode, error: GraphQLError) -> Body:
    entry = _plain(error)
    for pattern, explain in EXPLAINED.items():
        if match := re.search(pattern, error.message):
            message, path, extensions = explain(match, error, path_to(document, error))
            return {**entry, "message": message, "path": path, "extensions": extensions}
    return entry


Explained = tuple[str, Path, Body]


def _undefined_field(match: re.Match[str], _: GraphQLError, path: Path) -> Explained:
    name, type_name = match.groups()
    extensions = {"code": "undefinedField", "typeName": type_name, "fieldName": name}
    return f"Field '{name}' doesn't exist on type '{type_name}'", path, extensions


def _missing_argument(match: re.Match[str], _: GraphQLError, path: Path) -> Explained:
    """As in webhook-subscription-conformance.2026-04.a.json."""
    name, argument = match.groups()
    extensions = {
        "code": "missingRequiredArguments",
        "className": "Field",
        "name": name,
        "arguments": argument,
    }
    return f"Field '{name}' is missing required arguments: {argument}", path, extensions


def _missing_attribute(match: re.Match[str], _: GraphQLError, path: Path) -> Explained:
    """As in product-delete-parity.2026-04.a.json, `inlineMissingId`."""
    owner, name = match.groups()
    extensions = {
        "code": "missingRequiredInputObjectAttribute",
        "argumentName": name,
        "inputObjectType": owner,
    }
    return f"Argument '{name}' on InputObject '{owner}' is required.", [*path, name], extensions


def _unknown_argument(match: re.Match[str], _: GraphQLError, path: Path) -> Explained:
    argument, name = match.groups()
    extensions = {
        "code": "argumentNotAccepted",
        "name": name,
        "typeName": "Field",
        "argumentName": argument,
    }
    return f"Field '{name}' doesn't accept argument '{argument}'", path, extensions


def _incompatible(match: re.Match[str], error: GraphQLError, path: Path) -> Explained:
    """A literal of the wrong type, as in webhook-subscription-topic-enum-validation."""
    operation_field_argument = 3
    nested = len(path) > operation_field_argument
    owner = "InputObject" if nested else "Field"
    value = print_ast(error.nodes[0]) if error.nodes else ""
    kind = match.group(1).rstrip("!") + "!"
    on = f"{owner} '{path[-2]}'"
    told = f"Argument '{path[-1]}' on {on} has an invalid value ({value}). Expected type '{kind}'."
    extensions = {
        "code": "argumentLiteralsIncompatible",
        "typeName": owner,
        "argumentName": path[-1],
    }
    return told, path, extensions


EXPLAINED: dict[str, Callable[[re.Match[str], GraphQLError, Path], Explained]] = {
    r"Cannot query field '(\w+)' on type '(\w+)'": _undefined_field,
    r"Argument '\w+\.(\w+)\((\w+):\)' of type '.*' is required": _missing_argument,
    r"Expected value of type '(\w+)' to include required field '(\w+)'": _missing_attribute,
    r"Unknown argument '(\w+)' on field '\w+\.(\w+)'": _unknown_argument,
    r"does not exist in '(\w+)' enum": _incompatible,
    r"Expected value of non-null type '([^']+)' not to be None": _incompatible,
}


def path_to(document: DocumentNode, error: GraphQLError) -> Path:
    """From the operation to the fault by name, such as `["mutation", "productDelete", "input"]`."""
    if not error.nodes or error.nodes[0].loc is None:
        return []
    spot = error.nodes[0].loc.start
    names: Path = []
    pending: list[Node] = list(document.definitions)
    while pending:
        node = pending.pop()
        if node.loc is None or not node.loc.start <= spot < node.loc.end:
            continue
        if label := _label(node):
            names.append(label)
        pending = [child for key in node.keys for child in _nodes(getattr(node, key))]
    return names


def _label(node: Any) -> str:
    if isinstance(node, OperationDefinitionNode):
        return f"{node.operation.value} {node.name.value}" if node.name else node.operation.value
    if isinstance(node, FieldNode) or node.kind in {"argument", "object_field"}:
        return str(node.name.value)
    return ""


def _nodes(value: Any) -> list[Node]:
    found = value if isinstance(value, list | tuple) else [value]
    return [item for item in found if isinstance(item, Node)]


def variable_refusal(
    schema: GraphQLSchema, operation: OperationDefinitionNode, variables: dict[str, Any]
) -> Body | None:
    """INVALID_VARIABLE for the variables that do not fit, or nothing when all fit."""
    errors = []
    for definition in operation.variable_definitions or ():
        problems = problems_of(schema, definition, variables)
        if problems:
            errors.append(_invalid_variable(definition, variables, problems))
    return refusal(errors) if errors else None


def _invalid_variable(
    definition: VariableDefinitionNode, variables: dict[str, Any], problems: list[Body]
) -> Body:
    name = definition.variable.name.value
    spelled = print_ast(definition.type)
    message = f"Variable ${name} of type {spelled} was provided invalid value"
    if problems[0]["path"]:
        told = [f"{'.'.join(map(str, p['path']))} ({p['explanation']})" for p in problems]
        message += f" for {', '.join(told)}"
    extensions = {"code": "INVALID_VARIABLE", "value": variables.get(name), "problems": problems}
    return {"message": message, "locations": _place(definition), "extensions": extensions}


def _place(node: Node) -> list[Body]:
    if node.loc is None:
        return []
    place = get_location(node.loc.source, node.loc.start)
    return [{"line": place.line, "column": place.column}]
