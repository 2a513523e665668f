"""An admin's browser: signed in by the form, asking the application in this process."""

import re
import secrets
from html import unescape
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from powerpact.errors import Refused
from powerpact.models import Source
from powerpact.permissions import Role
from powerpact.services.audit import Actor
from powerpact.services.staff import create_user, set_password

EMAIL = "benchmark@powerpact.test"
HOME = "/console/"
# Session cookies are Secure, as they are where the product is hosted.
HOST = "https://powerpact.test"
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_NAME, _VALUE = re.compile(r' name="([^"]*)"'), re.compile(r' value="([^"]*)"')


def signed_in(app: Flask) -> FlaskClient:
    """A browser in which somebody with every permission is signed in."""
    password = secrets.token_urlsafe(24)
    actor = Actor("the benchmark", Source.COMMAND_LINE)
    with app.app_context():
        try:
            create_user(EMAIL, password, Role.ADMIN, actor)
        except Refused:  # a database that is used again knows the login already
            set_password(EMAIL, password, actor)
    client = app.test_client()
    form = client.get(HOME, base_url=HOST, follow_redirects=True)
    address = urlsplit(form.request.url).path
    filled = {**hidden_fields(form.text), "email": EMAIL, "password": password}
    answer = client.post(address, base_url=HOST, headers={"Referer": HOST}, data=filled)
    if answer.status_code not in {302, 303}:
        raise RuntimeError(f"signing in at {address} was answered {answer.status}")
    return client


def hidden_fields(page: str) -> dict[str, str]:
    """What the forms of a page send along without being seen, such as the token."""
    tags = (tag.group() for tag in _HIDDEN.finditer(page))
    named = ((_NAME.search(tag), _VALUE.search(tag)) for tag in tags)
    return {name.group(1): unescape(value.group(1)) for name, value in named if name and value}
