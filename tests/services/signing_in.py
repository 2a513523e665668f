"""Whether somebody could sign in, asked of the table."""

from sqlalchemy import select

from powerpact.extensions import db
from powerpact.models import User
from powerpact.services.passwords import password_hashes


def password_fits(email: str, password: str) -> bool:
    """Whether the login with this e-mail has this password."""
    kept = db.session.scalars(select(User.password).where(User.email == email)).one()
    db.session.rollback()
    return bool(password_hashes.verify(password, kept))
