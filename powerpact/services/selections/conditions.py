"""What a filter says of a row, from what a person chose or typed.

Each condition takes text and gives SQL that an index can serve. Raises ValueError for text that
says nothing about the column.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, SelectBase, any_, func
from sqlalchemy.orm import InstrumentedAttribute

from powerpact.models import utc_now

Condition = Callable[[str], ColumnElement[bool]]
Column = InstrumentedAttribute[Any]

LARGEST_ID = 2**63 - 1


class Age(StrEnum):
    """How long ago something happened at least."""

    HOUR = "1h"
    DAY = "1d"
    WEEK = "7d"
    MONTH = "30d"


class YesNo(StrEnum):
    """Whether something is so."""

    YES = "yes"
    NO = "no"


_AGES = {
    Age.HOUR: timedelta(hours=1),
    Age.DAY: timedelta(days=1),
    Age.WEEK: timedelta(days=7),
    Age.MONTH: timedelta(days=30),
}


def among_found(column: Column, ids: SelectBase) -> ColumnElement[bool]:
    """The column holds one of the few ids that the query finds.

    As an array they are there before the rows are looked for. Of a subquery PostgreSQL can not say
    how few it finds, and reads the whole table beside it.
    """
    found = ids.scalar_subquery()
    return column == any_(func.array(found, type_=ARRAY(BigInteger)))


def row_number(text: str) -> int:
    """A row's id as a person or a form writes it. Raises ValueError."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    if not 0 < number <= LARGEST_ID:
        raise ValueError(f"{text!r} is no id")
    return number


def exactly(column: Column) -> Condition:
    """The column is exactly that text."""
    return lambda text: column == _clean(text)


def one_of(column: Column, values: type[StrEnum]) -> Condition:
    """The column is that value of an enum."""
    return lambda text: column == values(text)


def yes_no(column: Column) -> Condition:
    """The column is true, or it is false (``YesNo``)."""
    # Not IS TRUE: PostgreSQL takes an index of what is true for the plain column only.
    return lambda text: column.expression if YesNo(text) is YesNo.YES else ~column


def of_row(column: Column) -> Condition:
    """The column names the row of that id."""
    return lambda text: column == row_number(text)


def from_day(column: Column) -> Condition:
    """The moment is on that day (``2026-11-22``, UTC) or later."""
    return lambda text: column >= _midnight(text)


def until_day(column: Column) -> Condition:
    """The moment is on that day (UTC) or earlier."""
    return lambda text: column < _midnight(text) + timedelta(days=1)


def by_choice(cases: Mapping[str, Any]) -> Condition:
    """The condition of that name. Raises ValueError for any other name."""

    def chosen(text: str) -> ColumnElement[bool]:
        if text not in cases:
            raise ValueError(f"{text!r} is none of {', '.join(cases)}")
        case: ColumnElement[bool] = cases[text]
        return case

    return chosen


def older_than(column: Column) -> Condition:
    """The moment is at least so long ago (``Age``)."""
    return lambda text: column <= utc_now() - _AGES[Age(text)]


def _midnight(text: str) -> datetime:
    day = date.fromisoformat(text)
    if not 2000 <= day.year <= 2200:  # beyond, dates of Python and PostgreSQL part ways
        raise ValueError(f"{text} is not a day of ours")
    return datetime.combine(day, time.min, UTC)


def _clean(text: str) -> str:
    if "\0" in text:
        raise ValueError("PostgreSQL knows no text with a zero in it")
    return text.strip()
