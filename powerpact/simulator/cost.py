"""What a query costs (platform facts 6, and the cost blocks of the recordings).

Scalars and amounts of money cost 0, an object or a plain list 1, a connection 2 plus its nodes
times a factor that grows with the logarithm of the page, a mutation 10 with its payload and what
stands directly in it. The factor was fitted to the recordings: 1 node 1, 5 nodes 3, 20 nodes 5,
50 nodes 7, 250 nodes 11.
"""

import math
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
)
from graphql.execution.values import VariableValues, get_argument_values

MAX_COST = 1000
MUTATION_COST = 10.0
CONNECTION_COST = 2.0
# A tracking update costs fifty in fulfillment-multi-tracking-info.2025-01.a.json.
DEARER_MUTATIONS = {"fulfillmentTrackingInfoUpdate": 50.0}
FREE_TYPES = {"MoneyBag", "MoneyV2", "PageInfo"}
# Points per element of a productSet's input (platform facts 3.4).
FILE_COST, VARIANT_COST, METAFIELD_COST, VARIANT_FILE_COST = 1.9, 0.2, 0.4, 0.6


@dataclass
class Priced:
    """One selected field: what it costs by itself and what hangs below it.

    `size` is the page asked of a connection; None for everything else.
    """

    own: float
    size: int | None = None
    children: "dict[str, Priced]" = field(default_factory=dict)

    def requested(self) -> float:
        below = sum(child.requested() for child in self.children.values())
        return self.own + below * (1 if self.size is None else factor(self.size))

    def actual(self, value: Any) -> float:
        """What an answered value cost; what is missing costs what it costs by itself."""
        if self.size is not None:
            return self._actual_page(value)
        if isinstance(value, list):
            return self.own + max((self._below(item) for item in value), default=0.0)
        return self.own + self._below(value)

    def _below(self, value: Any) -> float:
        if not isinstance(value, dict):
            return 0.0
        return sum(child.actual(value.get(key)) for key, child in self.children.items())

    def _actual_page(self, value: Any) -> float:
        if not isinstance(value, dict):
            return self.own
        counted = [len(found) for found in value.values() if isinstance(found, list)]
        spent = max(counted, default=0)
        return self.own + self._below(value) * factor(spent) if spent else self.own + 1


def factor(nodes: int) -> int:
    """How many times a page of that many nodes is charged."""
    return max(1, math.floor(2 * math.log(nodes))) if nodes > 0 else 1


class Pricing:
    """Prices the fields of one operation with its variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        variables: VariableValues,
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.variables = variables

    def operation(self, operation: OperationDefinitionNode) -> Priced:
        root = self.schema.get_root_type(operation.operation)
        whole = Priced(0.0)
        assert root is not None  # noqa: S101 - validated documents only have roots that exist
        self._collect(operation.selection_set, root, whole.children)
        return whole

    def _collect(
        self, selected: SelectionSetNode, parent: GraphQLNamedType, into: dict[str, Priced]
    ) -> None:
        for node in selected.selections:
            if isinstance(node, FieldNode):
                self._field(node, parent, into)
                continue
            if isinstance(node, FragmentSpreadNode):
                fragment: Any = self.fragments[node.name.value]
            else:
                fragment = node
            condition = fragment.type_condition
            kind = self.schema.type_map[condition.name.value] if condition else parent
            self._collect(fragment.selection_set, kind, into)

    def _field(self, node: FieldNode, parent: GraphQLNamedType, into: dict[str, Priced]) -> None:
        definition = getattr(parent, "fields", {}).get(node.name.value)
        if definition is None or node.selection_set is None:
            return
        kind = get_named_type(definition.type)
        if is_leaf_type(kind):
            return
        key = node.alias.value if node.alias else node.name.value
        priced = into.setdefault(key, self._priced(node, parent, kind, definition))
        self._collect(node.selection_set, kind, priced.children)

    def _priced(
        self, node: FieldNode, parent: GraphQLNamedType, kind: GraphQLNamedType, definition: Any
    ) -> Priced:
        if parent.name == "Mutation":
            arguments = get_argument_values(definition, node, self.variables)
            dear = DEARER_MUTATIONS.get(node.name.value, MUTATION_COST)
            return Priced(dear + input_cost(arguments))
        if kind.name.endswith("Connection"):
            arguments = get_argument_values(definition, node, self.variables)
            return Priced(CONNECTION_COST, arguments.get("first") or arguments.get("last") or 1)
        if kind.name in FREE_TYPES or kind.name.endswith("Edge") or parent.name.endswith("Payload"):
            return Priced(0.0)
        return Priced(1.0)


def input_cost(arguments: dict[str, Any]) -> float:
    """What a `productSet` costs on top, by what it brings."""
    given = arguments.get("input")
    if not isinstance(given, dict) or "synchronous" not in arguments:
        return 0.0
    variants = given.get("variants") or []
    metafields = len(given.get("metafields") or [])
    metafields += sum(len(variant.get("metafields") or []) for variant in variants)
    files = sum(1 for variant in variants if variant.get("file"))
    return (
        len(given.get("files") or []) * FILE_COST
        + len(variants) * VARIANT_COST
        + metafields * METAFIELD_COST
        + files * VARIANT_FILE_COST
    )
