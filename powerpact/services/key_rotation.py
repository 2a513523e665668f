"""Sealing everything again with the current key, so that an old key can be thrown away."""

from typing import Any

from sqlalchemy import Column, Table, select, update
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
    query = select(table.c.id, *sealed).where(table.c.id > after).order_by(table.c.id).limit(BATCH)
    rows = session.execute(query.with_for_update()).all()
    for row in rows:
        values = {column.name: row._mapping[column] for column in sealed}
        session.execute(update(table).where(table.c.id == row.id).values(values))
    return [row.id for row in rows]
