"""How long somebody stays signed in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from powerpact.app import create_app
from powerpact.config import Environment, Settings
from powerpact.extensions import db
from powerpact.permissions import Role
from tests.admin.browser import PASSWORD, csrf_token, sign_in
from tests.admin.conftest import Member
from tests.fixtures.application import close

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is noon, and stays so until a test moves the clock."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def staff(client: FlaskClient, clock: time_machine.Traveller, member: Member) -> FlaskClient:
    """A browser in which somebody signed in at noon."""
    sign_in(client, member(Role.VIEWER), PASSWORD)
    return client


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/console/").status_code == 200


def test_session_that_nobody_uses_ends(
    staff: FlaskClient, clock: time_machine.Traveller, settings: Settings
) -> None:
    clock.shift(timedelta(seconds=settings.session_idle_seconds - 1))
    assert is_in(staff)

    clock.shift(timedelta(seconds=settings.session_idle_seconds + 1))
    assert not is_in(staff)


def test_session_in_use_ends_when_the_day_is_over(
    staff: FlaskClient, clock: time_machine.Traveller, settings: Settings
) -> None:
    hours = int(settings.session_longest_seconds // 3600)
    for _hour in range(hours):
        clock.shift(timedelta(hours=1))
        assert is_in(staff)

    clock.shift(timedelta(minutes=1))

    assert not is_in(staff)
    assert "You were signed in for a long time" in staff.get("/console/login").text


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("environment", "by_https_only"), [(Environment.PRODUCTION, True), (Environment.TEST, False)]
)
def test_cookie_is_out_of_reach_of_scripts_and_other_sites(
    settings: Settings, environment: Environment, by_https_only: bool
) -> None:
    served = create_app(settings.model_copy(update={"environment": environment}))

    cookie = served.test_client().get("/console/login").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is by_https_only
    close(served)


def test_signing_out_everywhere_ends_every_session(app: Flask, member: Member) -> None:
    email = member(Role.VIEWER)
    here, there = app.test_client(), app.test_client()
    for client in (here, there):
        sign_in(client, email, PASSWORD)
    token = csrf_token(here.get("/console/account/"))

    here.post("/console/account/sign-out-everywhere/", data={"csrf_token": token})

    assert not is_in(here)
    assert not is_in(there)


def test_style_sheet_asks_for_nobodys_name(
    app: Flask, staff: FlaskClient, statements: list[str]
) -> None:
    staff.get("/static/powerpact.css").close()

    assert statements == []


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What the database was asked."""
    asked: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    db.event.listen(engine, "before_cursor_execute", keep)
    yield asked
    db.event.remove(engine, "before_cursor_execute", keep)
