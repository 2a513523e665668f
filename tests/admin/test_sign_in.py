"""Signing in to the console and out of it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from powerpact.admin.links import own_path
from powerpact.admin.sign_in import WRONG
from powerpact.extensions import db
from powerpact.models import AuditEvent, Source, User
from powerpact.permissions import Role
from powerpact.services.audit import Actor
from powerpact.services.staff import set_password
from tests.admin.browser import LOGIN, PASSWORD, csrf_token, sign_in
from tests.admin.conftest import Member


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


def test_signing_in_is_audited(app: Flask, client: FlaskClient, member: Member) -> None:
    email = member(Role.VIEWER)
    sign_in(client, email, PASSWORD)

    with app.app_context():
        actions = db.session.scalars(db.select(AuditEvent.action).where(AuditEvent.actor == email))
        assert actions.all() == ["sign_in"]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/console/",
        "//evil.example/console/",
        "/\\evil.example/console/",
        "/console/\\evil",
        "javascript:alert(1)//console/",
        "/console/\r\nX: y",
        "/other/",
        "",
        None,
    ],
)
def test_nobody_is_sent_to_another_place_than_the_console(target: str | None) -> None:
    assert own_path(target) is None
