"""An admin's browser: signed in by the form, asking the application in this process."""

import re
import secrets
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
_HIDDEN = re.compile(r'<input[^>]*name="csrf_token"[^>]*>')


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
    filled = {"email": EMAIL, "password": password, "csrf_token": csrf_token(form.text)}
    answer = client.post(address, base_url=HOST, headers={"Referer": HOST}, data=filled)
    if answer.status_code not in {302, 303}:
        raise RuntimeError(f"signing in at {address} was answered {answer.status}")
    return client


def csrf_token(page: str) -> str:
    """The token of a page's form."""
    tag = _HIDDEN.search(page)
    value = re.search(r'value="([^"]+)"', tag.group()) if tag else None
    if value is None:
        raise RuntimeError("the page has no form")
    return value.group(1)
