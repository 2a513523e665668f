"""What differs between a row before and after somebody changed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; what it was, when that is known, and what it is."""

    field: str
    before: Any
    after: Any
    had_before: bool


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields that differ, in alphabetical order: the database keeps no order of its own."""
    fields = sorted({*before, *after})
    return [
        Change(field, before.get(field), after.get(field), field in before)
        for field in fields
        if (field in before) != (field in after) or before[field] != after[field]
    ]
