"""The GraphQL documents that we send: one file each in ``operations``, read once."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Operation:
    """One document. ``is_mutation`` decides what a lost answer means (facts 4.3)."""

    name: str
    document: str
    is_mutation: bool


@cache
def operation(name: str) -> Operation:
    """The operation in ``operations/<name>.graphql``; a ``FileNotFoundError`` is our mistake."""
    text = files(__package__).joinpath("operations", f"{name}.graphql").read_text("utf-8")
    document = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return Operation(name, document, document.lstrip().startswith("mutation"))
