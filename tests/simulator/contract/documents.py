"""Writes the document that a recording left out, from what was answered to it."""

from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

PAGE = 10


class Writer:
    """Selects exactly what the recorded data shows, as far as the 2026-10 schema has it.

    Afterwards `left_out` holds the fields that the schema no longer has.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.left_out: set[str] = set()

    def write(
        self, kind: str, data: dict[str, Any], variables: dict[str, Any], directive: str = ""
    ) -> str:
        """kind: `query` or `mutation`. directive: put behind the root field."""
        root = self.schema.query_type if kind == "query" else self.schema.mutation_type
        assert root is not None
        parts: list[str] = []
        declared: dict[str, str] = {}
        for name, value in data.items():
            field = root.fields[name]
            given = {n: a for n, a in field.args.items() if n in variables}
            declared |= {name: str(argument.type) for name, argument in given.items()}
            if "first" in field.args and "first" not in variables:
                given_text = [f"first: {PAGE}"]
            else:
                given_text = []
            arguments = [*(f"{name}: ${name}" for name in given), *given_text]
            listed = f"({', '.join(arguments)})" if arguments else ""
            selected = self._selection(get_named_type(field.type), value)
            parts.append(f"{name}{listed} {directive} {selected}")
        if "$idempotencyKey" in directive:
            declared["idempotencyKey"] = "String!"
        head = ", ".join(f"${name}: {spelled}" for name, spelled in declared.items())
        return f"{kind} Recorded{f'({head})' if head else ''} {{ {' '.join(parts)} }}"

    def _selection(self, kind: GraphQLNamedType, value: Any) -> str:
        sample = self._merged(value)
        if is_leaf_type(kind):
            return ""
        if not sample:
            return "{ __typename }" if not self._errors(kind) else "{ field message }"
        return f"{{ {' '.join(self._field(kind, key, sample[key]) for key in sample)} }}"

    def _errors(self, kind: GraphQLNamedType) -> bool:
        return kind.name.endswith("UserError")

    def _merged(self, value: Any) -> dict[str, Any]:
        """One object with every field that any of several objects shows."""
        if isinstance(value, dict):
            return value
        merged: dict[str, Any] = {}
        for item in value if isinstance(value, list) else ():
            for key, inner in self._merged(item).items():
                if merged.get(key) in (None, []):
                    merged[key] = inner
        return merged

    def _field(self, kind: GraphQLNamedType, name: str, value: Any) -> str:
        if name == "__typename":
            return name
        fields: dict[str, GraphQLField] = getattr(kind, "fields", {})
        if name not in fields:
            return self._elsewhere(kind, name, value)
        field = fields[name]
        required = [n for n, a in field.args.items() if is_required_argument(a)]
        if required:
            self.left_out.add(f"{kind.name}.{name}")
            return ""
        inner = get_named_type(field.type)
        paged = f"(first: {PAGE})" if inner.name.endswith("Connection") else ""
        return f"{name}{paged} {self._selection(inner, value)}"

    def _elsewhere(self, kind: GraphQLNamedType, name: str, value: Any) -> str:
        """A field of one of several possible types, or one that is no longer there."""
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            for possible in self.schema.get_possible_types(kind):
                if isinstance(possible, GraphQLObjectType) and name in possible.fields:
                    return f"... on {possible.name} {{ {self._field(possible, name, value)} }}"
        self.left_out.add(f"{kind.name}.{name}")
        return ""


def without(data: Any, left_out: set[str], allowed: set[str]) -> Any:
    """The recorded data without the fields that were left out; each must be an allowance."""
    unexpected = left_out - allowed
    assert not unexpected, f"The schema lacks {sorted(unexpected)}"
    names = {entry.partition(".")[2] for entry in left_out}
    return _dropped(data, names)


def _dropped(data: Any, names: set[str]) -> Any:
    if isinstance(data, dict):
        return {key: _dropped(value, names) for key, value in data.items() if key not in names}
    if isinstance(data, list):
        return [_dropped(item, names) for item in data]
    return data
