"""Groups of one kind of trouble, and whether they are all that there is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Row

MOST_GROUPS = 30
MOST_READ = 5_000

Group = TypeVar("Group")


@dataclass(frozen=True, slots=True)
class Groups(Generic[Group]):
    """The largest groups first. ``read``: so many rows in trouble were looked at; ``of``: so many
    groups they make."""

    groups: Sequence[Group]
    read: int = 0
    of: int = 0

    @property
    def is_cut(self) -> bool:
        """Whether there may be older rows that were not looked at."""
        return self.read >= MOST_READ


def groups_of(rows: Sequence[Row[Any]], make: Callable[[Row[Any]], Group]) -> Groups[Group]:
    """The groups that are these rows, each of which says ``read`` and ``of``."""
    groups = [make(row) for row in rows]
    return Groups(groups, int(rows[0].read), rows[0].of) if rows else Groups(groups)
