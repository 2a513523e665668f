"""What is done to logins: never so that nobody is left who manages them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.extensions import db
from powerpact.models import AuditEvent, Source, User
from powerpact.permissions import Role
from powerpact.services.audit import Actor
from powerpact.services.deeds import Deed
from powerpact.services.staff_deeds import (
    LAST_ADMIN,
    OWN,
    UNTOUCHED,
    activate,
    deactivate,
    drop_second_factor,
    end_sessions,
    set_role,
)
from tests.factories import UserFactory

ADA = Actor("ada@powerpact.test", Source.CONSOLE, "10.0.0.7")


def version_of(session: Session, user_id: int) -> str:
    session.expire_all()
    return session.get_one(User, user_id).fs_uniquifier


def test_change_of_role_tells_before_and_after(session: Session) -> None:
    user_id = UserFactory(role=Role.VIEWER).id

    set_role([user_id], ADA, role="operator")

    event = session.scalars(select(AuditEvent)).one()
    assert (event.before, event.after) == ({"role": "viewer"}, {"role": "operator"})
    assert (event.actor, event.address) == ("ada@powerpact.test", "10.0.0.7")


@pytest.mark.parametrize("of", [deactivate, end_sessions])
def test_sessions_end_with_what_is_done(session: Session, of: Deed) -> None:
    user_id = UserFactory().id
    before = version_of(session, user_id)
    session.rollback()

    of([user_id], ADA)

    assert version_of(session, user_id) != before


def test_what_stands_already_is_left_and_not_audited(session: Session) -> None:
    user_id = UserFactory(role=Role.VIEWER).id

    for done in (
        activate([user_id], ADA),
        set_role([user_id], ADA, role="viewer"),
        drop_second_factor([user_id], ADA),
    ):
        assert done.left == {user_id: UNTOUCHED}
    assert session.scalars(select(AuditEvent)).all() == []


def test_own_login_and_last_admin_are_left(session: Session) -> None:
    me = UserFactory(role=Role.ADMIN, email=ADA.name).id
    by_hand = Actor("root", Source.COMMAND_LINE)

    assert deactivate([me], ADA).left == {me: OWN}
    assert deactivate([me], by_hand).left == {me: LAST_ADMIN}
    assert set_role([me], by_hand, role="viewer").left == {me: LAST_ADMIN}


def test_of_all_admins_at_once_one_stays(session: Session) -> None:
    admins = [UserFactory(role=Role.ADMIN).id for _ in range(3)]

    done = deactivate(admins, Actor("root", Source.COMMAND_LINE))

    assert len(done.moved) == 2
    assert list(done.left.values()) == [LAST_ADMIN]


def test_inactive_admin_does_not_count(session: Session) -> None:
    UserFactory(role=Role.ADMIN, active=False)
    only = UserFactory(role=Role.ADMIN).id

    assert deactivate([only], ADA).left == {only: LAST_ADMIN}


def test_two_admins_who_shut_out_each_other_leave_one(app: Flask) -> None:
    with app.app_context():
        first, second = (UserFactory(role=Role.ADMIN, email=f"{n}@powerpact.test") for n in "ab")
        fights = [(first.id, second.email), (second.id, first.email)]

    def shut_out(fight: tuple[int, str]) -> int:
        with app.app_context():
            other, name = fight
            return len(deactivate([other], Actor(name, Source.CONSOLE)).moved)

    with ThreadPoolExecutor(2) as both:
        assert sum(both.map(shut_out, fights)) == 1

    with app.app_context():
        left = db.session.scalars(select(User.email).where(User.active)).all()
    assert len(left) == 1
