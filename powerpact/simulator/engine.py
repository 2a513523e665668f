"""Runs GraphQL requests against a store, as the Admin API of version 2026-10 would."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    execute,
    parse,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values

from powerpact.simulator import resolvers  # noqa: F401 - importing registers the fields
from powerpact.simulator.cost import MAX_COST, Priced, Pricing
from powerpact.simulator.resolvers.registry import Context, attach
from powerpact.simulator.resolvers.scalars import equip
from powerpact.simulator.schema import read_schema
from powerpact.simulator.store.shops import Shop
from powerpact.simulator.validation import (
    Body,
    document_refusal,
    refusal,
    syntax_refusal,
    variable_refusal,
)
from powerpact.simulator.world import World

DOCUMENTS_KEPT = 2000


@dataclass
class Checked:
    """A document that parsed, and why it was refused if it was not valid."""

    document: DocumentNode | None
    refused: Body | None = None
    operations: dict[str, OperationDefinitionNode] = field(default_factory=dict)
    fragments: dict[str, FragmentDefinitionNode] = field(default_factory=dict)


@dataclass
class Prepared:
    """A request that may run, or the body that refuses it.

    requested_cost: points to reserve before running. root_fields: names without aliases.
    """

    shop: Shop
    refusal: Body | None = None
    requested_cost: float = 0.0
    root_fields: tuple[str, ...] = ()
    is_mutation: bool = False
    document: DocumentNode | None = None
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    priced: Priced = field(default_factory=lambda: Priced(0.0))


@dataclass
class Executed:
    """An answer. `extensions` is what the engine itself adds: search warnings, or nothing."""

    body: Body
    actual_cost: float
    extensions: Body = field(default_factory=dict)


@cache
def served_schema() -> GraphQLSchema:
    """The schema with its resolvers, which know no store: every engine can share it."""
    schema = read_schema()
    attach(schema)
    equip(schema)
    return schema


class Engine:
    """Parses, checks, prices and runs; documents are checked once and kept by their text."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.schema = served_schema()
        self._checked: dict[str, Checked] = {}

    def prepare(
        self,
        shop: Shop,
        query: str,
        variables: dict[str, Any] | None = None,
        operation_name: str | None = None,
    ) -> Prepared:
        """Everything that can be said of a request before it runs."""
        checked = self._check(query)
        if checked.refused or checked.document is None:
            return Prepared(shop, checked.refused)
        operation = self._choose(checked, operation_name)
        if operation is None:
            return Prepared(shop, refusal([{"message": _which(operation_name)}]))
        given = variables or {}
        if refused := variable_refusal(self.schema, operation, given):
            return Prepared(shop, refused)
        coerced = get_variable_values(self.schema, operation.variable_definitions or (), given)
        if isinstance(coerced, list):
            return Prepared(shop, refusal([dict(error.formatted) for error in coerced]))
        return self._priced(shop, checked, operation, given, coerced)

    def run(self, prepared: Prepared, scopes: set[str]) -> Executed:
        """Execute a prepared request that was not refused."""
        if prepared.document is None:
            raise ValueError("A refused request cannot be run.")
        self.world.run_due()
        context = Context(prepared.shop, scopes, self)
        result: Any = execute(
            self.schema,
            prepared.document,
            variable_values=prepared.variables,
            operation_name=prepared.operation_name,
            context_value=context,
        )
        body: Body = {"data": result.data}
        if result.errors:
            body = {"errors": [_shown(error) for error in result.errors], **body}
        actual = min(prepared.priced.actual(result.data), prepared.requested_cost)
        return Executed(body, actual, {"search": context.search} if context.search else {})

    def _check(self, query: str) -> Checked:
        checked = self._checked.get(query)
        if checked is None:
            if len(self._checked) >= DOCUMENTS_KEPT:
                self._checked.clear()
            checked = self._checked[query] = self._checked_anew(query)
        return checked

    def _checked_anew(self, query: str) -> Checked:
        try:
            document = parse(query)
        except GraphQLSyntaxError as error:
            return Checked(None, syntax_refusal(error))
        errors = validate(self.schema, document)
        checked = Checked(document, document_refusal(document, errors) if errors else None)
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                checked.operations[node.name.value if node.name else ""] = node
            elif isinstance(node, FragmentDefinitionNode):
                checked.fragments[node.name.value] = node
        return checked

    def _choose(self, checked: Checked, name: str | None) -> OperationDefinitionNode | None:
        if name:
            return checked.operations.get(name)
        only = list(checked.operations.values())
        return only[0] if len(only) == 1 else None

    def _priced(
        self,
        shop: Shop,
        checked: Checked,
        operation: OperationDefinitionNode,
        given: dict[str, Any],
        coerced: VariableValues,
    ) -> Prepared:
        priced = Pricing(self.schema, checked.fragments, coerced).operation(operation)
        requested = round(priced.requested(), 1)
        if requested > MAX_COST:
            return Prepared(shop, _too_dear(requested))
        roots = [
            s.name.value for s in operation.selection_set.selections if isinstance(s, FieldNode)
        ]
        return Prepared(
            shop,
            None,
            requested,
            tuple(roots),
            operation.operation is OperationType.MUTATION,
            checked.document,
            operation.name.value if operation.name else None,
            given,
            priced,
        )


def _shown(error: GraphQLError) -> Body:
    """An error of a field as the answer shows it; a defect of the simulator itself is raised."""
    if error.original_error and not isinstance(error.original_error, GraphQLError):
        raise error.original_error
    return dict(error.formatted)


def _which(name: str | None) -> str:
    return f'No operation named "{name}"' if name else "An operation name is required"


def _too_dear(cost: float) -> Body:
    """MAX_COST_EXCEEDED (platform facts 9.2)."""
    message = (
        f"Query cost is {cost:.0f}, which exceeds the single query max cost limit ({MAX_COST})."
    )
    extensions = {
        "code": "MAX_COST_EXCEEDED",
        "cost": int(cost),
        "maxCost": MAX_COST,
        "documentation": "https://shopify.dev/api/usage/rate-limits",
    }
    return refusal([{"message": message, "extensions": extensions}])
