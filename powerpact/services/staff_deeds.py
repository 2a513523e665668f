"""What may be done to somebody's login. Who loses rights has to sign in again everywhere.

Nobody shuts out themselves or the last active admin: somebody must stay who manages logins.
"""

import secrets
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from powerpact.models import Source, User
from powerpact.permissions import Role
from powerpact.services.audit import Actor, audit
from powerpact.services.deeds import Done, deed
from powerpact.services.many_rows import among
from powerpact.services.transactions import transaction

# Changes a login; what it was and what it is, for the audit. None: it stands so already.
Change = Callable[[User], tuple[dict[str, Any], dict[str, Any]] | None]
UNTOUCHED = "it stands so already"
OWN = "nobody does this to their own login; ask another admin"
LAST_ADMIN = "it is the last active admin; make somebody else an admin first"


@deed("user")
def activate(session: Session, ids: Collection[int], actor: Actor) -> Done:
    """Let people sign in again; sessions that were ended stay ended."""
    return _change(session, ids, actor, "activate_user", lambda user: _set_active(user, True))


@deed("user")
def deactivate(session: Session, ids: Collection[int], actor: Actor) -> Done:
    """Shut people out, at once."""
    return _change(session, ids, actor, "deactivate_user", lambda user: _set_active(user, False))


@deed("user")
def set_role(session: Session, ids: Collection[int], actor: Actor, role: str) -> Done:
    """Give people another role, by its value."""
    return _change(session, ids, actor, "set_role", lambda user: _set_role(user, Role(role)))


@deed("user")
def end_sessions(session: Session, ids: Collection[int], actor: Actor) -> Done:
    """Sign people out everywhere."""
    return _change(session, ids, actor, "end_sessions", lambda _user: ({}, {}), spares=False)


@deed("user")
def drop_second_factor(session: Session, ids: Collection[int], actor: Actor) -> Done:
    """Ask people who lost their authenticator app for the password only."""
    return _change(session, ids, actor, "drop_second_factor", _drop_second_factor, spares=False)


def new_session_version() -> str:
    """What sessions and mailed links name from now on; older ones are over."""
    return secrets.token_urlsafe(16)


def forget_second_factor(user: User) -> None:
    """Take the secret, its counter and the recovery codes from ``user``; commits nothing."""
    user.tf_primary_method = user.tf_totp_secret = None
    user.totp_counter = user.recovery_codes = None


def note_link_sent(user_id: int, actor: Actor) -> None:
    """Write down that somebody was mailed a link to set a password."""
    with transaction() as session:
        audit(session, actor, "send_password_link", ("user", user_id))


def _change(
    session: Session,
    ids: Collection[int],
    actor: Actor,
    action: str,
    change: Change,
    *,
    spares: bool = True,
) -> Done:
    """``spares``: one's own login and the last active admin are left as they are."""
    # In one order, so that two who shut out each other do it one after the other.
    session.execute(_active_admins().with_for_update())
    chosen = select(User).where(among(User.id, ids)).order_by(User.id).with_for_update()
    left = {}
    users = session.scalars(chosen.execution_options(populate_existing=True)).all()
    for user in users:
        why = _why_spared(session, user, actor) if spares else None
        changed = None if why else change(user)
        if changed:
            user.fs_uniquifier = new_session_version()
            audit(session, actor, action, ("user", user.id), *changed)
        else:
            left[user.id] = why or UNTOUCHED
    return Done(tuple(user.id for user in users if user.id not in left), left)


def _why_spared(session: Session, user: User, actor: Actor) -> str | None:
    if actor.source == Source.CONSOLE and actor.name == user.email:
        return OWN
    return LAST_ADMIN if session.scalars(_active_admins()).all() == [user.id] else None


def _active_admins() -> Select[tuple[int]]:
    return select(User.id).where(User.role == Role.ADMIN, User.active).order_by(User.id)


def _set_active(user: User, active: bool) -> tuple[dict[str, Any], dict[str, Any]] | None:
    if user.active == active:
        return None
    user.active = active
    return {"active": not active}, {"active": active}


def _set_role(user: User, role: Role) -> tuple[dict[str, Any], dict[str, Any]] | None:
    before = user.role
    if before == role:
        return None
    user.role = role
    return {"role": before.value}, {"role": role.value}


def _drop_second_factor(user: User) -> tuple[dict[str, Any], dict[str, Any]] | None:
    if not user.has_second_factor:
        return None
    forget_second_factor(user)
    return {"second_factor": True}, {"second_factor": False}
