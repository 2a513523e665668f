"""Who is signed in, for how long, and in whose name a request acts."""

import time
from datetime import timedelta

from flask import Flask, Response, abort, current_app, flash, request, session
from flask_login import current_user

from powerpact.config import Settings
from powerpact.extensions import db
from powerpact.models import Source, User
from powerpact.services.audit import Actor

# When this session's password was typed, in seconds since 1970.
SIGNED_IN_AT = "signed_in_at"
# What Flask-Security and Flask-Login keep in a session of somebody who has just signed in.
KEPT = {"_user_id", "_fresh", "_id", "fs_cc", "fs_paa", "tf_remember_login"}
# The blueprint of what a browser may keep, because anybody may see it in the shops.
PICTURES = "pictures"


def init_staff_session(app: Flask) -> None:
    """Set how long sessions last, and end those that are over before anybody asks who they are."""
    settings: Settings = app.config["SETTINGS"]
    # A permanent session's cookie is signed anew with each request, and ends without one.
    app.permanent_session_lifetime = timedelta(seconds=settings.session_idle_seconds)
    # A page left open over lunch still works: the token lives as long as the session.
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.before_request(_end_what_is_too_old)
    app.after_request(_keep_out_of_caches)


def signed_in() -> User | None:
    """The active staff member behind this request, if any."""
    user: User | None = current_user._get_current_object()
    return user if user is not None and user.is_authenticated else None


def outlive_request() -> None:
    """Keep who is signed in readable while an answer is streamed: the session ends before."""
    user = signed_in()
    if user is not None:
        db.session.refresh(user)
        db.session.expunge(user)


def acting() -> Actor:
    """The person behind this request, as what they do is kept; 403 for a stranger."""
    user = signed_in()
    if user is None:
        abort(403)
    return acting_as(user)


def acting_as(user: User | None) -> Actor:
    """``user`` at the other end of this request; None: somebody whom we do not know."""
    name = user.email if user else "somebody unknown"
    return Actor(name, Source.CONSOLE, request.remote_addr or "")


def begin() -> None:
    """Start the time of a session; what the browser brought along is forgotten (fixation)."""
    for key in set(session) - KEPT:
        del session[key]
    session.permanent = True
    session[SIGNED_IN_AT] = time.time()


def _end_what_is_too_old() -> None:
    settings: Settings = current_app.config["SETTINGS"]
    age = time.time() - session.get(SIGNED_IN_AT, 0)
    if "_user_id" in session and age > settings.session_longest_seconds:
        session.clear()
        flash("You were signed in for a long time. Please sign in again.")


def _keep_out_of_caches(response: Response) -> Response:
    """After signing out, "back" must not show the console again; pictures of products may stay."""
    if request.path.startswith("/console") and request.blueprint != PICTURES:
        response.headers["Cache-Control"] = "no-store"
    return response
