"""What a password must be, and the one place where passwords are hashed and compared."""

from passlib.context import CryptContext

from powerpact.errors import Refused

SHORTEST_PASSWORD = 12
# Hashing is slow on purpose; a megabyte of password would be slow for us, not for a thief.
LONGEST_PASSWORD = 256

# argon2id with 19 MiB and two passes, OWASP's least for this much memory: many people may sign in
# at once on a small machine. Flask-Security is given the same context.
password_hashes = CryptContext(
    schemes=["argon2"],
    argon2__type="ID",
    argon2__time_cost=2,
    argon2__memory_cost=19 * 1024,
    argon2__parallelism=1,
)


def password_fault(password: str) -> str | None:
    """Why this will not do as a password, in words; None when it will."""
    if SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return None
    return (
        f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters, "
        f"this one has {len(password)}"
    )


def hashed_password(password: str) -> str:
    """The hash of a new password. Raises Refused, in words, when it will not do."""
    if fault := password_fault(password):
        raise Refused(fault)
    return str(password_hashes.hash(password))
