"""Flask-Security, bound to our staff: what is on, and what is not."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_security import RoleMixin, Security

from powerpact.admin.links import view_at
from powerpact.admin.people import forms
from powerpact.admin.people.datastore import PasswordRule, StaffDatastore
from powerpact.admin.people.events import init_events
from powerpact.admin.people.letters import Letters, link_with
from powerpact.admin.people.second_factor import OneTimeCodes, RecoveryCodes
from powerpact.admin.people.wording import as_settings
from powerpact.config import Settings
from powerpact.extensions import db
from powerpact.models import User
from powerpact.services.passwords import password_hashes

MAILED_LINK_LIFE = timedelta(days=1)
# Whoever changes the second factor has typed the password this recently.
FRESH = timedelta(minutes=15)
SETTINGS: dict[str, Any] = {
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_IMPLEMENTATIONS": {"code": "flask_security.twofactor.CodeTfPlugin"},
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "TWO_FACTOR_POST_SETUP_VIEW": "account.index",
    # Seconds that a phone's clock may be wrong.
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
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
    # Seals a new secret while it travels in a session; the table has a seal of its own.
    seal = {"TOTP_SECRETS": {"1": settings.secret_key.get_secret_value()}}
    return {f"SECURITY_{name}": value for name, value in (SETTINGS | seal | as_settings()).items()}
