"""The forms of signing in that need more than Flask-Security's own."""

from typing import Any

from flask_security import LoginForm, MfRecoveryForm, TwoFactorVerifyCodeForm

from powerpact.admin.people.events import note
from powerpact.extensions import db


class SignIn(LoginForm):
    """E-mail and password; nobody is remembered beyond the session."""

    user: Any  # one of ours
    remember = None  # type: ignore[assignment]  # WTForms' way to leave a field out

    def validate(self, **kwargs: Any) -> bool:
        """Whether they belong together and the login is open; else it is written down."""
        right = bool(super().validate(**kwargs))
        # Of a wrong password for a known e-mail the library tells by a signal.
        if not right and (self.user is None or self.user_authenticated):
            note("sign_in_failed", self.user)
        return right


class TypeCode(TwoFactorVerifyCodeForm):
    """A code of the authenticator app."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is right and new. Of two requests with one code, the second finds it used."""
        if not self.is_setup:
            _hold(self.user)
        return bool(super().validate(**kwargs))


class TypeRecoveryCode(MfRecoveryForm):
    """A recovery code."""

    def validate(self, **kwargs: Any) -> bool:
        """Whether it is one of those left; else it is written down."""
        _hold(self.user)
        self.code.data = (self.code.data or "").strip().lower()
        right = bool(super().validate(**kwargs))
        if not right and self.user is not None:
            self.user.track_failed_authn("recovery code", True)
        return right


def _hold(user: Any) -> None:
    db.session.refresh(user, with_for_update=True)
