"""Staff logins by their e-mail: made, invited, given a password.

Every change writes an AuditEvent in the same transaction. A new password ends older sessions and
kills older links to set one.
"""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from powerpact.errors import NotFound, Refused
from powerpact.models import User
from powerpact.permissions import Role
from powerpact.services.audit import Actor, audit
from powerpact.services.mail_addresses import mail_address
from powerpact.services.passwords import hashed_password
from powerpact.services.staff_deeds import (
    activate,
    deactivate,
    drop_second_factor,
    new_session_version,
)
from powerpact.services.transactions import reading, transaction


def create_user(email: str, password: str, role: Role, actor: Actor) -> int:
    """Make a login and return its id.

    Raises Refused, in words, when the e-mail or password will not do or the e-mail is taken.
    """
    return _add(email, hashed_password(password), role, actor, "create_user")


def invite_user(email: str, role: Role, actor: Actor) -> int:
    """Make a login that nobody can use before its owner has set a password; its id.

    Raises Refused, in words, when the e-mail will not do or is taken.
    """
    return _add(email, None, role, actor, "invite_user")


def set_password(email: str, password: str, actor: Actor) -> None:
    """Give a login a new password and end its sessions everywhere.

    Raises NotFound when nobody has this e-mail, Refused when the password will not do.
    """
    hashed = hashed_password(password)
    with transaction() as session:
        user = _known(session, email)
        user.password, user.fs_uniquifier = hashed, new_session_version()
        audit(session, actor, "set_password", ("user", user.id))


def set_active(email: str, active: bool, actor: Actor) -> None:
    """Let a login sign in again, or shut it out and end its sessions everywhere.

    Sessions that were ended stay ended when the login is opened again. Nothing is changed, or
    written down, when it stands so already. Raises NotFound when nobody has this e-mail, Refused
    for the last active admin.
    """
    with transaction() as session:
        user = _known(session, email)
        if user.active != active:
            done = (activate if active else deactivate).work(session, [user.id], actor)
            for why in done.left.values():
                raise Refused(f"{user.email} was left as it is: {why}")


def drop_second_factor_of(email: str, actor: Actor) -> None:
    """Ask somebody for the password only. Raises NotFound when nobody has this e-mail."""
    with transaction() as session:
        drop_second_factor.work(session, [_known(session, email).id], actor)


def staff_list() -> list[User]:
    """Every login, by e-mail; not attached to a session."""
    with reading() as session:
        return list(session.scalars(select(User).order_by(User.email)))


def _add(email: str, hashed: str | None, role: Role, actor: Actor, action: str) -> int:
    login = {"email": mail_address(email), "password": hashed, "role": role}
    added = insert(User).values(login | {"fs_uniquifier": new_session_version()})
    with transaction() as session:
        row = added.on_conflict_do_nothing(index_elements=[User.email]).returning(User.id)
        user_id = session.scalar(row)
        if user_id is None:
            raise Refused(f"{login['email']} has a login already")
        after = {"email": login["email"], "role": role.value}
        audit(session, actor, action, ("user", user_id), after=after)
        return user_id


def _known(session: Session, email: str) -> User:
    # PostgreSQL's text cannot hold a NUL, so nobody has one.
    address = email.strip().lower().replace("\0", "")
    user = session.scalar(select(User).where(User.email == address))
    if user is None:
        raise NotFound(f"nobody signs in as {email}")
    return user
