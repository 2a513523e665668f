"""E-mail addresses that people type."""

from email_validator import EmailNotValidError, validate_email

from powerpact.errors import Refused


def mail_address(text: str) -> str:
    """The address in one form, so that each is known once. Raises Refused for what is none."""
    try:
        # A test environment may use the domain .test; its mails end in a folder.
        return validate_email(text, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise Refused(f"{text!r} is no e-mail address: {error}".rstrip(".")) from None
