"""Setting a password with a link from a mail, and changing the one that one has."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from powerpact.extensions import db
from powerpact.models import AuditEvent, Source, User, utc_now
from powerpact.permissions import Role
from powerpact.services.audit import Actor
from powerpact.services.staff_deeds import deactivate
from tests.admin.browser import PASSWORD, csrf_token, sign_in
from tests.admin.conftest import Member
from tests.admin.people.mailbox import link_in, mail_to, mails

ASK = "/console/password"
NEW = "another long password"


def ask(client: FlaskClient, email: str, host: str = "http://localhost") -> TestResponse:
    token = csrf_token(client.get(ASK, base_url=host))
    return client.post(ASK, data={"email": email, "csrf_token": token}, base_url=host)


def choose(client: FlaskClient, link: str, password: str = NEW) -> TestResponse:
    token = csrf_token(client.get(link))
    both = {"password": password, "password_confirm": password}
    return client.post(link, data={**both, "csrf_token": token})


def test_link_sets_a_new_password(app: Flask, client: FlaskClient, member: Member) -> None:
    email = member(Role.VIEWER)

    assert "a link is on its way" in ask(client, email).text
    assert choose(client, link_in(mail_to(app, email))).location == "/console/login"

    assert sign_in(client, email, PASSWORD).status_code == 401
    assert sign_in(client, email, NEW).status_code == 302


def test_link_names_our_address_whatever_the_request_says(
    app: Flask, client: FlaskClient, member: Member
) -> None:
    email = member(Role.VIEWER)

    ask(client, email, host="http://evil.example")

    assert "evil.example" not in mail_to(app, email)


def test_unknown_and_closed_logins_get_the_same_answer_and_no_mail(
    app: Flask, client: FlaskClient, member: Member
) -> None:
    email = member(Role.VIEWER)
    with app.app_context():
        db.session.execute(db.update(User).values(active=False))
        db.session.commit()

    answers = [ask(client, each) for each in (email, "nobody@powerpact.test")]

    assert {answer.status_code for answer in answers} == {200}
    assert all("a link is on its way" in answer.text for answer in answers)
    assert mails(app) == []


def test_link_works_once(app: Flask, client: FlaskClient, member: Member) -> None:
    email = member(Role.VIEWER)
    ask(client, email)
    link = link_in(mail_to(app, email))
    choose(client, link)

    answer = client.get(link, follow_redirects=True)

    assert "This link does not work any more" in answer.text


def test_link_is_too_old_after_a_day(app: Flask, client: FlaskClient, member: Member) -> None:
    email = member(Role.VIEWER)
    ask(client, email)
    link = link_in(mail_to(app, email))

    with time_machine.travel(utc_now() + timedelta(hours=25)):
        answer = client.get(link, follow_redirects=True)

    assert "This link is too old" in answer.text


def test_link_of_somebody_shut_out_is_dead(app: Flask, client: FlaskClient, member: Member) -> None:
    email = member(Role.VIEWER)
    ask(client, email)
    with app.app_context():
        user_id = db.session.scalars(db.select(User.id)).one()
        db.session.rollback()
        deactivate([user_id], Actor("a test", Source.COMMAND_LINE))

    answer = client.get(link_in(mail_to(app, email)), follow_redirects=True)

    assert "This link does not work any more" in answer.text


@pytest.mark.parametrize("password", ["x" * 11, "x" * 257])
def test_password_that_will_not_do_is_refused_in_words(
    app: Flask, client: FlaskClient, member: Member, password: str
) -> None:
    email = member(Role.VIEWER)
    ask(client, email)

    answer = choose(client, link_in(mail_to(app, email)), password)

    assert "A password has 12 to 256 characters" in answer.text


def test_fifth_letter_to_one_mailbox_has_to_wait(
    app: Flask, client: FlaskClient, member: Member
) -> None:
    email = member(Role.VIEWER)

    answers = [ask(client, email).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 200, 429]
    assert len(mails(app)) == 4


def test_changing_ones_password_ends_other_sessions_and_tells_by_mail(
    app: Flask, member: Member
) -> None:
    email = member(Role.VIEWER)
    here, there = app.test_client(), app.test_client()
    for client in (here, there):
        sign_in(client, email, PASSWORD)

    answer = change(here)

    assert answer.location == "/console/account/"
    assert here.get("/console/").status_code == 200
    assert there.get("/console/").status_code == 302
    assert "was just changed" in mail_to(app, email)
    with app.app_context():
        actions = db.session.scalars(db.select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["create_user", "sign_in", "sign_in", "change_password"]


def test_password_is_changed_only_by_who_knows_it(client: FlaskClient, member: Member) -> None:
    sign_in(client, member(Role.VIEWER), PASSWORD)

    answer = change(client, password="a guess")

    assert answer.status_code == 401
    assert "This is not your password" in answer.text


def change(client: FlaskClient, password: str = PASSWORD) -> TestResponse:
    address = "/console/account/password"
    token = csrf_token(client.get(address))
    new = {"new_password": NEW, "new_password_confirm": NEW}
    return client.post(address, data={"password": password, "csrf_token": token, **new})
