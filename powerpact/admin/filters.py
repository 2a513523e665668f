"""Filters of the lists: a choice or an exact text, so that an index can serve them.

Their addresses read ``?flt_state_is=failed``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_admin.contrib.sqla.filters import BaseSQLAFilter
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Query

from powerpact.admin.words import in_words
from powerpact.extensions import db
from powerpact.models import PartnerStore

Choices = Sequence[tuple[str, str]]


class Is(BaseSQLAFilter):  # type: ignore[misc]  # Flask-Admin carries no types
    """The column is exactly what was typed."""

    def operation(self) -> str:
        """Ends the filter's name in addresses."""
        return "is"

    def choices(self) -> Choices:
        """Pairs of value and label to choose from; none: it is typed."""
        return ()

    def validate(self, value: str) -> bool:
        """Whether the database can be asked for ``value``; an empty field asks for nothing."""
        return "\0" not in value and (not value or bool(super().validate(value)))

    def clean(self, value: str) -> object:
        """What the column is compared with."""
        return value.strip()

    def apply(self, query: Query[Any], value: object, alias: Any = None) -> Query[Any]:
        """The query, narrowed."""
        return query.filter(self.get_column(alias) == value)


class OneOf(Is):
    """One of an enum's values."""

    def __init__(
        self, column: InstrumentedAttribute[Any], name: str, values: type[StrEnum]
    ) -> None:
        super().__init__(column, name)
        self.values = values

    def choices(self) -> Choices:
        return [(value.value, in_words(value)) for value in self.values]

    def clean(self, value: str) -> StrEnum:
        return self.values(value)


class OneCode(Is):
    """A text column that usually holds one of these codes."""

    def __init__(self, column: InstrumentedAttribute[Any], name: str, codes: Iterable[str]) -> None:
        super().__init__(column, name)
        self.codes = tuple(codes)

    def choices(self) -> Choices:
        return [(code, in_words(code)) for code in self.codes]


class OfPartner(Is):
    """One partner store, by its id."""

    def choices(self) -> Choices:
        partners = select(PartnerStore.id, PartnerStore.name).order_by(PartnerStore.name)
        return [(str(key), name) for key, name in db.session.execute(partners)]

    def clean(self, value: str) -> int:
        if not (value.isascii() and value.isdecimal() and len(value) < 19):
            raise ValueError(value)
        return int(value)


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter as the form above a list shows it."""

    name: str
    label: str
    value: str
    choices: Choices


def filter_fields(view: Any, active: Iterable[tuple[int, str, str]]) -> list[FilterField]:
    """The view's filters with the values now chosen."""
    chosen = {place: value for place, _name, value in active}
    return [
        FilterField(
            name=f"flt_{view.get_filter_arg(place, filter_)}",
            label=filter_.name,
            value=chosen.get(place, ""),
            choices=filter_.choices(),
        )
        for place, filter_ in enumerate(view._filters or ())
    ]
