"""Sending mails: the one way out, for requests and for workers."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from smtplib import SMTPRecipientsRefused
from typing import Any

import structlog
from flask import current_app
from flask_mailman import EmailMultiAlternatives

from powerpact.errors import ServiceAway
from powerpact.extensions import db


class AddressRefused(ServiceAway):
    """The mail server takes no mails for this address, and will not later."""


def post(recipient: str, subject: str, text: str, html: str = "") -> None:
    """Send a mail; no transaction is open meanwhile, so commit before.

    Raises ServiceAway when the mail server is away or does not take the mail, and of its kinds
    AddressRefused when the address is what is wrong.
    """
    db.session.rollback()
    with _connection() as connection:
        message = EmailMultiAlternatives(subject, text, to=[recipient], connection=connection)
        if html:
            message.attach_alternative(html, "text/html")
        try:
            connection.open()
            message.send()
        except SMTPRecipientsRefused as error:  # its text holds the address
            structlog.get_logger().warning("mail_refused", error=type(error).__name__)
            raise AddressRefused("The mail server takes no mails for this address.") from None
        except OSError as error:  # what smtplib raises is one, too; its text may hold addresses
            structlog.get_logger().error("mail_not_sent", error=type(error).__name__)
            away = "The mail could not be sent. Check MAIL_URL, then try again."
            raise ServiceAway(away) from error


@contextmanager
def _connection() -> Iterator[Any]:
    """A way to the mail server, closed whatever happened.

    A farewell that fails is no failure: the mail was taken, and would be sent again.
    """
    connection = current_app.extensions["mailman"].get_connection()
    try:
        yield connection
    finally:
        with suppress(OSError):
            connection.close()
