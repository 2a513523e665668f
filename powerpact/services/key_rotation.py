"""Sealing everything again with the current key, so that an old key can be thrown away."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from powerpact.extensions import db
from powerpact.models.columns import SealedJson, SealedText
from powerpact.services.transactions import transaction

BATCH = 500


def rotate_keys() -> int:
    """Seal every sealed value of every table with the first of ENCRYPTION_KEYS; how many rows.

    Safe to repeat and to stop: each batch commits by itself, and every key still opens.
    """
    return sum(_rotate_table(table) for table in db.metadata.sorted_tables if _sealed(table))


def _sealed(table: Table) -> list[Column[Any]]:
    return [each for each in table.columns if isinstance(each.type, SealedText | SealedJson)]


def _rotate_table(table: Table) -> int:
    rows, last = 0, 0
    while True:
        with transaction() as session:
            ids = _rotate_batch(session, table, after=last)
        if not ids:
            return rows
        rows, last = rows + len(ids), ids[-1]


def _rotate_batch(session: Session, table: Table, after: int) -> list[int]:
    """Reading and writing back seals anew, because the column type opens and seals."""
    sealed = _sealed(table)
    holds = or_(*(column.is_not(None) for column in sealed))
    query = select(table.c.id.label("row"), *sealed).where(table.c.id > after, holds)
    rows = session.execute(query.order_by(table.c.id).limit(BATCH).with_for_update()).all()
    if rows:
        anew: dict[str, ColumnElement[Any]] = {
            column.name: bindparam(column.name) for column in sealed
        }
        if "updated_at" in table.c:  # what a row says has not changed
            anew["updated_at"] = table.c.updated_at
        move = update(table).where(table.c.id == bindparam("row")).values(anew)
        session.connection().execute(move, [dict(row._mapping) for row in rows])
    return [row.row for row in rows]
