"""The authenticator app: its secret, its codes, and the recovery codes for a lost phone."""

from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_security import MfRecoveryCodesUtil, Totp
from passlib.totp import TotpMatch

from powerpact.admin.people.events import note

if TYPE_CHECKING:
    from flask_security import UserMixin


class OneTimeCodes(Totp):
    """Codes of the app; each works once."""

    def opened(self, secret: str) -> str:
        """The secret without the library's seal."""
        return str(self._totp.from_source(secret).to_json(encrypt=False))

    def get_last_counter(self, user: "UserMixin") -> int | None:
        """The period of the last code that this person used."""
        counter: int | None = user.totp_counter  # type: ignore[attr-defined]  # our User has it
        return counter

    def set_last_counter(self, user: "UserMixin", tmatch: TotpMatch) -> None:
        """Keep the period of the code just used; the view commits it."""
        user.totp_counter = tmatch.counter  # type: ignore[attr-defined]  # our User has it


def opened_secret(secret: str) -> str:
    """A secret as it is kept: our column has a seal of its own, with keys that rotate."""
    codes: OneTimeCodes = current_app.extensions["security"].totp_factory
    return codes.opened(secret)


class RecoveryCodes(MfRecoveryCodesUtil):
    """Codes for who lost the phone; making and using them is written down."""

    def create_recovery_codes(self, user: Any) -> list[str]:
        """New codes, which replace the old ones."""
        codes = super().create_recovery_codes(user)
        note("make_recovery_codes", user)
        return codes

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Take away a code that was just used."""
        found = super().delete_recovery_code(user, code)
        note("use_recovery_code", user)
        return found
