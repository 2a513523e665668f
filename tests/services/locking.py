"""Waiting until somebody waits, for tests of two who do the same at once."""

import time

from sqlalchemy import text
from sqlalchemy.orm import Session

SECONDS = 5.0


def wait_for_a_lock(session: Session) -> None:
    """Until somebody waits for a row that another transaction has locked."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    ends = time.monotonic() + SECONDS
    while not session.scalar(waiting):
        assert time.monotonic() < ends, "nobody waits"
        time.sleep(0.01)
