"""What a transaction says of a database that cannot be used."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from powerpact.errors import ServiceAway
from powerpact.services.transactions import reading, transaction


def test_database_that_was_never_migrated_is_told_in_words(session: Session) -> None:
    with (
        pytest.raises(ServiceAway, match="run `flask db upgrade`"),
        transaction() as ours,
    ):
        ours.execute(text("SELECT 1 FROM a_table_of_tomorrow"))


def test_reading_tells_it_too(session: Session) -> None:
    with pytest.raises(ServiceAway, match="run `flask db upgrade`"), reading() as ours:
        ours.execute(text("SELECT 1 FROM a_table_of_tomorrow"))


def test_statement_that_is_wrong_is_a_fault_of_ours(session: Session) -> None:
    with pytest.raises(ProgrammingError), transaction() as ours:
        ours.execute(text("SELECT is wrong"))
