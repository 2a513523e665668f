"""Flask-Security, bound to our staff: what is on, and with which words."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security import PasswordUtil, RoleMixin, Security, SQLAlchemyUserDatastore
from sqlalchemy import select

from powerpact.admin.links import view_at
from powerpact.admin.people import forms
from powerpact.admin.people.events import init_events
from powerpact.admin.people.letters import Letters, link_with
from powerpact.admin.people.second_factor import OneTimeCodes, RecoveryCodes, opened_secret
from powerpact.config import Settings
from powerpact.extensions import db
from powerpact.models import User
from powerpact.services.passwords import password_fault, password_hashes
from powerpact.services.staff_deeds import forget_second_factor
from powerpact.services.transactions import transaction

MAILED_LINK_LIFE = timedelta(days=1)
# Whoever changes the second factor has typed the password this recently.
FRESH = timedelta(minutes=15)

WORDS = {
    "GENERIC_AUTHN_FAILED": "This e-mail and password do not belong together.",
    "INVALID_PASSWORD": "This is not your password.",
    "PASSWORD_RESET_REQUEST": "If this e-mail has a login, a link is on its way to it.",
    "INVALID_RESET_PASSWORD_TOKEN": "This link does not work any more. Ask for another one.",
    "PASSWORD_RESET_EXPIRED": "This link is too old. Ask for another one.",
    "PASSWORD_RESET_NO_LOGIN": "Your password is set. Sign in with it.",
    "PASSWORD_CHANGE": "Your password is changed. You are signed out everywhere else.",
    "PASSWORD_IS_THE_SAME": "This is the password that you have already.",
    "RETYPE_PASSWORD_MISMATCH": "The two new passwords are not the same.",
    "PASSWORD_NOT_PROVIDED": "Type a password.",
    "UNAUTHENTICATED": "Sign in first.",
    "REAUTHENTICATION_REQUIRED": "Type your password again: this changes how you sign in.",
    "REAUTHENTICATION_SUCCESSFUL": "Thank you. Go on.",
    "TWO_FACTOR_INVALID_TOKEN": "This code is not right, or was used already. Try the next one.",
    "TWO_FACTOR_LOGIN_SUCCESSFUL": "You are signed in.",
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": "Two-factor is on. Now keep recovery codes.",
    "TWO_FACTOR_DISABLED": "Two-factor is off: your password is enough.",
    "TWO_FACTOR_PERMISSION_DENIED": "Sign in with your password first.",
    "TWO_FACTOR_SETUP_EXPIRED": "That took too long. Start again.",
    "INVALID_RECOVERY_CODE": "This recovery code is not right, or was used already.",
    "NO_RECOVERY_CODES_SETUP": "You have no recovery codes yet.",
}
# How they are toned; the others are bad news.
TONES = {
    "PASSWORD_RESET_REQUEST": "good",
    "PASSWORD_RESET_NO_LOGIN": "good",
    "PASSWORD_CHANGE": "good",
    "REAUTHENTICATION_SUCCESSFUL": "good",
    "TWO_FACTOR_LOGIN_SUCCESSFUL": "good",
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": "good",
    "TWO_FACTOR_DISABLED": "good",
    "UNAUTHENTICATED": "wait",
    "REAUTHENTICATION_REQUIRED": "wait",
}


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


def init_security(app: Flask) -> None:
    """Bind Flask-Security: no registration, no tokens, no JSON; its views are mounted by name."""
    app.config.from_mapping(_settings(app.config["SETTINGS"]))
    staff: Any = User  # for type checkers it is no UserMixin
    datastore = StaffDatastore(db, staff, RoleMixin)
    security = Security(
        app,
        datastore,
        register_blueprint=False,
        login_form=forms.SignIn,
        two_factor_verify_code_form=forms.TypeCode,
        mf_recovery_form=forms.TypeRecoveryCode,
        mail_util_cls=Letters,
        password_util_cls=PasswordRule,
        totp_cls=OneTimeCodes,
        mf_recovery_codes_util_cls=RecoveryCodes,
    )
    security.pwd_context = password_hashes
    # Only a form of ours signs anybody in: no tokens in headers or addresses, no JSON.
    security.login_manager.request_loader(lambda _request: None)
    security.want_json(lambda _request: False)
    # Style sheets need to know nobody.
    security.principal.skip_static = True
    security.mail_context_processor(lambda: {"link_with": link_with})
    security.context_processor(lambda: {"admin_view": view_at("account")})
    init_events(app)


def _settings(settings: Settings) -> dict[str, Any]:
    chosen: dict[str, Any] = {
        "RECOVERABLE": True,
        "CHANGEABLE": True,
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_IMPLEMENTATIONS": {"code": "flask_security.twofactor.CodeTfPlugin"},
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_POST_SETUP_VIEW": "account.index",
        # Seconds that a phone's clock may be wrong.
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        # Seals the secret while it travels in a session; the table has a seal of its own.
        "TOTP_SECRETS": {"1": settings.secret_key.get_secret_value()},
        "TOTP_ISSUER": "PowerPact",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "RETURN_GENERIC_RESPONSES": True,
        "RESET_PASSWORD_WITHIN": MAILED_LINK_LIFE,
        "FRESHNESS": FRESH,
        "FRESHNESS_GRACE_PERIOD": FRESH,
        "POST_LOGIN_VIEW": "console.index",
        "POST_LOGOUT_VIEW": "security.login",
        "POST_CHANGE_VIEW": "account.index",
        "POST_VERIFY_VIEW": "account.index",
        "API_ENABLED_METHODS": ["session"],
        "JOIN_USER_ROLES": False,
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": ["argon2"],
        # Passwords were always compared as they were typed.
        "PASSWORD_NORMALIZE_FORM": None,
        "EMAIL_VALIDATOR_ARGS": {"test_environment": True, "check_deliverability": False},
        "EMAIL_HTML": False,
        "EMAIL_SUBJECT_PASSWORD_RESET": "Set your password for PowerPact",
        "EMAIL_SUBJECT_PASSWORD_NOTICE": "Your password for PowerPact was set",
        "EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": "Your password for PowerPact was changed",
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
    }
    chosen |= {f"MSG_{name}": (words, TONES.get(name, "bad")) for name, words in WORDS.items()}
    return {f"SECURITY_{name}": value for name, value in chosen.items()}
