"""Staff of every role, and browsers in which they are signed in."""

import time
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from powerpact.admin.staff_session import SIGNED_IN_AT
from powerpact.extensions import db
from powerpact.models import Source, User
from powerpact.permissions import Role
from powerpact.services.audit import Actor
from powerpact.services.staff import create_user
from tests.admin.browser import PASSWORD

Member = Callable[[Role], str]
Browser = Callable[[Role], FlaskClient]


@pytest.fixture
def member(app: Flask) -> Member:
    """Make a staff login of a role; gives its e-mail."""

    def make(role: Role) -> str:
        email = f"{role.value}@powerpact.test"
        with app.app_context():
            create_user(email, PASSWORD, role, Actor("a test", Source.COMMAND_LINE))
        return email

    return make


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser in which a new member of a role is signed in, without the slow password."""

    def open_as(role: Role) -> FlaskClient:
        email, version = f"{role.value}@powerpact.test", f"the {role.value}'s session"
        with app.app_context():
            db.session.add(User(email=email, role=role, fs_uniquifier=version))
            db.session.commit()
        return signed_in_as(app.test_client(), version)

    return open_as


def signed_in_as(client: FlaskClient, version: str) -> FlaskClient:
    """Give ``client`` the session of the login with this version, just begun."""
    now = time.time()
    with client.session_transaction() as session:
        session.permanent = True
        session.update(_user_id=version, _fresh=True, fs_paa=now, **{SIGNED_IN_AT: now})
    return client


@pytest.fixture
def admin(browser: Browser) -> FlaskClient:
    """A browser in which somebody with every permission is signed in."""
    return browser(Role.ADMIN)
