"""Claims: a row is in one worker's hand until its lease ends."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from powerpact.errors import Refused
from powerpact.models import utc_now


class ClaimLost(Refused):
    """The lease ended and another worker has the row; whoever reads this must stop."""


def longest_due(
    key: InstrumentedAttribute[Any],
    due_at: InstrumentedAttribute[Any],
    limit: int,
    *which: ColumnElement[bool],
) -> CTE:
    """Keys of up to ``limit`` rows that are due, longest due first, locked for whoever takes them.

    Rows that another worker is taking are passed by. A CTE is read once; a subquery may be read
    again, past its limit.
    """
    return (
        select(key)
        .where(due_at <= utc_now(), *which)
        .order_by(due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte()
    )
