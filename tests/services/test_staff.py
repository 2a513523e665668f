"""Staff logins: what a password must be, and what is written down."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from powerpact.errors import NotFound, Refused
from powerpact.models import AuditEvent, Source, User
from powerpact.permissions import Role
from powerpact.services.audit import Actor
from powerpact.services.staff import create_user, invite_user, set_active, set_password, staff_list
from tests.services.signing_in import password_fits

ADA, PASSWORD = "ada@powerpact.test", "correct horse battery"
ACTOR = Actor("grace", Source.COMMAND_LINE)


def test_password_is_kept_as_an_argon2id_hash(session: Session) -> None:
    create_user(ADA, PASSWORD, Role.VIEWER, ACTOR)

    assert session.scalars(select(User.password)).one().startswith("$argon2id$")


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


def test_hash_of_an_older_release_still_fits(session: Session) -> None:
    create_user(ADA, PASSWORD, Role.VIEWER, ACTOR)
    older = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash("as it was")
    session.execute(update(User).values(password=older))
    session.commit()

    assert password_fits(ADA, "as it was")
    assert not password_fits(ADA, PASSWORD)


def test_invited_login_has_no_password(session: Session) -> None:
    user_id = invite_user(ADA, Role.OPERATOR, ACTOR)

    assert session.get_one(User, user_id).password is None


def test_new_password_replaces_the_old_one(session: Session) -> None:
    create_user(ADA, PASSWORD, Role.VIEWER, ACTOR)
    before = session.scalars(select(User.fs_uniquifier)).one()
    session.rollback()

    set_password(ADA, "another long password", ACTOR)

    assert not password_fits(ADA, PASSWORD)
    assert password_fits(ADA, "another long password")
    assert session.scalars(select(User.fs_uniquifier)).one() != before


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
    before = session.scalars(select(User.fs_uniquifier)).one()
    session.rollback()

    set_active(ADA, False, ACTOR)
    set_active(ADA, True, ACTOR)

    assert session.scalars(select(User.fs_uniquifier)).one() != before


def test_only_a_change_is_audited(session: Session) -> None:
    create_user(ADA, PASSWORD, Role.VIEWER, ACTOR)

    for active in (True, False, False, True):
        set_active(ADA, active, ACTOR)

    events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.action for event in events] == [
        "create_user", "deactivate_user", "activate_user"
    ]  # fmt: skip
