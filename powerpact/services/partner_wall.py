"""The second wall between partners: what a dashboard's request reads, PostgreSQL itself scopes.

Behind the wall a session speaks as the role of migration 0009, which may read a few tables, of
them a few columns, and by row-level security its own store's rows. A view that forgets its scope
then shows nothing of anybody else, and one that tries to write fails.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session, SessionTransaction

from powerpact.extensions import db

ROLE = "powerpact_partner"
_STORE = "powerpact.partner_wall"
# Both end with the transaction, so no connection goes back to the pool with them.
_SPEAK_AS = text(
    "SELECT set_config('role', :role, true), set_config('powerpact.store_id', :store_id, true)"
)


def raise_wall(store_id: int) -> None:
    """From here to its end, this request's session reads what that store may read."""
    session = db.session()
    session.rollback()
    session.info[_STORE] = store_id


@contextmanager
def beyond_the_wall() -> Iterator[None]:
    """For a service that has been given ids of the store's own rows, and changes them."""
    session = db.session()
    session.rollback()
    store_id = session.info.pop(_STORE, None)
    try:
        yield
    finally:
        session.rollback()
        if store_id is not None:
            session.info[_STORE] = store_id


@event.listens_for(Session, "after_begin")
def _speak_for_the_store(
    session: Session, _transaction: SessionTransaction, connection: Connection
) -> None:
    store_id: Any = session.info.get(_STORE)
    if store_id is not None:
        connection.execute(_SPEAK_AS, {"role": ROLE, "store_id": str(store_id)})
