"""Mails to staff: links to set a password, and notices that one was changed."""

from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, after_this_request, current_app, render_template, url_for
from flask_security import MailUtil
from flask_security.recoverable import generate_reset_password_token

from powerpact.config import Settings
from powerpact.errors import ServiceAway
from powerpact.extensions import mail
from powerpact.models import User
from powerpact.tasks.mails import post

# Seconds until we stop waiting for the mail server; somebody waits for the page meanwhile.
PATIENCE = 10
ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
# Nobody waits for these: what they tell of has happened.
NOTICES = ("security/email/reset_notice", "security/email/change_notice")


def init_letters(app: Flask) -> None:
    """Configure Flask-Mailman from MAIL_URL and MAIL_FROM."""
    settings: Settings = app.config["SETTINGS"]
    app.config["MAIL_DEFAULT_SENDER"] = settings.mail_from
    app.config.from_mapping(post_office(settings.mail_url.get_secret_value()))
    mail.init_app(app)


def post_office(mail_url: str) -> dict[str, Any]:
    """Flask-Mailman's settings for a MAIL_URL."""
    place = urlsplit(mail_url)
    if place.scheme == "file":
        return {"MAIL_BACKEND": "file", "MAIL_FILE_PATH": place.path}
    return {
        "MAIL_BACKEND": "smtp",
        "MAIL_SERVER": place.hostname,
        "MAIL_PORT": place.port or (465 if place.scheme == "smtps" else 587),
        "MAIL_USERNAME": unquote(place.username or "") or None,
        "MAIL_PASSWORD": unquote(place.password or "") or None,
        "MAIL_USE_SSL": place.scheme == "smtps",
        "MAIL_USE_TLS": place.scheme == "smtp" and place.hostname not in ON_THIS_MACHINE,
        "MAIL_TIMEOUT": PATIENCE,
    }


def send_link(user: User, template: str, subject: str) -> None:
    """Mail ``user`` a link with which to set a password; ServiceAway like ``post``."""
    text = render_template(template, user=user, link=link_to_set_password(user))
    post(user.email, subject, text)


def link_to_set_password(user: User) -> str:
    """Works once, for a day, and not after the password or the rights have changed."""
    token: str = generate_reset_password_token(user)  # type: ignore[no-untyped-call]
    return link_with(token)


def link_with(token: str) -> str:
    """Under APP_URL: the host that a request names is anybody's choice."""
    settings: Settings = current_app.config["SETTINGS"]
    path = url_for("security.reset_password", token=token)
    return str(settings.app_url).rstrip("/") + path


class Letters(MailUtil):
    """Sends what Flask-Security writes, after the request's changes are committed."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """Put the mail up for sending when the view is done."""
        del sender, html, kwargs

        @after_this_request
        def deliver(answer: Response) -> Response:
            try:
                post(str(recipient), subject, body or "")
            except ServiceAway as away:
                if template not in NOTICES:
                    return current_app.make_response(current_app.handle_user_exception(away))
            return answer
