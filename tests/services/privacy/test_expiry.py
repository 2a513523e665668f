"""Documents and records of privacy requests go in the end."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import (
    AuditEvent,
    ErasedOrder,
    EventState,
    PrivacyRequest,
    PrivacyState,
    WebhookEvent,
    utc_now,
)
from powerpact.services.privacy.expiry import forget_requests, scrub_what_came_late
from tests.factories import BubblyOrderFactory, PrivacyRequestFactory, WebhookEventFactory
from tests.services.privacy.asking import only_request
from tests.services.test_inbox_work import order_body

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


def test_a_webhook_that_came_after_the_erasure_and_is_parked_is_scrubbed(session: Session) -> None:
    session.add(ErasedOrder(shopify_id="gid://shopify/Order/1"))
    BubblyOrderFactory(shopify_id="gid://shopify/Order/2", shopper=None)
    BubblyOrderFactory(shopify_id="gid://shopify/Order/3")
    for number in (1, 2, 3, 4):
        gid = f"gid://shopify/Order/{number}"
        body = order_body(admin_graphql_api_id=gid, email="ada@example.test")
        WebhookEventFactory(body=body, state=EventState.PARKED)
    assert scrub_what_came_late() == 2
    bodies = session.scalars(select(WebhookEvent.body).order_by(WebhookEvent.id)).all()
    assert [b"ada@example.test" in body for body in bodies] == [False, False, True, True]
    assert scrub_what_came_late() == 0
