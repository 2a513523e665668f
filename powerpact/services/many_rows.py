"""Many rows in one statement: as one array or one document, not as thousands of parameters.

A statement's parameters are limited to 65,535, and each costs time in Python; PostgreSQL takes a
hundred rows out of one JSON document in the time in which we would bind a few of them.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    ColumnElement,
    Row,
    Table,
    TableValuedAlias,
    Text,
    TextClause,
    any_,
    bindparam,
    column,
    func,
    literal,
    text,
)
from sqlalchemy import cast as as_type
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import InstrumentedAttribute, Session

from powerpact.extensions import Model

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def among(column: InstrumentedAttribute[int], ids: Collection[int]) -> ColumnElement[bool]:
    """Rows whose column holds one of the ids, however many those are."""
    return column == any_(literal(list(ids), ARRAY(BigInteger)))


def given_rows(model: type[Model], names: Iterable[str]) -> TableValuedAlias:
    """The rows of the parameter ``given`` as a table, its columns named and typed as the model's.

    The parameter is what ``document`` makes of them.
    """
    columns = table_of(model).c
    rows = func.json_to_recordset(as_type(bindparam("given", type_=Text), JSON))
    named = rows.table_valued(*(column(name, columns[name].type) for name in names), name="given")
    return named.render_derived(with_types=True)


def insert_records(
    session: Session,
    model: type[Model],
    rows: Sequence[Mapping[str, Any]],
    *,
    returning: tuple[str, ...] = (),
    skip_known: bool = False,
) -> Sequence[Row[Any]]:
    """Insert the rows, which all have the same keys; there is at least one.

    ``returning`` names columns of the rows that were inserted; ``skip_known`` leaves out those
    whose unique keys are there already.
    """
    statement = _insert_statement(model, tuple(rows[0]), returning, skip_known)
    result = session.execute(statement, {"given": document(rows)})
    return result.all() if returning else ()


@cache
def _insert_statement(
    model: type[Model], names: tuple[str, ...], returning: tuple[str, ...], skip_known: bool
) -> TextClause:
    """Text, because SQLAlchemy compiles an INSERT of PostgreSQL's anew each time: 4 ms for each."""
    columns = ", ".join(names)
    conflict = "ON CONFLICT DO NOTHING" if skip_known else ""
    back = f"RETURNING {', '.join(returning)}" if returning else ""
    return text(
        f"INSERT INTO {model.__tablename__} ({columns}) "  # noqa: S608 - our own names only
        f"SELECT {columns} FROM {given(model, names)} {conflict} {back}"
    )


def update_records(session: Session, model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Set columns of the rows, each named by its ``id``; all have the same keys."""
    if rows:
        session.execute(_update_statement(model, tuple(rows[0])), {"given": document(rows)})


@cache
def _update_statement(model: type[Model], names: tuple[str, ...]) -> TextClause:
    changed = [f"{name} = given.{name}" for name in names if name != "id"]
    if "updated_at" in table_of(model).c:
        changed.append("updated_at = now()")
    return text(
        f"UPDATE {model.__tablename__} AS kept SET {', '.join(changed)} "  # noqa: S608 - our own names only
        f"FROM {given(model, names)} WHERE kept.id = given.id"
    )


def given(model: type[Model], names: Iterable[str]) -> str:
    """The same as text, for statements that are text."""
    columns = table_of(model).c
    typed = ", ".join(f"{name} {columns[name].type.compile(_DIALECT)}" for name in names)
    return f"json_to_recordset(CAST(:given AS json)) AS given ({typed})"


def document(rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as the parameter ``given``. Nothing is sealed on this way.

    Values are what JSON knows, besides what ``str`` writes as PostgreSQL reads it by the type of
    the column: amounts, moments and UUIDs.
    """
    return json.dumps(list(rows), default=str, ensure_ascii=False)


def table_of(model: type[Model]) -> Table:
    """The table behind a model, typed as what it is."""
    return cast("Table", model.__table__)
