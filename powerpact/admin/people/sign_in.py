"""Signing in and out, and one's own keys: Flask-Security's views at our addresses, throttled."""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, Response, abort, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import recovery_codes, views

from powerpact.admin.staff_session import signed_in
from powerpact.extensions import limiter

View = Callable[..., ResponseReturnValue]

# Flask-Security looks for its addresses in a blueprint of this name.
sign_in_pages = Blueprint("security", __name__, url_prefix="/console")

# Only tries that fail count. Many people may share one address; one e-mail is one person.
PER_ADDRESS = "20 per minute; 200 per day"
PER_PERSON = "5 per minute; 50 per day"
# Every letter counts, whoever asks: it lands in somebody's mailbox.
LETTERS_PER_ADDRESS = "20 per hour"
LETTERS_PER_PERSON = "4 per hour"


@sign_in_pages.before_request
def forms_only() -> None:
    """The library would read JSON as well; nobody signs in to a console that way."""
    if request.is_json:
        abort(400)


def _typed_email() -> str:
    # Without a key a limit would be left out.
    return request.form.get("email", "").strip().lower()[:320] or "nobody"


def _person() -> str:
    """Whose keys are tried: who is signed in, is between the two factors, or was typed."""
    user = signed_in()
    return f"user {user.id}" if user else session.get("tf_user_id") or _typed_email()


def _failed(response: Response) -> bool:
    return response.status_code == 401


def _guessed(view: View) -> View:
    """A view where keys are tried: a form that comes back says 401, and enough of them is 429."""

    @wraps(view)
    def tried(**arguments: str) -> Response:
        answer = make_response(view(**arguments))
        if request.method == "POST" and answer.status_code == 200:
            answer.status_code = 401
        return answer

    throttled: View = tried
    for limit, key in ((PER_ADDRESS, None), (PER_PERSON, _person)):
        throttled = limiter.shared_limit(
            limit, scope="keys", key_func=key, methods=["POST"], deduct_when=_failed
        )(throttled)
    return throttled


def _mailed(view: View) -> View:
    """A view that sends a letter to whom it is asked to."""
    for limit, key in ((LETTERS_PER_ADDRESS, None), (LETTERS_PER_PERSON, _typed_email)):
        view = limiter.limit(limit, key_func=key, methods=["POST"])(view)
    return view


def _lost_phone() -> ResponseReturnValue:
    """The library names this address for whoever lost the phone; we have recovery codes."""
    return redirect(url_for("security.mf_recovery"))


FORM = ("GET", "POST")
# Address, the library's name for it, view, methods.
ROUTES: tuple[tuple[str, str, View, tuple[str, ...]], ...] = (
    ("/login", "login", _guessed(views.login), FORM),
    (
        "/login/code",
        "two_factor_token_validation",
        _guessed(views.two_factor_token_validation),
        FORM,
    ),
    ("/login/recovery-code", "mf_recovery", _guessed(recovery_codes.mf_recovery), FORM),
    ("/login/lost-phone", "two_factor_rescue", _lost_phone, ("GET",)),
    ("/logout", "logout", views.logout, ("POST",)),
    ("/password", "forgot_password", _mailed(views.forgot_password), FORM),
    ("/password/<token>", "reset_password", views.reset_password, FORM),
    ("/account/confirm", "verify", _guessed(views.verify), FORM),
    ("/account/password", "change_password", _guessed(views.change_password), FORM),
    ("/account/second-factor", "two_factor_setup", views.two_factor_setup, FORM),
    (
        "/account/second-factor/<token>",
        "two_factor_setup_validate",
        views.two_factor_setup_validate,
        ("POST",),
    ),
    ("/account/recovery-codes", "mf_recovery_codes", recovery_codes.mf_recovery_codes, FORM),
)
for address, endpoint, view, methods in ROUTES:
    sign_in_pages.add_url_rule(address, endpoint, view, methods=methods)
