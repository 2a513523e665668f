"""Staff logins: what a password must be, and what is written down."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.errors import NotFound, Refused
from powerpact.models import AuditEvent, Source, User
from powerpact.permissions import Role
from powerpact.services.audit import Actor
from powerpact.services.staff import create_user, set_active, set_password, sign_in, staff_list

ADA, PASSWORD = "ada@powerpact.test", "correct horse battery"
ACTOR = Actor("grace", Source.COMMAND_LINE)


def test_password_is_kept_as_an_argon2id_hash(session: Session) -> None:
    create_user(ADA, PASSWORD, Role.VIEWER, ACTOR)

    assert session.scalars(select(User.password_hash)).one().startswith("$argon2id$")


def test_one_email_has_one_login_whatever_its_case(session: Session) -> None:
    create_user(ADA, PASSWORD, Role.VIEWER, ACTOR)

    with pytest.raises(Refused, match="has a login already"):
        create_user(ADA.upper(), PASSWORD, Role.ADMIN, ACTOR)
    assert [user.role for user in staff_list()] == [Role.VIEWER]


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * 257])
def test_password_too_short_or_too_long_is_refused(session: Session, password: str) -> None:
    with pytest.raises(Refused, match="12 to 256 characters"):
        create_user(ADA, password, Role.VIEWER, ACTOR)


@pytest.mark.parametrize("email", ["", "ada", "ada@", "a\0da@powerpact.test", "a b@powerpact.test"])
def test_what_is_no_email_is_refused(session: Session, email: str) -> None:
    with pytest.raises(Refused, match="no e-mail address"):
        create_user(email, PASSWORD, Role.VIEWER, ACTOR)


def test_signing_in_gives_the_id_and_notes_the_time(session: Session) -> None:
    user_id = create_user(ADA, PASSWORD, Role.VIEWER, ACTOR)

    assert sign_in(ADA, PASSWORD) == user_id
    assert session.get_one(User, user_id).last_sign_in_at is not None


@pytest.mark.parametrize("password", ["", PASSWORD + "x", "x" * 10_000])
def test_wrong_password_signs_nobody_in(session: Session, password: str) -> None:
    create_user(ADA, PASSWORD, Role.VIEWER, ACTOR)

    assert sign_in(ADA, password) is None


def test_new_password_replaces_the_old_one(session: Session) -> None:
    create_user(ADA, PASSWORD, Role.VIEWER, ACTOR)
    before = session.scalars(select(User.session_version)).one()
    session.rollback()

    set_password(ADA, "another long password", ACTOR)

    assert sign_in(ADA, PASSWORD) is None
    assert sign_in(ADA, "another long password") is not None
    assert session.scalars(select(User.session_version)).one() != before


def test_password_of_nobody_cannot_be_set(session: Session) -> None:
    with pytest.raises(NotFound, match="nobody signs in as"):
        set_password(ADA, PASSWORD, ACTOR)


def test_each_change_is_audited_without_the_password(session: Session) -> None:
    create_user(ADA, PASSWORD, Role.VIEWER, ACTOR)
    set_password(ADA, "another long password", ACTOR)

    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.actor, event.action, event.subject_type) for event in events] == [
        ("grace", "create_user", "user"),
        ("grace", "set_password", "user"),
    ]
    assert [event.after for event in events] == [{"email": ADA, "role": "viewer"}, {}]


def test_shutting_out_ends_sessions_for_good(session: Session) -> None:
    create_user(ADA, PASSWORD, Role.VIEWER, ACTOR)
    before = session.scalars(select(User.session_version)).one()
    session.rollback()

    set_active(ADA, False, ACTOR)
    set_active(ADA, True, ACTOR)

    assert session.scalars(select(User.session_version)).one() != before


def test_only_a_change_is_audited(session: Session) -> None:
    create_user(ADA, PASSWORD, Role.VIEWER, ACTOR)

    for active in (True, False, False, True):
        set_active(ADA, active, ACTOR)

    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.action for event in events] == [
        "create_user", "deactivate_user", "activate_user"
    ]  # fmt: skip
