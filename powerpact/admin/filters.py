"""Filters of the lists: each is a condition of the table's selection, with a label.

Their addresses read ``?flt_state_is=failed``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from flask_admin.contrib.sqla.filters import BaseSQLAFilter
from markupsafe import Markup
from sqlalchemy import select

from powerpact.admin.words import in_words
from powerpact.extensions import db
from powerpact.models import PartnerStore
from powerpact.services.selections.conditions import Age
from powerpact.services.selections.product_maps import error_codes
from powerpact.services.selections.table import SelectableTable

Choices = Sequence[tuple[str, str]]


class Typed(BaseSQLAFilter):  # type: ignore[misc]  # Flask-Admin carries no types
    """A condition of ``table`` by its name, with what was typed."""

    kind = "text"

    def __init__(self, table: SelectableTable, key: str, label: str) -> None:
        super().__init__(None, label)
        self.key = key
        self.condition = table.conditions[key]

    def operation(self) -> str:
        """Ends the filter's name in addresses."""
        return "is"

    def choices(self) -> Choices:
        """Pairs of value and label to choose from; none: it is typed."""
        return ()

    def validate(self, value: str) -> bool:
        """Whether the value says anything about the column; an empty field asks for nothing."""
        try:
            if value:
                self.condition(value)
        except ValueError:
            return False
        return True

    def in_words(self, value: str) -> str:
        """What the filter says, such as ``State: Failed``."""
        return f"{self.name}: {dict(self.choices()).get(value, value)}"


class Day(Typed):
    """A day, chosen from a calendar."""

    kind = "date"


class Choice(Typed):
    """One of an enum's values, or of some codes."""

    def __init__(
        self, table: SelectableTable, key: str, label: str, values: Iterable[StrEnum | str]
    ) -> None:
        super().__init__(table, key, label)
        self.values = tuple(str(value) for value in values)

    def choices(self) -> Choices:
        return [(value, in_words(value)) for value in self.values]


class Worded(Typed):
    """One of some values, each with words of its own."""

    def __init__(
        self, table: SelectableTable, key: str, label: str, words: Mapping[Any, str]
    ) -> None:
        super().__init__(table, key, label)
        self.words = words

    def choices(self) -> Choices:
        return [(str(value), word) for value, word in self.words.items()]


class OlderThan(Typed):
    """At least so long ago."""

    def choices(self) -> Choices:
        return (
            (Age.HOUR, "over an hour"),
            (Age.DAY, "over a day"),
            (Age.WEEK, "over a week"),
            (Age.MONTH, "over 30 days"),
        )


class OfPartner(Typed):
    """One partner store, by its id."""

    def choices(self) -> Choices:
        partners = select(PartnerStore.id, PartnerStore.name).order_by(PartnerStore.name)
        return [(str(key), name) for key, name in db.session.execute(partners)]


class OfErrorCode(Typed):
    """One of the codes that listings failed with."""

    def choices(self) -> Choices:
        return [(code, in_words(code)) for code in error_codes(db.session())]


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter as the form above a list shows it."""

    name: str
    label: str
    kind: str
    value: str
    choices: Choices

    @property
    def options(self) -> Markup:
        """The choices as a form lists them, the one now chosen marked, even if there is no such."""
        listed = _options(tuple(self.choices))
        if not self.value:
            return listed
        chosen = Markup('value="{}"').format(self.value)
        if chosen not in listed:
            return listed + Markup("<option {} selected>{}</option>").format(chosen, self.value)
        return listed.replace(chosen, chosen + Markup(" selected"))


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[str, str], ...]) -> Markup:
    # Five hundred partners are the larger part of a short page's time, and seldom change.
    option = Markup('<option value="{}">{}</option>')
    return Markup("").join(option.format(str(value), label) for value, label in choices)


def filter_fields(view: Any, active: Iterable[tuple[int, str, str]]) -> list[FilterField]:
    """The view's filters with the values now chosen."""
    chosen = {place: value for place, _name, value in active}
    return [
        FilterField(
            name=f"flt_{view.get_filter_arg(place, filter_)}",
            label=filter_.name,
            kind=filter_.kind,
            value=chosen.get(place, ""),
            choices=filter_.choices(),
        )
        for place, filter_ in enumerate(view._filters or ())
    ]
