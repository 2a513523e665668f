"""Our table of staff and our rules, as Flask-Security asks for them."""

from typing import Any

from flask_security import PasswordUtil, SQLAlchemyUserDatastore
from sqlalchemy import select

from powerpact.admin.people.second_factor import opened_secret
from powerpact.extensions import db
from powerpact.models import User
from powerpact.services.passwords import password_fault
from powerpact.services.staff_deeds import forget_second_factor
from powerpact.services.transactions import transaction


class StaffDatastore(SQLAlchemyUserDatastore):
    """Our table of staff, as Flask-Security asks for it."""

    def find_user(self, case_insensitive: bool = False, **known: Any) -> Any:
        """One member of staff by a unique column; e-mails are kept in lower case."""
        (name, value), *_ = known.items()
        value = str(value).lower() if case_insensitive else value
        return db.session.scalar(select(User).where(getattr(User, name) == value))

    def commit(self) -> None:
        """Keep what the library changed."""
        with transaction():
            pass

    def tf_set(
        self,
        user: Any,
        primary_method: str,
        totp_secret: str | None = None,
        phone: str | None = None,
    ) -> None:
        """Keep the secret of an app that has shown a right code."""
        opened = opened_secret(totp_secret) if totp_secret else None
        super().tf_set(user, primary_method, opened, phone)

    def tf_reset(self, user: Any) -> None:
        """Back to the password only."""
        forget_second_factor(user)

    def mf_delete_recovery_code(self, user: Any, idx: int) -> bool:
        """Take one recovery code away."""
        codes = user.mf_recovery_codes
        user.mf_recovery_codes = codes[:idx] + codes[idx + 1 :]
        return True


class PasswordRule(PasswordUtil):
    """What a password must be, as on the command line."""

    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        """What is wrong with it, and the password."""
        del is_register, kwargs
        fault = password_fault(password)
        return ([f"{fault[0].upper()}{fault[1:]}."] if fault else None), password
