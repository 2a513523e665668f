"""Signing in to the console and out of it."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from powerpact.admin.people.wording import WORDS
from powerpact.extensions import db
from powerpact.models import AuditEvent, Source, User
from powerpact.permissions import Role
from powerpact.services.audit import Actor
from powerpact.services.staff import set_password
from tests.admin.browser import LOGIN, PASSWORD, csrf_token, sign_in
from tests.admin.conftest import Member

WRONG = WORDS["GENERIC_AUTHN_FAILED"]


def test_right_password_leads_to_the_console(client: FlaskClient, member: Member) -> None:
    answer = sign_in(client, member(Role.VIEWER), PASSWORD)

    assert answer.location == "/console/"
    assert client.get("/console/").status_code == 200


def test_email_is_found_whatever_its_case(client: FlaskClient, member: Member) -> None:
    assert sign_in(client, member(Role.VIEWER).upper(), PASSWORD).status_code == 302


def test_page_asked_for_is_shown_after_signing_in(client: FlaskClient, member: Member) -> None:
    asked = client.get("/console/stores/?flt_state_is=paused")

    answer = sign_in(client, member(Role.VIEWER), PASSWORD, address=asked.location)

    assert answer.location == "/console/stores/?flt_state_is=paused"


@pytest.mark.parametrize("who", ["viewer@powerpact.test", "nobody@powerpact.test", "no\0body", ""])
def test_every_way_of_being_wrong_gets_the_same_answer(
    client: FlaskClient, member: Member, who: str
) -> None:
    member(Role.VIEWER)

    answer = sign_in(client, who, "not the password")

    assert answer.status_code == 401
    assert WRONG in answer.text
    assert client.get("/console/").status_code == 302


def test_closed_login_is_refused_like_a_wrong_password(
    app: Flask, client: FlaskClient, member: Member
) -> None:
    email = member(Role.ADMIN)
    with app.app_context():
        db.session.execute(db.update(User).values(active=False))
        db.session.commit()

    assert WRONG in sign_in(client, email, PASSWORD).text


def test_form_of_another_site_cannot_sign_in(client: FlaskClient, member: Member) -> None:
    email = member(Role.VIEWER)

    answer = client.post(LOGIN, data={"email": email, "password": PASSWORD})

    assert answer.status_code == 400
    assert client.get("/console/").status_code == 302


def test_sixth_wrong_try_for_one_email_has_to_wait(client: FlaskClient, member: Member) -> None:
    email = member(Role.VIEWER)
    for place in range(5):
        sign_in(client, email, "not the password", remote=f"10.0.1.{place}")

    assert sign_in(client, email, PASSWORD, remote="10.0.1.9").status_code == 429


def test_one_address_cannot_try_many_emails(client: FlaskClient, app: Flask) -> None:
    for place in range(20):
        sign_in(client, f"nobody{place}@powerpact.test", "not the password")

    assert sign_in(client, "somebody@powerpact.test", "a guess").status_code == 429


def test_signing_in_rightly_uses_up_no_tries(app: Flask, member: Member) -> None:
    email = member(Role.VIEWER)

    answers = [sign_in(app.test_client(), email, PASSWORD).status_code for _ in range(7)]

    assert answers == [302] * 7


def test_what_was_in_the_session_before_is_forgotten(client: FlaskClient, member: Member) -> None:
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"

    sign_in(client, member(Role.VIEWER), PASSWORD)

    with client.session_transaction() as session:
        assert "planted" not in session


def test_new_password_ends_older_sessions(app: Flask, client: FlaskClient, member: Member) -> None:
    email = member(Role.VIEWER)
    sign_in(client, email, PASSWORD)
    with app.app_context():
        set_password(email, "another long password", Actor("a test", Source.COMMAND_LINE))

    assert client.get("/console/").status_code == 302


def test_closing_a_login_ends_its_session(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        db.session.execute(db.update(User).values(active=False))
        db.session.commit()

    assert admin.get("/console/").status_code == 302


def test_signing_out_ends_the_session(admin: FlaskClient) -> None:
    token = csrf_token(admin.get("/console/"))

    admin.post("/console/logout", data={"csrf_token": token})

    assert admin.get("/console/").status_code == 302


def test_browser_keeps_no_copy_of_the_console(admin: FlaskClient) -> None:
    assert admin.get("/console/stores/").headers["Cache-Control"] == "no-store"


def test_link_or_form_of_another_site_cannot_sign_out(admin: FlaskClient) -> None:
    assert admin.get("/console/logout").status_code == 405
    assert admin.post("/console/logout").status_code == 400
    assert admin.get("/console/").status_code == 200


def test_signing_in_and_out_is_audited_with_the_address(
    app: Flask, client: FlaskClient, member: Member
) -> None:
    email = member(Role.VIEWER)
    sign_in(client, email, PASSWORD, remote="10.0.0.7")
    token = csrf_token(client.get("/console/"))
    client.post("/console/logout", data={"csrf_token": token})

    assert told(app, email) == [("sign_in", "10.0.0.7"), ("sign_out", "127.0.0.1")]


def test_wrong_password_is_audited_without_it(
    app: Flask, client: FlaskClient, member: Member
) -> None:
    email = member(Role.VIEWER)

    sign_in(client, email, "not the password")
    sign_in(client, "my password by mistake", "not the password")

    assert told(app, email) == [("sign_in_failed", "10.0.0.1")]
    assert told(app, "somebody unknown") == [("sign_in_failed", "10.0.0.1")]
    with app.app_context():
        kept = db.session.execute(db.select(AuditEvent.__table__)).all()
    assert "mistake" not in str(kept)
    assert "not the password" not in str(kept)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/console/",
        "//evil.example/console/",
        "/\\evil.example/console/",
        "///evil.example",
        "javascript:alert(1)//console/",
        "/console/\r\nX: y",
    ],
)
def test_nobody_is_sent_to_another_host(client: FlaskClient, member: Member, target: str) -> None:
    email = member(Role.VIEWER)
    token = csrf_token(client.get(LOGIN))

    for data in ({}, {"next": target}):
        answer = client.post(
            LOGIN,
            query_string={"next": target},
            data={"email": email, "password": PASSWORD, "csrf_token": token, **data},
        )
        place = urlsplit(answer.headers.get("Location", "/"))
        assert (place.netloc, place.scheme) == ("", "")
        assert place.path.startswith("/")


@pytest.mark.parametrize("sent", [[1], "text", {"email": 1, "password": []}])
def test_json_signs_nobody_in(client: FlaskClient, sent: object) -> None:
    token = csrf_token(client.get(LOGIN))

    answer = client.post(LOGIN, json=sent, headers={"X-CSRFToken": token})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("email", "password"), [("x" * 100_000, "y" * 100_000), ("\ud7ff@\u0661", "\0" * 20)]
)
def test_nonsense_is_a_wrong_sign_in(client: FlaskClient, email: str, password: str) -> None:
    assert sign_in(client, email, password).status_code == 401


def test_nobody_is_remembered_beyond_the_session(client: FlaskClient, member: Member) -> None:
    email = member(Role.VIEWER)
    token = csrf_token(client.get(LOGIN))
    answer = client.post(
        LOGIN, data={"email": email, "password": PASSWORD, "csrf_token": token, "remember": "y"}
    )

    assert answer.status_code == 302
    assert "remember_token" not in str(answer.headers)


def told(app: Flask, actor: str) -> list[tuple[str, str]]:
    """What the audit says that somebody did at the door, and from where."""
    with app.app_context():
        columns = db.select(AuditEvent.action, AuditEvent.address).order_by(AuditEvent.id)
        return [tuple(row) for row in db.session.execute(columns.where(AuditEvent.actor == actor))]
