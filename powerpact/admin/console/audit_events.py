"""Audit events: who did what to which row."""

from typing import ClassVar

from powerpact.admin.base import ConsoleModelView
from powerpact.admin.filters import Choice
from powerpact.admin.formats import column
from powerpact.admin.subjects import subject_link
from powerpact.admin.words import in_words
from powerpact.models import Source
from powerpact.permissions import Permission
from powerpact.services.selections.audit_events import AUDIT_EVENTS


class AuditEventsView(ConsoleModelView):
    """What people and rules did."""

    table = AUDIT_EVENTS
    permission = Permission.VIEW_AUDIT
    one = "Audit event"
    about = "What people and rules did. Nothing here can be changed or deleted."
    empty = "Nobody has done anything yet."
    search_hint = "Kind and id of a row, such as: order_sync 17"
    column_list = ("action", "actor", "source", "subject", "at")
    column_filters = (Choice(AUDIT_EVENTS, "source", "Source", Source),)
    column_details_list = ("action", "actor", "source", "subject", "at", "before", "after")
    column_labels: ClassVar[dict[str, str]] = {"actor": "Who", "source": "From", "at": "When"}
    column_formatters = column_formatters_detail = {
        "action": column(lambda event: in_words(event.action)),
        "source": column(lambda event: in_words(event.source)),
        "subject": column(lambda event: subject_link(event.subject_type, event.subject_id)),
    }
