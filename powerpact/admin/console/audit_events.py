"""Audit events: who did what to which row."""

import json
from typing import Any, ClassVar

from markupsafe import Markup
from sqlalchemy.orm import InstrumentedAttribute

from powerpact.admin.base import ConsoleModelView
from powerpact.admin.filters import Choice, Choices, Day, Typed
from powerpact.admin.formats import EMPTY, code, column
from powerpact.admin.subjects import NAMES, subject_link
from powerpact.admin.words import in_words
from powerpact.domain.changes import Change, changes_between
from powerpact.models import AuditEvent, Source
from powerpact.permissions import Permission
from powerpact.services.selections.audit_events import AUDIT_EVENTS, values_of

# How many changed fields a line of the list tells of; the event's page tells of all.
IN_A_LINE = 3


class Known(Typed):
    """One of the values that there are."""

    def __init__(self, key: str, label: str, column: InstrumentedAttribute[str]) -> None:
        super().__init__(AUDIT_EVENTS, key, label)
        self.known = column

    def choices(self) -> Choices:
        return [(value, NAMES.get(value) or in_words(value)) for value in values_of(self.known)]


def _changes(event: AuditEvent) -> Any:
    changes = changes_between(event.before, event.after)
    if not changes:
        return EMPTY
    lines = [_in_a_line(change) for change in changes[:IN_A_LINE]]
    more = len(changes) - IN_A_LINE
    return Markup("<br>").join([*lines, *([f"and {more} more"] if more > 0 else [])])


def _in_a_line(change: Change) -> str:
    after = _short(change.after)
    old = f"{_short(change.before)} → " if change.had_before else ""
    return f"{in_words(change.field)}: {old}{after}"


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "nothing" if value in (None, "") else text
    return text if len(text) <= 40 else f"{text[:39]}…"


class AuditEventsView(ConsoleModelView):
    """What people and rules did."""

    table = AUDIT_EVENTS
    permission = Permission.VIEW_AUDIT
    one = "Audit event"
    about = "What people and rules did. Nothing here can be changed or deleted."
    empty = "Nobody has done anything yet."
    search_hint = "Kind and id of a row, such as: order_sync 17"
    details_template = "console/audit_event.html"
    column_default_sort: ClassVar[list[tuple[str, bool]]] = [("at", True), ("id", True)]
    column_list = ("action", "subject", "changes", "actor", "at", "source", "address")
    column_filters = (
        Typed(AUDIT_EVENTS, "actor", "Who"),
        Known("action", "What", AuditEvent.action),
        Known("kind", "Kind of row", AuditEvent.subject_type),
        Choice(AUDIT_EVENTS, "source", "Through", Source),
        Day(AUDIT_EVENTS, "from", "From"),
        Day(AUDIT_EVENTS, "until", "Until"),
    )
    column_details_list = ("action", "subject", "actor", "at", "source", "address")
    column_labels: ClassVar[dict[str, str]] = {
        "action": "What",
        "subject": "Row",
        "changes": "From → to",
        "actor": "Who",
        "at": "When",
        "source": "Through",
        "address": "From where",
    }
    column_formatters = column_formatters_detail = {
        "action": column(lambda event: in_words(event.action)),
        "source": column(lambda event: in_words(event.source)),
        "subject": column(lambda event: subject_link(event.subject_type, event.subject_id)),
        "changes": column(_changes),
        "address": column(lambda event: code(event.address)),
    }

    def beside(self, row: Any) -> dict[str, Any]:
        """What differs between before and after, field by field."""
        return {"changes": changes_between(row.before, row.after)}
