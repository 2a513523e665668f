"""A table that rows can be chosen from, and what was chosen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, union_all

from powerpact.services.selections.conditions import Condition, among_found


def everything() -> tuple[ColumnElement[bool], ...]:
    """All rows of the table."""
    return ()


@dataclass(frozen=True, slots=True)
class SelectableTable:
    """``subject``: what audit events call a row. ``conditions``: filters by name.

    ``search``: selects of the few ids that a term finds, each served by an index. ``words``: what
    else it finds, by words of a text. ``scope``: what is true of every row that there is at all.
    """

    subject: str
    model: Any
    conditions: Mapping[str, Condition]
    search: Callable[[str], tuple[Select[tuple[int]], ...]] | None = None
    scope: Callable[[], tuple[ColumnElement[bool], ...]] = everything
    words: Callable[[str], ColumnElement[bool]] | None = None

    def found(self, term: str) -> ColumnElement[bool]:
        """Rows that a search for ``term`` finds."""
        if self.search is None:
            raise ValueError(f"{self.subject} can not be searched")
        found = among_found(self.model.id, union_all(*self.search(term)))
        return or_(found, self.words(term)) if self.words else found


@dataclass(frozen=True, slots=True)
class Selection:
    """What a person chose: all rows that pass every filter and that the search finds."""

    filters: Mapping[str, str] = field(default_factory=dict)
    search: str = ""

    def where(self, table: SelectableTable) -> tuple[ColumnElement[bool], ...]:
        """The selection in SQL. Raises ValueError for a filter that ``table`` does not know."""
        unknown = set(self.filters) - set(table.conditions)
        if unknown:
            raise ValueError(f"{table.subject} has no filter {', '.join(sorted(unknown))}")
        chosen = [table.conditions[name](value) for name, value in self.filters.items()]
        found = [table.found(self.search)] if self.search else []
        return (*table.scope(), *chosen, *found)

    def as_json(self) -> dict[str, Any]:
        """The selection as a run keeps it."""
        return {"filters": dict(self.filters), "search": self.search}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Selection":
        """The selection that ``as_json`` gave."""
        return cls(dict(kept["filters"]), kept["search"])
