"""Choosing privacy requests."""

from sqlalchemy import and_, or_

from powerpact.models import PrivacyKind, PrivacyRequest, PrivacyState, utc_now
from powerpact.services.selections.conditions import Condition, YesNo, exactly, one_of
from powerpact.services.selections.table import SelectableTable


def _overdue() -> Condition:
    open_ones, now = PrivacyRequest.state != PrivacyState.DONE, utc_now
    return lambda text: (
        and_(open_ones, PrivacyRequest.due_at < now())
        if YesNo(text) is YesNo.YES
        else or_(~open_ones, PrivacyRequest.due_at >= now())
    )


PRIVACY_REQUESTS = SelectableTable(
    "privacy_request",
    PrivacyRequest,
    {
        "state": one_of(PrivacyRequest.state, PrivacyState),
        "kind": one_of(PrivacyRequest.kind, PrivacyKind),
        "shop": exactly(PrivacyRequest.shop_domain),
        "overdue": _overdue(),
    },
)
