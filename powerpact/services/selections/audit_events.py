"""Choosing audit events."""

from sqlalchemy import Select, select

from powerpact.models import AuditEvent, Source
from powerpact.services.selections.conditions import one_of
from powerpact.services.selections.table import SelectableTable


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    kind, _, number = term.rpartition(" ")
    is_subject = AuditEvent.subject_type == kind.strip().lower().replace(" ", "_")
    return (select(AuditEvent.id).where(is_subject, AuditEvent.subject_id == number),)


AUDIT_EVENTS = SelectableTable(
    "audit_event", AuditEvent, {"source": one_of(AuditEvent.source, Source)}, _search
)
