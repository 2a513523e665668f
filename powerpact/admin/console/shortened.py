"""Long lists on a row's page: the first of them at once, the others when somebody asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

T = TypeVar("T")


def all_asked() -> bool:
    """Whether the person asked for the whole lists of this page."""
    return request.args.get("all") == "yes"


def most_shown(usually: int, at_most: int) -> int:
    """How many rows of a list the page shows."""
    return at_most if all_asked() else usually


@dataclass(frozen=True, slots=True)
class Shortened(Generic[T]):
    """Rows that a page shows, and how many there are."""

    rows: Sequence[T]
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether none is left out."""
        return len(self.rows) >= self.total

    @property
    def can_show_more(self) -> bool:
        """Whether asking for all shows more than this."""
        return not self.is_whole and not all_asked()
