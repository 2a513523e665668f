"""What Flask-Security tells about: each becomes an audit event."""

from collections.abc import Sequence
from typing import Any

from flask import Flask
from flask_login import user_logged_out
from flask_security import (
    password_changed,
    password_reset,
    reset_password_instructions_sent,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
    user_failed_authn,
)

from powerpact.admin.staff_session import acting_as, begin
from powerpact.models import User
from powerpact.services.sign_ins import note_at_door, note_sign_in

ACTIONS = {
    password_changed: "change_password",
    password_reset: "reset_password",
    reset_password_instructions_sent: "ask_for_password_link",
    tf_profile_changed: "set_up_second_factor",
    tf_disabled: "drop_second_factor",
    user_logged_out: "sign_out",
}


def note(action: str, user: User | None) -> None:
    """Write down what ``user``, or somebody unknown, did at the door."""
    note_at_door(action, user.id if user else None, acting_as(user))


def init_events(app: Flask) -> None:
    """Listen to one application's signals."""
    for signal, action in ACTIONS.items():
        signal.connect(_writes(action), app, weak=False)
    user_authenticated.connect(_came_in, app)
    user_failed_authn.connect(_was_refused, app)


def _writes(action: str) -> Any:
    def write(_app: Flask, user: User, **_rest: object) -> None:
        note(action, user)

    return write


def _came_in(_app: Flask, user: User, authn_via: Sequence[str] | None, **_rest: object) -> None:
    begin()
    if authn_via != ["change"]:  # a new password begins a new session without a sign-in
        note_sign_in(user.id, acting_as(user))


def _was_refused(_app: Flask, user: User, tfa: bool, **_rest: object) -> None:
    note("second_factor_failed" if tfa else "sign_in_failed", user)
