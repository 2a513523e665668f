"""Counting the statements that a piece of work sends to PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from powerpact.extensions import db


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The statements sent inside the block, as they are sent."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
