"""Many rows in one statement: as one array or one document, not as thousands of parameters.

A statement's parameters are limited to 65,535, and each costs time in Python; PostgreSQL takes a
hundred rows out of one JSON document in the time in which we would bind a few of them.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    SQLColumnExpression,
    Table,
    TableValuedAlias,
    Text,
    any_,
    column,
    func,
    literal,
    select,
)
from sqlalchemy import cast as as_type
from sqlalchemy.dialects.postgresql import JSONB, Insert, insert
from sqlalchemy.orm import InstrumentedAttribute

from powerpact.extensions import Model


def among(column: InstrumentedAttribute[int], ids: Collection[int]) -> ColumnElement[bool]:
    """Rows whose column holds one of the ids, however many those are."""
    return column == any_(literal(list(ids), ARRAY(BigInteger)))


def among_texts(
    column: SQLColumnExpression[str | None], texts: Collection[str]
) -> ColumnElement[bool]:
    """The same for texts, such as Shopify's ids."""
    return column == any_(literal(list(texts), ARRAY(Text)))


def records(
    model: type[Model], names: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> TableValuedAlias:
    """The rows as a table to select from, its columns named and typed as the model's are.

    Values are what JSON knows, besides what ``str`` writes as PostgreSQL reads it: amounts,
    moments and UUIDs. Nothing is sealed on this way.
    """
    columns = table_of(model).c
    document = as_type(literal(json.dumps(list(rows), default=str), Text), JSONB)
    named = func.jsonb_to_recordset(document).table_valued(
        *(column(name, columns[name].type) for name in names), name="given"
    )
    return named.render_derived(with_types=True)


def insert_records(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> Insert:
    """An INSERT of these rows, which all have the same keys; there is at least one."""
    names = list(rows[0])
    return insert(model).from_select(names, select(records(model, names, rows)))


def table_of(model: type[Model]) -> Table:
    """The table behind a model, typed as what it is."""
    return cast("Table", model.__table__)
