"""Sending mails: the one way out, for requests and for workers."""

from smtplib import SMTPRecipientsRefused

import structlog
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
    mail = EmailMultiAlternatives(subject, text, to=[recipient])
    if html:
        mail.attach_alternative(html, "text/html")
    try:
        mail.send()
    except SMTPRecipientsRefused as error:  # its text holds the address
        structlog.get_logger().warning("mail_refused", error=type(error).__name__)
        raise AddressRefused("The mail server takes no mails for this address.") from None
    except OSError as error:  # what smtplib raises is one, too; its text may hold addresses
        structlog.get_logger().error("mail_not_sent", error=type(error).__name__)
        raise ServiceAway("The mail could not be sent. Check MAIL_URL, then try again.") from error
