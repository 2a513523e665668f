"""Staff logins: who may sign in to the console, and what was done to whom.

Passwords are kept as argon2id hashes. Every change writes an AuditEvent in the same transaction.
"""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from powerpact.errors import NotFound, Refused
from powerpact.models import Source, User, utc_now
from powerpact.permissions import Role
from powerpact.services.audit import Actor, audit
from powerpact.services.transactions import reading, transaction

SHORTEST_PASSWORD = 12
# Hashing is slow on purpose; a megabyte of password would be slow for us, not for a thief.
LONGEST_PASSWORD = 256

# argon2id with 19 MiB and two passes, OWASP's least for this much memory: many people may sign in
# at once on a small machine.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def create_user(email: str, password: str, role: Role, actor: Actor) -> int:
    """Make a login and return its id.

    Raises Refused, in words, when the e-mail or password will not do or the e-mail is taken.
    """
    login = {
        "email": _address(email),
        "password_hash": _hash(password),
        "role": role,
        "session_version": _new_version(),
    }
    added = insert(User).values(login).on_conflict_do_nothing(index_elements=[User.email])
    with transaction() as session:
        user = session.scalar(added.returning(User))
        if user is None:
            raise Refused(f"{login['email']} has a login already")
        after = {"email": user.email, "role": role.value}
        audit(session, actor, "create_user", ("user", user.id), after=after)
        return user.id


def set_password(email: str, password: str, actor: Actor) -> None:
    """Give a login a new password and end its sessions everywhere.

    Raises NotFound when nobody has this e-mail, Refused when the password will not do.
    """
    hashed = _hash(password)
    with transaction() as session:
        user = _known(session, email)
        user.password_hash, user.session_version = hashed, _new_version()
        audit(session, actor, "set_password", ("user", user.id))


def set_active(email: str, active: bool, actor: Actor) -> None:
    """Let a login sign in again, or shut it out and end its sessions everywhere.

    Sessions that were ended stay ended when the login is opened again. Nothing is changed, or
    written down, when it stands so already. Raises NotFound when nobody has this e-mail.
    """
    with transaction() as session:
        user = _known(session, email)
        if user.active != active:
            user.active, user.session_version = active, _new_version()
            action = "activate_user" if active else "deactivate_user"
            audit(session, actor, action, ("user", user.id))


def sign_in(email: str, password: str) -> int | None:
    """The id of the active user with this e-mail and password, or None.

    An unknown e-mail takes as long as a wrong password, so that nobody can ask who works here.
    """
    with transaction() as session:
        user = _find(session, email)
        known = user.password_hash if user else _hash_of_nobody()
        if not _matches(known, password) or user is None or not user.active:
            return None
        if _hasher.check_needs_rehash(known):
            user.password_hash = _hasher.hash(password)
        user.last_sign_in_at = utc_now()
        audit(session, Actor(user.email, Source.CONSOLE), "sign_in", ("user", user.id))
        return user.id


def staff_list() -> list[User]:
    """Every login, by e-mail; not attached to a session."""
    with reading() as session:
        return list(session.scalars(select(User).order_by(User.email)))


def _find(session: Session, email: str) -> User | None:
    if "\0" in email:  # PostgreSQL's text cannot hold it, so nobody has it
        return None
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def _known(session: Session, email: str) -> User:
    user = _find(session, email)
    if user is None:
        raise NotFound(f"nobody signs in as {email}")
    return user


def _address(email: str) -> str:
    try:
        # A test environment may use the domain .test; nothing is ever sent to these addresses.
        return validate_email(email, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise Refused(f"{email!r} is no e-mail address: {error}") from None


def _hash(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refused(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, "
            f"this one has {len(password)}"
        )
    return _hasher.hash(password)


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe())


def _new_version() -> str:
    return secrets.token_urlsafe(16)
