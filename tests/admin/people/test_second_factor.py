"""Signing in with an authenticator app, or without it when the phone is lost."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import text
from werkzeug.test import TestResponse

from powerpact.extensions import db
from powerpact.models import AuditEvent, User
from powerpact.permissions import Role
from tests.admin.browser import PASSWORD, csrf_token, sign_in
from tests.admin.conftest import Member

SETUP = "/console/account/second-factor"
CODE = "/console/login/code"
RECOVERY = "/console/login/recovery-code"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is noon, and stays so until a test moves the clock."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


class Phone:
    """Somebody's phone with the app."""

    def __init__(self, client: FlaskClient, clock: time_machine.Traveller) -> None:
        page = send(client, SETUP, SETUP, setup="authenticator").text
        key = re.search(r"<dt>Key</dt><dd><code>([^<]+)</code>", page)
        proof = re.search(r'action="(/console/account/second-factor/[^"]+)"', page)
        assert key
        assert proof
        self._codes, self._clock = TOTP(key=key.group(1)), clock
        send(client, SETUP, proof.group(1), code=self.code())
        clock.shift(timedelta(minutes=1))

    def code(self) -> str:
        """What the app shows now."""
        return str(self._codes.generate().token)


def send(client: FlaskClient, page: str, address: str, **typed: str) -> TestResponse:
    """Fill in the form that ``page`` shows."""
    token = csrf_token(client.get(page))
    return client.post(address, data={"csrf_token": token, **typed})


@pytest.fixture
def email(member: Member) -> str:
    """Somebody who may sign in."""
    return member(Role.VIEWER)


@pytest.fixture
def phone(client: FlaskClient, clock: time_machine.Traveller, email: str) -> Phone:
    """Their phone, set up and proven."""
    sign_in(client, email, PASSWORD)
    return Phone(client, clock)


def test_password_alone_is_not_enough(app: Flask, email: str, phone: Phone) -> None:
    browser = app.test_client()

    answer = sign_in(browser, email, PASSWORD)

    assert answer.location.startswith(CODE)
    assert browser.get("/console/").status_code == 302


def test_code_of_the_phone_signs_in(app: Flask, email: str, phone: Phone) -> None:
    browser = app.test_client()
    sign_in(browser, email, PASSWORD)

    assert send(browser, CODE, CODE, code=phone.code()).location == "/console/"
    assert browser.get("/console/").status_code == 200


def test_page_asked_for_is_shown_after_both_factors(app: Flask, email: str, phone: Phone) -> None:
    browser = app.test_client()
    asked = browser.get("/console/stores/?flt_state_is=paused").location
    between = sign_in(browser, email, PASSWORD, address=asked).location

    answer = send(browser, between, between, code=phone.code())

    assert answer.location == "/console/stores/?flt_state_is=paused"


def test_no_code_works_twice(app: Flask, email: str, phone: Phone) -> None:
    seen = phone.code()
    answers = []
    for browser in (app.test_client(), app.test_client()):
        sign_in(browser, email, PASSWORD)
        answers.append(send(browser, CODE, CODE, code=seen))

    assert [answer.status_code for answer in answers] == [302, 401]
    assert "was used already" in answers[1].text


def test_sixth_guess_of_a_code_has_to_wait(app: Flask, email: str, phone: Phone) -> None:
    browser = app.test_client()
    sign_in(browser, email, PASSWORD)
    token = csrf_token(browser.get(CODE))

    answers = [
        browser.post(CODE, data={"code": "000000", "csrf_token": token}).status_code
        for _ in range(6)
    ]

    assert answers == [401] * 5 + [429]


def test_recovery_code_works_once(
    app: Flask, client: FlaskClient, email: str, phone: Phone
) -> None:
    page = send(client, "/console/account/recovery-codes", "/console/account/recovery-codes").text
    codes = re.findall(r"<li><code>([0-9a-f-]+)</code>", page)
    answers = []
    for browser in (app.test_client(), app.test_client()):
        sign_in(browser, email, PASSWORD)
        answers.append(send(browser, RECOVERY, RECOVERY, code=f" {codes[0].upper()} "))

    assert len(codes) == 8
    assert [answer.status_code for answer in answers] == [302, 401]


def test_who_switches_it_off_signs_in_with_the_password(
    app: Flask, client: FlaskClient, email: str, phone: Phone
) -> None:
    send(client, SETUP, SETUP, setup="disable")

    assert sign_in(app.test_client(), email, PASSWORD).location == "/console/"
    assert "Two-factor is off" in client.get("/console/account/").text


def test_wrong_code_switches_nothing_on(
    app: Flask, client: FlaskClient, clock: time_machine.Traveller, email: str
) -> None:
    sign_in(client, email, PASSWORD)
    page = send(client, SETUP, SETUP, setup="authenticator").text
    proof = re.search(r'action="(/console/account/second-factor/[^"]+)"', page)
    assert proof

    send(client, SETUP, proof.group(1), code="000000")

    assert "This code is not right" in client.get(SETUP).text
    with app.app_context():
        assert not db.session.scalars(db.select(User)).one().has_second_factor


def test_old_session_types_the_password_before_it_changes_anything(
    client: FlaskClient, clock: time_machine.Traveller, email: str
) -> None:
    sign_in(client, email, PASSWORD)
    clock.shift(timedelta(minutes=16))

    asked = client.get(SETUP)

    assert asked.location.startswith("/console/account/confirm?next=")
    answer = send(client, asked.location, asked.location, password=PASSWORD)
    assert answer.location == SETUP
    assert client.get(SETUP).status_code == 200


def test_secret_and_codes_are_sealed_in_the_table(
    app: Flask, client: FlaskClient, phone: Phone
) -> None:
    send(client, "/console/account/recovery-codes", "/console/account/recovery-codes")

    with app.app_context():
        columns = text("SELECT totp_secret, recovery_codes FROM staff_user")
        kept = db.session.execute(columns).one()
        user = db.session.scalars(db.select(User)).one()

    assert all(value.startswith("gAAAA") for value in kept)
    assert "enckey" not in str(user.tf_totp_secret)


def test_each_step_is_audited(app: Flask, client: FlaskClient, email: str, phone: Phone) -> None:
    send(client, "/console/account/recovery-codes", "/console/account/recovery-codes")
    browser = app.test_client()
    sign_in(browser, email, PASSWORD)
    send(browser, CODE, CODE, code="000000")
    send(browser, RECOVERY, RECOVERY, code="0000-0000-0000")
    send(client, SETUP, SETUP, setup="disable")

    with app.app_context():
        made = db.select(AuditEvent.action).where(AuditEvent.actor == email)
        actions = db.session.scalars(made.order_by(AuditEvent.id)).all()
    assert actions == [
        "sign_in",
        "set_up_second_factor",
        "make_recovery_codes",
        "second_factor_failed",
        "second_factor_failed",
        "drop_second_factor",
    ]


@pytest.mark.parametrize(
    "typed", ["", "abc", "\u0661" * 6, "9" * 400, "-1", "0x10", "\0", " 00 00 00 "]
)
def test_code_that_can_not_be_is_a_wrong_one(
    app: Flask, email: str, phone: Phone, typed: str
) -> None:
    browser = app.test_client()
    sign_in(browser, email, PASSWORD)

    assert send(browser, CODE, CODE, code=typed).status_code == 401
    assert send(browser, RECOVERY, RECOVERY, code=typed).status_code == 401
