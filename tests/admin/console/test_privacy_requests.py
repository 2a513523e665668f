"""Privacy requests in the console: who sees that there is one, and who sees whom it names."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import AuditEvent, PrivacyKind, PrivacyRequest, PrivacyState, utc_now
from powerpact.permissions import Role
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser
from tests.factories import PrivacyRequestFactory

HERE = "/console/privacy_requests/"
DOCUMENT = {"orders": [{"shopper": {"email": "ada@example.test"}}]}
ASKED = {"email": "ada@example.test"}


@pytest.fixture
def ready(session: Session) -> int:
    """The id of a data request whose document waits."""
    return int(
        PrivacyRequestFactory(
            state=PrivacyState.READY, export=DOCUMENT, asked_for=ASKED, done={"orders": 1}
        ).id
    )


def page(client: FlaskClient, request_id: int) -> str:
    return text_of(client.get(f"{HERE}details/?id={request_id}"))


def document(client: FlaskClient, request_id: int) -> tuple[int, str]:
    answer = act(client, f"{HERE}document/?id={request_id}")
    return answer.status_code, answer.text


def test_a_manager_sees_that_a_request_waits_and_not_whom_it_names(
    browser: Browser, ready: int
) -> None:
    manager = browser(Role.MANAGER)
    for seen in (text_of(manager.get(HERE)), page(manager, ready)):
        assert "Hand out a shopper's data" in seen
        assert "1 orders" in seen
        assert "ada@example.test" not in seen
    assert "waits for somebody who may see personal data" in page(manager, ready)
    assert document(manager, ready)[0] == 403


def test_the_document_is_a_file_and_who_took_it_is_audited(
    admin: FlaskClient, session: Session, ready: int
) -> None:
    answer = act(admin, f"{HERE}document/?id={ready}")
    assert json.loads(answer.text) == DOCUMENT
    assert answer.headers["Content-Disposition"].startswith("attachment")
    taken = select(AuditEvent).where(AuditEvent.action == "view_personal_data")
    assert session.scalars(taken).one().subject_id == str(ready)


def test_what_was_handed_over_is_gone(admin: FlaskClient, session: Session, ready: int) -> None:
    act(admin, f"{HERE}act/hand-over/", only=ready, confirmed="yes")
    row = session.get_one(PrivacyRequest, ready, populate_existing=True)
    assert (row.state, row.export, row.asked_for) == (PrivacyState.DONE, None, None)
    assert document(admin, ready)[0] == 404
    assert "Handed over" not in page(admin, ready)


@pytest.mark.parametrize("request_id", ["", "0", "999", "x", "9" * 30])
def test_an_id_that_is_none_is_not_found(admin: FlaskClient, ready: int, request_id: str) -> None:
    assert act(admin, f"{HERE}document/?id={request_id}").status_code == 404


@pytest.mark.parametrize(
    ("done", "state", "words"),
    [
        ({"installed_again": True}, PrivacyState.DONE, "installed again since"),
        ({"orders": 1, "expired": True}, PrivacyState.DONE, "expired here before"),
        ({"orders": 0}, PrivacyState.DONE, "Nothing was kept."),
        ({"orders": 1200, "parts_held": 1}, PrivacyState.DONE, "1,200 orders, 1 parts on hold"),
        ({"step": 1, "counts": {"orders": 3}}, PrivacyState.RECEIVED, "3 orders, not finished yet"),
    ],
)
def test_the_record_says_what_was_done(
    admin: FlaskClient, session: Session, done: dict[str, object], state: PrivacyState, words: str
) -> None:
    row = PrivacyRequestFactory(kind=PrivacyKind.CUSTOMER_REDACT, state=state, done=done)
    assert words in page(admin, row.id)


def test_home_tells_of_documents_that_wait_and_of_what_is_overdue(
    admin: FlaskClient, session: Session, ready: int
) -> None:
    PrivacyRequestFactory(due_at=utc_now())
    home = text_of(admin.get("/console/"))
    assert "Documents to hand to stores" in home
    assert "Privacy requests that are overdue" in home
    overdue = text_of(admin.get(f"{HERE}?flt_overdue_is=yes"))
    assert "Overdue since" in overdue
    assert "1 orders" not in overdue
