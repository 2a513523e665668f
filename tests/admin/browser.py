"""What a person does in a browser: read a page, fill in its form."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "correct horse battery"
LOGIN = "/console/login"


def text_of(answer: TestResponse) -> str:
    """What a person reads: the page without its tags, in single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def csrf_token(answer: TestResponse) -> str:
    """The token that the page's form sends along."""
    tag = re.search(r"<input[^>]*name=\"csrf_token\"[^>]*>", answer.text)
    assert tag, "the page has no form of ours"
    value = re.search(r"value=\"([^\"]+)\"", tag.group())
    assert value
    return value.group(1)


def sign_in(
    client: FlaskClient, email: str, password: str, address: str = LOGIN, remote: str = "10.0.0.1"
) -> TestResponse:
    """Fill in the login form and send it, from the network address ``remote``."""
    token = csrf_token(client.get(address))
    return client.post(
        address,
        data={"email": email, "password": password, "csrf_token": token},
        environ_base={"REMOTE_ADDR": remote},
    )


def act(client: FlaskClient, address: str, **data: object) -> TestResponse:
    """Press the button of an action, as the console's own forms do."""
    token = csrf_token(client.get("/console/"))
    return client.post(address, data={"csrf_token": token, **data})
