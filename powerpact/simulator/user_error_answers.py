"""A mutation's answer with userErrors and nothing done, shaped after what the query selects."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

Fragments = dict[str, FragmentDefinitionNode]


def user_errors_data(
    document: DocumentNode | None, operation_name: str | None, error: dict[str, Any]
) -> dict[str, Any]:
    """The `data` of an answer in which every mutation of the operation reports `error`.

    `error` has field, message and code; only what the query selects of it is answered.
    """
    definitions = document.definitions if document else ()
    fragments = {
        node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)
    }
    operation = next(
        node
        for node in definitions
        if isinstance(node, OperationDefinitionNode)
        and operation_name in (None, node.name and node.name.value)
    )
    return {
        _key(mutation): _payload(mutation, error, fragments)
        for mutation in _fields(operation.selection_set, fragments)
    }


def _payload(mutation: FieldNode, error: dict[str, Any], fragments: Fragments) -> dict[str, Any]:
    return {
        _key(part): _errors(part, error, fragments) if _holds_errors(part) else None
        for part in _fields(mutation.selection_set, fragments)
    }


def _errors(part: FieldNode, error: dict[str, Any], fragments: Fragments) -> list[dict[str, Any]]:
    selected = _fields(part.selection_set, fragments)
    return [{_key(leaf): error.get(leaf.name.value) for leaf in selected}]


def _holds_errors(part: FieldNode) -> bool:
    """True for userErrors and for orderCancel's orderCancelUserErrors."""
    return part.name.value.lower().endswith("usererrors")


def _fields(selection: SelectionSetNode | None, fragments: Fragments) -> Iterator[FieldNode]:
    for node in selection.selections if selection else ():
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, FragmentSpreadNode):
            yield from _fields(fragments[node.name.value].selection_set, fragments)
        elif isinstance(node, InlineFragmentNode):
            yield from _fields(node.selection_set, fragments)


def _key(node: FieldNode) -> str:
    return node.alias.value if node.alias else node.name.value
