"""One step, one transaction; and the guard that no Shopify call is made inside one (I4)."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from powerpact.errors import PowerPactError, ServiceAway
from powerpact.extensions import db


class TransactionOpen(PowerPactError):
    """A Shopify call was about to be made while a database transaction is open: a bug."""


@contextmanager
def transaction() -> Iterator[Session]:
    """A session whose work is committed at the end of the block, or rolled back as a whole.

    Raises ServiceAway when PostgreSQL does not answer.
    """
    session = db.session()
    try:
        yield session
        session.commit()
    except (OperationalError, DBAPIError) as error:
        session.rollback()
        if isinstance(error, OperationalError) or error.connection_invalidated:
            raise ServiceAway("PostgreSQL does not answer; check DATABASE_URL") from error
        raise
    except BaseException:
        session.rollback()
        raise


def refuse_open_transaction() -> None:
    """Raise TransactionOpen when this thread's session is in a transaction."""
    if db.session().in_transaction():
        raise TransactionOpen("a Shopify call must not be made while a transaction is open (I4)")
