"""The page of people: who may sign in, and what an admin does about it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from powerpact.extensions import db
from powerpact.models import AuditEvent, User
from powerpact.permissions import Role
from tests.admin.browser import act, csrf_token, text_of
from tests.admin.people.mailbox import empty, link_in, mail_to
from tests.factories import UserFactory

GUEST = "guest@powerpact.test"


@pytest.fixture
def somebody(app: Flask) -> int:
    """A viewer, whose session is the one of `theirs`."""
    empty(app)
    with app.app_context():
        return int(UserFactory(email="somebody@powerpact.test", fs_uniquifier="theirs").id)


def kept(app: Flask, user_id: int) -> User:
    with app.app_context():
        return db.session.get_one(User, user_id)


def did(app: Flask) -> list[tuple[str, str, str]]:
    """Who did what to whom."""
    with app.app_context():
        columns = (AuditEvent.actor, AuditEvent.action, AuditEvent.subject_id)
        rows = db.session.execute(db.select(*columns).order_by(AuditEvent.id))
        return [tuple(row) for row in rows]


def own_id(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(db.select(User.id).where(User.role == Role.ADMIN)).one()


def invite(admin: FlaskClient, email: str, role: str = "operator") -> str:
    address = "/console/people/invite/"
    typed = {"email": email, "role": role, "csrf_token": csrf_token(admin.get(address))}
    return text_of(admin.post(address, data=typed, follow_redirects=True))


def test_invited_person_sets_a_password_with_the_mailed_link(
    app: Flask, admin: FlaskClient
) -> None:
    empty(app)

    page = invite(admin, GUEST)

    assert f"A link to set a password is on its way to {GUEST}." in page
    assert "Not set yet" in page
    link = link_in(mail_to(app, GUEST))
    assert "Set your password" in app.test_client().get(link).text


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("admin@powerpact.test", "admin@powerpact.test has a login already."),
        ("no address", "'no address' is no e-mail address"),
        ("", "Type an e-mail."),
    ],
)
def test_invitation_that_can_not_be_is_told_why(
    admin: FlaskClient, email: str, sentence: str
) -> None:
    assert sentence in invite(admin, email)


def test_role_nobody_knows_is_no_choice(admin: FlaskClient) -> None:
    assert "Not a valid choice" in invite(admin, GUEST, role="emperor")


def test_new_role_is_asked_for_and_ends_sessions(
    app: Flask, admin: FlaskClient, somebody: int
) -> None:
    address = "/console/people/act/set-role/"

    asked = act(admin, address, only=somebody)
    act(admin, address, ids=somebody, role="manager", confirmed="yes")

    assert "Manager" in asked.text
    assert kept(app, somebody).role == Role.MANAGER
    assert kept(app, somebody).fs_uniquifier != "theirs"


def test_somebody_shut_out_is_out_at_once(app: Flask, admin: FlaskClient, somebody: int) -> None:
    act(admin, "/console/people/act/deactivate/", ids=somebody, confirmed="yes")

    assert not kept(app, somebody).active
    assert kept(app, somebody).fs_uniquifier != "theirs"
    assert did(app) == [("admin@powerpact.test", "deactivate_user", str(somebody))]


@pytest.mark.parametrize(
    ("action", "typed"), [("deactivate", {}), ("set-role", {"role": "viewer"})]
)
def test_nobody_shuts_out_or_demotes_themselves(
    app: Flask, admin: FlaskClient, action: str, typed: dict[str, str]
) -> None:
    me = own_id(app)
    with app.app_context():
        UserFactory(role=Role.ADMIN, email="second@powerpact.test")

    act(admin, f"/console/people/act/{action}/", ids=me, confirmed="yes", **typed)

    assert "ask another admin" in admin.get("/console/people/").text
    assert kept(app, me).role == Role.ADMIN
    assert kept(app, me).active


def test_second_factor_of_who_lost_the_phone_is_switched_off(
    app: Flask, admin: FlaskClient
) -> None:
    with app.app_context():
        lost = UserFactory(tf_primary_method="authenticator", tf_totp_secret="s").id

    act(admin, "/console/people/act/drop-second-factor/", ids=lost, confirmed="yes")

    assert not kept(app, lost).has_second_factor
    assert kept(app, lost).tf_totp_secret is None


def test_link_is_mailed_to_who_asks_an_admin(app: Flask, admin: FlaskClient, somebody: int) -> None:
    answer = act(admin, "/console/people/send-link/", only=somebody)

    assert answer.location == f"/console/people/details/?id={somebody}"
    assert "an admin of PowerPact sends you a link" in mail_to(app, "somebody@powerpact.test")
    assert did(app) == [("admin@powerpact.test", "send_password_link", str(somebody))]


@pytest.mark.parametrize("typed", ["", "0", "abc", "999"])
def test_link_for_nobody_is_not_found(admin: FlaskClient, typed: str) -> None:
    assert act(admin, "/console/people/send-link/", only=typed).status_code == 404


def test_list_tells_who_can_sign_in_and_how(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        UserFactory(email="gone@powerpact.test", active=False, tf_primary_method="authenticator")

    page = text_of(admin.get("/console/people/?search=GONE"))

    assert "gone@powerpact.test Viewer Shut out" in page
    assert "admin@powerpact.test Admin" not in page
