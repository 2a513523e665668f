"""Choosing audit events: each filter has an index that ends with the moment, as the list does."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from powerpact.models import AuditEvent, Source
from powerpact.services.selections.conditions import exactly, from_day, one_of, until_day
from powerpact.services.selections.table import SelectableTable
from powerpact.services.transactions import reading


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    kind, _, number = term.rpartition(" ")
    is_subject = AuditEvent.subject_type == kind.strip().lower().replace(" ", "_")
    return (select(AuditEvent.id).where(is_subject, AuditEvent.subject_id == number),)


AUDIT_EVENTS = SelectableTable(
    "audit_event",
    AuditEvent,
    {
        "actor": exactly(AuditEvent.actor),
        "action": exactly(AuditEvent.action),
        "source": one_of(AuditEvent.source, Source),
        "kind": exactly(AuditEvent.subject_type),
        "from": from_day(AuditEvent.at),
        "until": until_day(AuditEvent.at),
    },
    _search,
)


def values_of(column: InstrumentedAttribute[str]) -> list[str]:
    """The different values of a column that an index begins with, in order.

    One step in the index for each of the few values, whatever the number of rows.
    """
    seen: Any = select(func.min(column).label("value")).cte("seen", recursive=True)
    following = select(func.min(column)).where(column > seen.c.value).scalar_subquery()
    seen = seen.union_all(select(following).where(seen.c.value.is_not(None)))
    with reading() as session:
        return list(session.scalars(select(seen.c.value).where(seen.c.value.is_not(None))))
