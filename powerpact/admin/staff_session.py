"""Who is signed in: a signed cookie that names the login and the password it was made with."""

from datetime import timedelta

from flask import Flask, Response, abort, request, session
from flask_login import UserMixin, current_user, login_user, logout_user

from powerpact.extensions import db, login
from powerpact.models import Source, User
from powerpact.services.audit import Actor

# A session that nobody uses ends after this long; each request starts the time anew.
IDLE_LIMIT = timedelta(hours=12)


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login carries no types
    """A staff member as Flask-Login wants to see one."""

    def __init__(self, user: User) -> None:
        self.user = user

    def get_id(self) -> str:
        """The login's id and session version: a new password makes older cookies worthless."""
        return f"{self.user.id}:{self.user.session_version}"


def init_staff_session(app: Flask) -> None:
    """Teach Flask-Login who our staff are."""
    app.permanent_session_lifetime = IDLE_LIMIT
    # A page left open over lunch still works: the token lives as long as the session.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.after_request(_keep_out_of_caches)
    login.user_loader(_load)


def signed_in() -> User | None:
    """The active staff member behind this request, if any."""
    return current_user.user if current_user.is_authenticated else None


def acting() -> Actor:
    """The person behind this request, as what they do is kept; 403 for a stranger."""
    user = signed_in()
    if user is None:
        abort(403)
    return Actor(user.email, Source.CONSOLE, request.remote_addr or "")


def begin(user: User) -> None:
    """Start a session; whatever the browser brought along is forgotten (session fixation)."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(user))


def end() -> None:
    """End the session of this browser."""
    logout_user()
    session.clear()


def _keep_out_of_caches(response: Response) -> Response:
    """After signing out, "back" must not show the console again."""
    if request.path.startswith("/console"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _load(cookie_id: str) -> SignedIn | None:
    user_id, _, version = cookie_id.partition(":")
    user = db.session.get(User, int(user_id)) if user_id.isdecimal() else None
    if user is None or not user.active or user.session_version != version:
        return None
    return SignedIn(user)
