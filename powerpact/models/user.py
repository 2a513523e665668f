"""Bubbly's staff."""

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from powerpact.extensions import Model
from powerpact.models.columns import Id, Moment, Timestamped, one_of
from powerpact.permissions import Permission, Role, allows


class User(Timestamped, Model):
    """A staff login. ``session_version`` changes with the password, and ends older sessions."""

    __tablename__ = "staff_user"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower_case"),)

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(Text, unique=True)
    password_hash: Mapped[str] = mapped_column(Text)
    role: Mapped[Role] = mapped_column(one_of(Role))
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    session_version: Mapped[str] = mapped_column(Text)
    last_sign_in_at: Mapped[Moment | None]

    @validates("email")
    def _lower_case(self, _name: str, value: str) -> str:
        return value.strip().lower()

    def may(self, permission: Permission) -> bool:
        """Whether this person is active and holds the permission."""
        return self.active and allows(self.role, permission)

    def __str__(self) -> str:
        return self.email
