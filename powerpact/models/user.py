"""Bubbly's staff."""

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from powerpact.extensions import Model
from powerpact.models.columns import Id, Moment, SealedText, Timestamped, one_of
from powerpact.permissions import Permission, Role, allows

if TYPE_CHECKING:

    class UserMixin:
        """Flask-Security's declares plain attributes where we have columns."""

        is_authenticated: bool
else:
    from flask_security import UserMixin


class User(UserMixin, Timestamped, Model):
    """A staff login. Flask-Security gives four of the attributes their names."""

    __tablename__ = "staff_user"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower_case"),)

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(Text, unique=True)
    # An argon2id hash; empty for somebody who was invited and has not chosen a password yet.
    password: Mapped[str | None] = mapped_column("password_hash", Text)
    role: Mapped[Role] = mapped_column(one_of(Role))
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    # What a session and a mailed link name: a new one ends older sessions and links.
    fs_uniquifier: Mapped[str] = mapped_column("session_version", Text, unique=True)
    last_sign_in_at: Mapped[Moment | None]

    # The authenticator app, once it has shown a right code; "authenticator" is the only method.
    tf_primary_method: Mapped[str | None] = mapped_column("second_factor", Text)
    tf_totp_secret: Mapped[str | None] = mapped_column("totp_secret", SealedText)
    # The period of the last code that was used: no code works twice.
    totp_counter: Mapped[int | None] = mapped_column(BigInteger)
    # For who lost the phone; in one text, separated by spaces. Each works once.
    recovery_codes: Mapped[str | None] = mapped_column(SealedText)

    @validates("email")
    def _lower_case(self, _name: str, value: str) -> str:
        return value.strip().lower()

    @property
    def mf_recovery_codes(self) -> list[str]:
        """The recovery codes that are left, as Flask-Security asks for them."""
        return (self.recovery_codes or "").split()

    @mf_recovery_codes.setter
    def mf_recovery_codes(self, codes: list[str] | None) -> None:
        self.recovery_codes = " ".join(codes) if codes else None

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in asks for a code of the authenticator app."""
        return self.tf_primary_method is not None

    def may(self, permission: Permission) -> bool:
        """Whether this person is active and holds the permission."""
        return self.active and allows(self.role, permission)

    def __str__(self) -> str:
        return self.email
