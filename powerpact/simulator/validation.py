"""Refusals of a document or its variables, as Shopify words and codes them (platform facts 9.2)."""

import re
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableDefinitionNode,
    print_ast,
)

from powerpact.simulator.variables import problems_of

Body = dict[str, Any]

UNDEFINED = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'")
MISSING_ARGUMENT = re.compile(r"Field '(\w+)' argument '(\w+)' of type .* is required")
MISSING_INPUT = re.compile(r"Field '(\w+)\.(\w+)' of required type '(.*)' was not provided")


def refusal(errors: list[Body]) -> Body:
    """An answer without data."""
    return {"errors": errors}


def syntax_refusal(error: GraphQLError) -> Body:
    entry = error.formatted
    return refusal([{"message": entry["message"], "locations": entry.get("locations", [])}])


def document_refusal(document: DocumentNode, errors: list[GraphQLError]) -> Body:
    return refusal([translated(document, error) for error in errors])


def translated(document: DocumentNode, error: GraphQLError) -> Body:
    """One validation error in Shopify's words where they are known, else in graphql-core's."""
    entry: Body = {"message": error.message, "locations": error.formatted.get("locations", [])}
    path = path_to(document, error)
    if match := UNDEFINED.search(error.message):
        name, type_name = match.groups()
        entry["message"] = f"Field '{name}' doesn't exist on type '{type_name}'"
        entry["path"] = path
        code = {"code": "undefinedField", "typeName": type_name, "fieldName": name}
    elif match := MISSING_ARGUMENT.search(error.message):
        name, argument = match.groups()
        entry["message"] = f"Field '{name}' is missing required arguments: {argument}"
        entry["path"] = path
        code = {"code": "missingRequiredArguments", "className": "Field", "name": name}
        code["arguments"] = argument
    elif match := MISSING_INPUT.search(error.message):
        return missing_attribute(entry, path, *match.groups())
    else:
        return incompatible_literal(entry, error, path)
    return {**entry, "extensions": code}


def missing_attribute(entry: Body, path: list[str], owner: str, name: str, kind: str) -> Body:
    """As recorded in product-delete-parity.2026-04.a.json, `inlineMissingId`."""
    message = f"Argument '{name}' on InputObject '{owner}' is required. Expected type {kind}"
    extensions = {
        "code": "missingRequiredInputObjectAttribute",
        "argumentName": name,
        "argumentType": kind,
        "inputObjectType": owner,
    }
    return {**entry, "message": message, "path": [*path, name], "extensions": extensions}


def incompatible_literal(entry: Body, error: GraphQLError, path: list[str]) -> Body:
    """A literal of the wrong type, as in webhook-subscription-topic-enum-validation."""
    wrong = re.search(r"[Ee]xpected (?:value of )?type '([^']+)'", error.message)
    wrong = wrong or re.search(r"does not exist in '([^']+)' enum", error.message)
    if not wrong or not error.nodes or not path:
        return entry
    operation_field_argument = 3
    owner = "InputObject" if len(path) > operation_field_argument else "Field"
    name, kind = path[-1], wrong.group(1)
    kind = kind if kind.endswith("!") else f"{kind}!"
    on = f"{owner} '{path[-2]}'"
    value = print_ast(error.nodes[0])
    message = f"Argument '{name}' on {on} has an invalid value ({value}). Expected type '{kind}'."
    extensions = {
        "code": "argumentLiteralsIncompatible",
        "typeName": owner,
        "argumentName": name,
    }
    return {**entry, "message": message, "path": path, "extensions": extensions}


def path_to(document: DocumentNode, error: GraphQLError) -> list[str]:
    """From the operation to the fault by name, such as `["mutation", "productDelete", "input"]`."""
    if not error.nodes or error.nodes[0].loc is None:
        return []
    spot = error.nodes[0].loc.start
    names: list[str] = []
    pending: list[Any] = list(document.definitions)
    while pending:
        node = pending.pop()
        if node.loc is None or not node.loc.start <= spot < node.loc.end:
            continue
        if label := _label(node):
            names.append(label)
        pending = [child for key in node.keys for child in _children(getattr(node, key))]
    return names


def _label(node: Any) -> str:
    if isinstance(node, OperationDefinitionNode):
        return f"{node.operation.value} {node.name.value}" if node.name else node.operation.value
    if isinstance(node, FieldNode) or node.kind in {"argument", "object_field"}:
        return str(node.name.value)
    return ""


def _children(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return [item for item in value if hasattr(item, "keys")]
    return [value] if hasattr(value, "kind") else []


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
    loc = definition.loc
    line = loc.source.get_location(loc.start) if loc else None
    return {
        "message": message,
        "locations": [{"line": line.line, "column": line.column}] if line else [],
        "extensions": {
            "code": "INVALID_VARIABLE",
            "value": variables.get(name),
            "problems": problems,
        },
    }
