"""One step, one transaction; and the guard that no Shopify call is made inside one (I4)."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import UndefinedTable
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from powerpact.errors import PowerPactError, ServiceAway
from powerpact.extensions import db


class TransactionOpen(PowerPactError):
    """A Shopify call was about to be made while a database transaction is open: a bug."""


@contextmanager
def transaction() -> Iterator[Session]:
    """A session whose work is committed at the end of the block, or rolled back as a whole.

    Raises ServiceAway when PostgreSQL does not answer, or was never migrated.
    """
    session = db.session()
    try:
        with _away_in_words():
            yield session
            session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def reading() -> Iterator[Session]:
    """A session of its own to read with, on the caller's connection.

    Nothing is committed, and the caller's rows and open transaction stay as they are. Raises
    ServiceAway when PostgreSQL does not answer.
    """
    session = db.session()
    ours = not session.in_transaction()
    try:
        with _away_in_words(), Session(session.connection()) as apart:
            yield apart
    finally:
        if ours:
            session.rollback()


@contextmanager
def _away_in_words() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, OperationalError) or error.connection_invalidated:
            raise ServiceAway("PostgreSQL does not answer; check DATABASE_URL") from error
        if isinstance(error.orig, UndefinedTable):
            raise ServiceAway("the database lacks our tables; run `flask db upgrade`") from error
        raise


def refuse_open_transaction() -> None:
    """Raise TransactionOpen when this thread's session is in a transaction."""
    if db.session().in_transaction():
        raise TransactionOpen("a Shopify call must not be made while a transaction is open (I4)")
