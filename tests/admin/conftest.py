"""Staff of every role, and browsers in which they are signed in."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_login import FlaskLoginClient

from powerpact.admin.staff_session import SignedIn
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
        user = User(
            email=f"{role.value}@powerpact.test",
            password_hash="none, so no password fits",
            role=role,
            session_version="1",
        )
        with app.app_context():
            db.session.add(user)
            db.session.commit()
            return FlaskLoginClient(app, user=SignedIn(user))

    return open_as


@pytest.fixture
def admin(browser: Browser) -> FlaskClient:
    """A browser in which somebody with every permission is signed in."""
    return browser(Role.ADMIN)
