"""The inbox: replaying what is parked, and who sees what of a shopper."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import AuditEvent, EventState, WebhookEvent
from powerpact.permissions import Role
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser
from tests.factories import WebhookEventFactory

BODY = json.dumps({"id": 7, "email": "lena@shopper.test"}).encode()
WHOLE = "/console/webhook_events/whole/"


@pytest.fixture
def event(session: Session) -> WebhookEvent:
    made: WebhookEvent = WebhookEventFactory(state=EventState.PARKED, reason="no shop", body=BODY)
    return made


def test_a_parked_webhook_is_replayed_from_its_row(
    browser: Browser, session: Session, event: WebhookEvent
) -> None:
    event_id = event.id
    act(browser(Role.OPERATOR), "/console/webhook_events/act/replay/", only=event_id)
    session.expire_all()
    assert session.get_one(WebhookEvent, event_id).state is EventState.RECEIVED


def test_the_page_hides_the_shopper(admin: FlaskClient, event: WebhookEvent) -> None:
    page = text_of(admin.get(f"/console/webhook_events/details/?id={event.id}"))
    assert "lena" not in page
    assert "(hidden)" in page
    assert "no shop" in page
    assert '"id": 7' in page


def test_who_may_see_the_shopper_does_and_it_is_kept(
    admin: FlaskClient, session: Session, event: WebhookEvent
) -> None:
    event_id = event.id
    assert "lena@shopper.test" in text_of(act(admin, f"{WHOLE}?id={event_id}"))
    looked = session.scalars(select(AuditEvent)).one()
    assert (looked.action, looked.subject_id) == ("view_personal_data", str(event_id))
    assert "lena" not in str((looked.before, looked.after))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OPERATOR, Role.MANAGER])
def test_nobody_else_sees_the_shopper(browser: Browser, role: Role, event: WebhookEvent) -> None:
    event_id = event.id
    client = browser(role)
    assert act(client, f"{WHOLE}?id={event_id}").status_code == 403
    if role is not Role.VIEWER:
        page = client.get(f"/console/webhook_events/details/?id={event_id}").text
        assert "Show the body" not in page


def test_a_body_that_is_no_json_is_not_shown(admin: FlaskClient, session: Session) -> None:
    event_id = WebhookEventFactory(body=b"\xfflena@shopper.test").id
    page = text_of(admin.get(f"/console/webhook_events/details/?id={event_id}"))
    assert "18 bytes that are no JSON" in page
    assert "lena@" not in page


def test_webhooks_are_narrowed_by_topic_and_shop(admin: FlaskClient, session: Session) -> None:
    WebhookEventFactory(reason="wanted")
    WebhookEventFactory(reason="other topic", topic="products/update")
    WebhookEventFactory(reason="other shop", shop_domain="else.myshopify.com")
    query = "flt_topic_is=orders/paid&flt_shop_is=bubbly.myshopify.com"
    page = text_of(admin.get(f"/console/webhook_events/?{query}"))
    assert "wanted" in page
    assert "other" not in page
