"""Cut the simulator's schema out of Shopify's introspection JSON.

    python -m powerpact.simulator.schema.trim ../shared/shopify/schema/admin_2026-10.json.gz

`wanted.txt` says which fields of which output types are kept; arguments, input types and enums
that those fields reach are kept whole, so that an unknown field is refused exactly where Shopify
refuses it. A type claims an interface only when it keeps all that is kept of the interface.
Descriptions and deprecation reasons are left out. The `.graphql` files here are written anew.
"""

import gzip
import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BUILT_IN = {"String", "Int", "Float", "Boolean", "ID"}
Introspected = dict[str, Any]


def read_wanted(text: str) -> dict[str, list[str]]:
    """Type name to the field names kept, from lines `Type: field field`; `#` starts a comment."""
    wanted: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, colon, fields = line.partition("#")[0].partition(":")
        if colon:
            wanted.setdefault(name.strip(), []).extend(fields.split())
    return wanted


def spelled(reference: Introspected) -> str:
    """A type reference as SDL writes it, such as `[ID!]!`."""
    if reference["kind"] == "NON_NULL":
        return spelled(reference["ofType"]) + "!"
    if reference["kind"] == "LIST":
        return f"[{spelled(reference['ofType'])}]"
    return str(reference["name"])


def bare_name(reference: Introspected) -> str:
    return spelled(reference).strip("[]!")


class Cut:
    """The kept part of one schema, grouped by kind of type."""

    def __init__(self, schema: Introspected, wanted: dict[str, list[str]]) -> None:
        self.types = {entry["name"]: entry for entry in schema["types"]}
        self.wanted = wanted
        self.reached: set[str] = set()
        for name, fields in wanted.items():
            for field in self.fields_of(name, fields):
                self.reach(field["type"])
                for argument in field["args"]:
                    self.reach(argument["type"])

    def fields_of(self, name: str, fields: list[str]) -> Iterator[Introspected]:
        known = {field["name"]: field for field in self.types[name]["fields"]}
        for field in sorted(set(fields)):
            if field not in known:
                raise SystemExit(f"wanted.txt: {name} has no field {field}")
            yield known[field]

    def interfaces_of(self, entry: Introspected) -> list[str]:
        fields = set(self.wanted[entry["name"]])
        named = [interface["name"] for interface in entry["interfaces"] or []]
        return [n for n in named if n in self.wanted and fields.issuperset(self.wanted[n])]

    def reach(self, reference: Introspected) -> None:
        name = bare_name(reference)
        if name in BUILT_IN or name in self.reached:
            return
        self.reached.add(name)
        for field in self.types[name]["inputFields"] or []:
            self.reach(field["type"])
        for member in (self.types[name]["possibleTypes"] or []) if self.is_union(name) else []:
            self.reach(member)
        if self.types[name]["kind"] in {"OBJECT", "INTERFACE"} and name not in self.wanted:
            raise SystemExit(f"wanted.txt: no fields named for {name}, which another type returns")

    def is_union(self, name: str) -> bool:
        return bool(self.types[name]["kind"] == "UNION")

    def of_kind(self, kind: str) -> list[Introspected]:
        names = sorted(self.reached | set(self.wanted))
        return [self.types[name] for name in names if self.types[name]["kind"] == kind]


def deprecation(entry: Introspected) -> str:
    return " @deprecated" if entry.get("isDeprecated") else ""


def argument_text(argument: Introspected) -> str:
    default = argument.get("defaultValue")
    given = "" if default is None else f" = {default}"
    return f"{argument['name']}: {spelled(argument['type'])}{given}{deprecation(argument)}"


def field_text(field: Introspected) -> str:
    arguments = ", ".join(argument_text(argument) for argument in field["args"])
    listed = f"({arguments})" if arguments else ""
    return f"  {field['name']}{listed}: {spelled(field['type'])}{deprecation(field)}"


def output_text(cut: Cut, entry: Introspected) -> str:
    keyword = "interface" if entry["kind"] == "INTERFACE" else "type"
    kept = cut.interfaces_of(entry)
    implements = f" implements {' & '.join(kept)}" if kept else ""
    lines = [field_text(field) for field in cut.fields_of(entry["name"], cut.wanted[entry["name"]])]
    return f"{keyword} {entry['name']}{implements} {{\n" + "\n".join(lines) + "\n}\n"


def input_text(entry: Introspected) -> str:
    lines = [f"  {argument_text(field)}" for field in entry["inputFields"]]
    one_of = " @oneOf" if entry.get("isOneOf") else ""
    return f"input {entry['name']}{one_of} {{\n" + "\n".join(lines) + "\n}\n"


def enum_text(entry: Introspected) -> str:
    values = " ".join(value["name"] + deprecation(value) for value in entry["enumValues"])
    body = textwrap.fill(values, 98, initial_indent="  ", subsequent_indent="  ")
    return f"enum {entry['name']} {{\n{body}\n}}\n"


def scalar_text(entry: Introspected) -> str:
    url = entry.get("specifiedByURL")
    return f"scalar {entry['name']}" + (f' @specifiedBy(url: "{url}")' if url else "") + "\n"


def union_text(entry: Introspected) -> str:
    return (
        f"union {entry['name']} = " + " | ".join(m["name"] for m in entry["possibleTypes"]) + "\n"
    )


def written(cut: Cut) -> dict[str, str]:
    """File name to SDL text."""
    unions = [union_text(entry) for entry in cut.of_kind("UNION")]
    outputs = [output_text(cut, e) for e in cut.of_kind("INTERFACE") + cut.of_kind("OBJECT")]
    head = [
        "schema { query: QueryRoot mutation: Mutation }\n",
        "directive @idempotent(key: String!) on FIELD\n",
        *[scalar_text(entry) for entry in cut.of_kind("SCALAR") if entry["name"] not in BUILT_IN],
    ]
    return {
        "outputs.graphql": "\n".join(head + unions + outputs),
        "inputs.graphql": "\n".join(input_text(entry) for entry in cut.of_kind("INPUT_OBJECT")),
        "enums.graphql": "\n".join(enum_text(entry) for entry in cut.of_kind("ENUM")),
    }


def main(source: str) -> None:
    """Write the files.

    source: path of the introspection JSON, gzipped.
    """
    with gzip.open(source, "rt") as stream:
        read = json.load(stream)
    schema = read.get("data", read)["__schema"]
    cut = Cut(schema, read_wanted((HERE / "wanted.txt").read_text()))
    for name, text in written(cut).items():
        (HERE / name).write_text(text)


if __name__ == "__main__":
    main(sys.argv[1])
