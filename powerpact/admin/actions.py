"""What staff may do to rows of a list: one, the ticked ones, or all that match the filters.

A view names its actions in ``row_actions``. Each shows as a button on the row's page, in the
row, and above the list, to those who hold its permission.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from wtforms import Form

from powerpact.domain.counting import counted
from powerpact.permissions import AnyPermission
from powerpact.services.deeds import Deed, Done
from powerpact.services.selections.table import Selection


def always(_row: Any) -> bool:
    """Offered for every row."""
    return True


@dataclass(frozen=True, slots=True)
class RowAction:
    """A deed with its button.

    ``past`` ends the sentence that tells of it: "3 products **approved**". ``confirm`` is a
    question that is asked first; none, and it is done at once. ``asks``: fields that a person
    fills in first, given to the deed by their names, as JSON. ``may``: whether it makes sense for
    a row; the deed itself decides in the end. ``in_row``: has a button in each row of the list.
    ``narrowed``: filters that always belong to "all that match", where most rows need nothing.
    """

    deed: Deed
    label: str
    past: str
    permission: AnyPermission
    confirm: str = ""
    asks: type[Form] | None = None
    may: Callable[[Any], bool] = always
    in_row: bool = False
    in_bulk: bool = True
    is_grave: bool = False
    narrowed: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The action's name in addresses."""
        return self.deed.name.replace("_", "-")

    def among(self, chosen: Selection) -> Selection:
        """Of the rows that a person chose, those that the action is for."""
        return Selection({**chosen.filters, **self.narrowed}, chosen.search)

    @property
    def is_asked(self) -> bool:
        """Whether a page comes between the button and the deed."""
        return bool(self.confirm or self.asks)


def summary(action: RowAction, done: Done, one: str) -> list[tuple[str, str]]:
    """What came of it, as sentences each with a tone: ``good``, ``wait`` or ``bad``."""
    told = []
    if done.moved:
        told.append(("good", f"{counted(len(done.moved), one)} {action.past}."))
    for why, rows in Counter(done.left.values()).most_common():
        was_left = "was left" if rows == 1 else "were left"
        told.append(("wait" if done.moved else "bad", f"{counted(rows, one)} {was_left}: {why}."))
    return told


def named(actions: Collection[RowAction], name: str) -> RowAction | None:
    """The action of that name."""
    return next((action for action in actions if action.name == name), None)
