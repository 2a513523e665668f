"""The mails that went out, as a person finds them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from flask_mailman import Mail

from powerpact.admin.people.letters import post_office


def _folder(app: Flask) -> Path:
    return Path(app.config["MAIL_FILE_PATH"])


def empty(app: Flask) -> None:
    """Throw away what came so far."""
    for letter in _folder(app).glob("*.log"):
        letter.unlink()


def mails(app: Flask) -> list[Message]:
    """All mails."""
    return [message_from_bytes(each.read_bytes()) for each in _folder(app).glob("*.log")]


def mail_to(app: Flask, email: str) -> str:
    """The text of the only mail to somebody."""
    (letter,) = (each for each in mails(app) if each["To"] == email)
    return str(letter.get_payload())


def link_in(text: str) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https://powerpact\.test/\S+", text)
    assert found, text
    return urlsplit(found.group()).path


@contextmanager
def mail_server_away(app: Flask) -> Iterator[None]:
    """Within, MAIL_URL names an address at which nobody listens."""
    with mail_server_at(app, 1):
        yield


@contextmanager
def mail_server_at(app: Flask, port: int) -> Iterator[None]:
    """Within, MAIL_URL names that port of this machine."""
    office = app.extensions["mailman"]
    app.extensions["mailman"] = Mail.init_mail(post_office(f"smtp://127.0.0.1:{port}"))
    try:
        yield
    finally:
        app.extensions["mailman"] = office
