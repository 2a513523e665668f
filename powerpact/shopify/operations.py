"""The GraphQL documents that we send: one file each in ``operations``, read and encoded once."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Operation:
    """One document, and the same as JSON.

    ``is_mutation`` decides what a lost answer means (facts 4.3).
    """

    name: str
    document: str
    encoded: bytes
    is_mutation: bool


@cache
def operation(name: str) -> Operation:
    """The operation in ``operations/<name>.graphql``; a ``FileNotFoundError`` is our mistake."""
    text = files(__package__).joinpath("operations", f"{name}.graphql").read_text("utf-8")
    document = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    is_mutation = document.lstrip().startswith("mutation")
    return Operation(name, document, json.dumps(document).encode(), is_mutation)
