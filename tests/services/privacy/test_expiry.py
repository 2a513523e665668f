"""Documents and records of privacy requests go in the end."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import AuditEvent, PrivacyRequest, PrivacyState, utc_now
from powerpact.services.privacy.expiry import forget_requests
from tests.factories import PrivacyRequestFactory
from tests.services.privacy.asking import only_request

DOCUMENT = {"orders": [{"shopper": {"email": "ada@example.test"}}]}
OLD = utc_now() - timedelta(days=4 * 365)


def test_a_document_that_nobody_handed_over_expires_and_that_is_recorded(session: Session) -> None:
    PrivacyRequestFactory(
        state=PrivacyState.READY, export=DOCUMENT, due_at=utc_now() - timedelta(days=61)
    )
    assert forget_requests() == 1
    request = only_request()
    assert (request.state, request.export, request.done) == (
        PrivacyState.DONE,
        None,
        {"expired": True},
    )
    assert session.scalars(select(AuditEvent.action)).all() == ["document_expired"]


def test_a_document_that_is_overdue_still_waits_for_staff(session: Session) -> None:
    PrivacyRequestFactory(
        state=PrivacyState.READY, export=DOCUMENT, due_at=utc_now() - timedelta(days=59)
    )
    assert forget_requests() == 0
    assert only_request().export == DOCUMENT


@pytest.mark.parametrize(
    ("fields", "stays"),
    [
        ({"state": PrivacyState.DONE, "done_at": OLD}, False),
        ({"state": PrivacyState.DONE, "done_at": utc_now() - timedelta(days=900)}, True),
        ({"state": PrivacyState.RECEIVED, "asked_at": OLD}, True),
    ],
)
def test_the_record_that_it_was_done_is_kept_for_three_years(
    session: Session, fields: dict[str, object], stays: bool
) -> None:
    PrivacyRequestFactory(**fields)
    forget_requests()
    assert len(session.scalars(select(PrivacyRequest.id)).all()) == stays
