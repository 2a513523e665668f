"""Running a bulk mutation line by line from a staged file (platform facts 3.3)."""

import json
from typing import Any

from graphql import (
    FieldNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    execute,
    parse,
    validate,
)
from graphql.language import DocumentNode

from powerpact.simulator.refusals import Refused, refuse
from powerpact.simulator.resolvers.registry import Context

SLICE = 50


def checked(schema: GraphQLSchema, text: str) -> DocumentNode:
    """The parsed mutation; refuses as bulk-operation-run-mutation-user-errors.2026-04.a.json."""
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        raise _invalid(f"Failed to parse the mutation - {error.message}") from error
    operations = [n for n in document.definitions if isinstance(n, OperationDefinitionNode)]
    if len(operations) != 1 or operations[0].operation is not OperationType.MUTATION:
        raise _invalid("The mutation must hold exactly one mutation.")
    names = [
        field.name.value
        for field in operations[0].selection_set.selections
        if isinstance(field, FieldNode)
    ]
    if any(name.startswith("bulkOperation") for name in names):
        raise refuse(["mutation"], "You must use an allowed mutation name.")
    if errors := validate(schema, document):
        raise _invalid(f"Failed to parse the mutation - {errors[0].message}")
    return document


def _invalid(message: str) -> Refused:
    return refuse(None, message, "INVALID_MUTATION")


class MutationRun:
    """One bulk mutation: `step` takes some lines at a time; each line's result is a line."""

    def __init__(self, document: DocumentNode, context: Context, content: bytes) -> None:
        self.document = document
        self.context = context
        self.lines = [line for line in content.decode().split("\n") if line.strip()]
        self.written: list[str] = []

    def step(self) -> bool:
        """Do the next lines; False when nothing is left."""
        done = len(self.written)
        for number in range(done, min(done + SLICE, len(self.lines))):
            self.written.append(self._line(number))
        return len(self.written) < len(self.lines)

    def _line(self, number: int) -> str:
        try:
            variables: Any = json.loads(self.lines[number])
        except ValueError as fault:
            errors = [{"message": f"Invalid JSON: {fault}"}]
            return json.dumps({"errors": errors, "__lineNumber": number})
        result: Any = execute(
            self.context.engine.schema,
            self.document,
            variable_values=variables,
            context_value=self.context,
        )
        line: dict[str, Any] = {"data": result.data}
        if result.errors:
            line["errors"] = [error.formatted for error in result.errors]
        return json.dumps({**line, "__lineNumber": number}, separators=(",", ":"))

    def content(self) -> bytes:
        return "".join(f"{line}\n" for line in self.written).encode()
