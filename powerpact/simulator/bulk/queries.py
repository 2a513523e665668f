"""Running a bulk query in slices, so that a large store does not hold up everyone else."""

from types import SimpleNamespace
from typing import Any

from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    execute,
    get_named_type,
    parse,
    validate,
    visit,
)
from graphql.execution.values import get_argument_values
from graphql.language import DocumentNode

from powerpact.simulator.bulk.results import Results, nodes_of
from powerpact.simulator.refusals import Refused, refuse
from powerpact.simulator.resolvers.connections import Page
from powerpact.simulator.resolvers.registry import Context

SLICE = 100
MOST_CONNECTIONS = 5


class _Connections(Visitor):
    """Counts the connections a document selects."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.count = 0

    def enter_field(self, *_: object) -> None:
        kind = self.info.get_type()
        if kind is not None and get_named_type(kind).name.endswith("Connection"):
            self.count += 1


def checked(schema: GraphQLSchema, text: str) -> DocumentNode:
    """The parsed query; refuses as bulk-operation-run-query-user-error-codes.2026-04.a.json."""
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        ended = not text.strip() or "<EOF>" in error.message
        reason = "syntax error, unexpected end of file" if ended else error.message
        raise _invalid(f"Invalid bulk query: {reason}") from error
    if errors := validate_unpaged(schema, document):
        raise _invalid(f"Invalid bulk query: {errors[0]}")
    info = TypeInfo(schema)
    counted = _Connections(info)
    visit(document, TypeInfoVisitor(info, counted))
    if counted.count == 0:
        raise _invalid("Bulk queries must contain at least one connection.")
    if counted.count > MOST_CONNECTIONS:
        raise _invalid(f"Bulk queries cannot contain more than {MOST_CONNECTIONS} connections.")
    if len(_operation(document).selection_set.selections) > 1:
        raise _invalid("Bulk queries must contain one top-level field.")
    return document


def validate_unpaged(schema: GraphQLSchema, document: DocumentNode) -> list[str]:
    errors = [error.message for error in validate(schema, document)]
    if not errors and _operation(document).operation is not OperationType.QUERY:
        errors.append("Bulk queries must be queries.")
    return errors


def _invalid(message: str) -> Refused:
    return refuse(["query"], message, "INVALID")


def _operation(document: DocumentNode) -> OperationDefinitionNode:
    found = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    return next(found)


class QueryRun:
    """One bulk query: `step` takes a slice of the root's nodes at a time."""

    def __init__(self, document: DocumentNode, context: Context, *, grouped: bool) -> None:
        self.document = document
        self.context = context
        self.results = Results(grouped=grouped)
        self.page = self._whole_page()
        self.done = 0

    def _whole_page(self) -> Page | None:
        """Every node of the root connection, as it is now."""
        schema, root = self.context.engine.schema, _operation(self.document).selection_set
        [field] = root.selections
        if not isinstance(field, FieldNode) or not isinstance(schema.query_type, GraphQLObjectType):
            return None
        definition = schema.query_type.fields[field.name.value]
        arguments = get_argument_values(definition, field)
        resolve: Any = definition.resolve
        found = resolve(None, SimpleNamespace(context=self.context), **arguments)
        return found if isinstance(found, Page) else None

    def step(self) -> bool:
        """Do the next slice; False when nothing is left."""
        if self.page is None:
            return self._run_whole()
        nodes = self.page.nodes[self.done : self.done + SLICE]
        self.context.slice_of_root = Page(nodes, self.page.rank, before=False, after=False)
        self._collect()
        self.done += len(nodes)
        return self.done < len(self.page.nodes)

    def _run_whole(self) -> bool:
        """A query whose root is one thing, not a connection: all at once."""
        self._collect()
        return False

    def _collect(self) -> None:
        result: Any = execute(self.context.engine.schema, self.document, context_value=self.context)
        if result.errors:
            raise result.errors[0].original_error or result.errors[0]
        for value in result.data.values():
            roots = nodes_of(value) if self.page is not None else [value]
            for node in roots:
                if node is not None:
                    self.results.add(node)
