"""Errors and headers: sentences for people, JSON for machines, and a strict policy for browsers."""

from collections.abc import Callable
from contextlib import closing
from typing import NoReturn

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from powerpact.app import create_app
from powerpact.config import Settings
from powerpact.errors import ServiceAway
from powerpact.web.headers import CONTENT_SECURITY_POLICY


@pytest.fixture
def broken(settings: Settings) -> FlaskClient:
    """A browser of an application with pages that break on purpose."""
    app = create_app(settings)
    app.add_url_rule("/broken", view_func=_break)
    app.add_url_rule("/away", view_func=_away)
    app.add_url_rule("/gone", view_func=_gone)
    for status in (400, 403, 404, 413, 429):
        app.add_url_rule(f"/{status}", f"s{status}", _aborting(status))
        app.add_url_rule(f"/webhooks/{status}", f"w{status}", _aborting(status))
    return app.test_client()


def _break() -> str:
    raise RuntimeError("a secret detail")


def _away() -> str:
    raise ServiceAway("PostgreSQL at a secret address does not answer")


def _gone() -> str:
    raise OperationalError("SELECT secret", None, Exception("no connection"))


def _aborting(status: int) -> Callable[[], NoReturn]:
    return lambda: abort(status)


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/400", 400, "does not make sense"),
        ("/403", 403, "Your role does not allow this"),
        ("/404", 404, "There is nothing at this address"),
        ("/413", 413, "the limit is 2 MB"),
        ("/429", 429, "Too many tries"),
        ("/broken", 500, "Something broke on our side"),
        ("/away", 503, "cannot reach one of its services"),
        ("/gone", 503, "cannot reach one of its services"),
    ],
)
def test_error_is_a_page_with_a_sentence(
    broken: FlaskClient, path: str, status: int, sentence: str
) -> None:
    answer = broken.get(path)

    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert sentence in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize("status", [400, 404, 413])
def test_machines_get_json(broken: FlaskClient, status: int) -> None:
    answer = broken.get(f"/webhooks/{status}")

    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["error"]


def test_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.get("/console/logout")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "path", ["/", "/console/", "/console/login", "/nothing", "/healthz", "/static/powerpact.css"]
)
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    with closing(client.get(path)) as answer:
        headers = answer.headers

    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_policy_lets_nothing_inline_run() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY


def test_first_page_says_hello_and_what_this_is(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/")

    assert answer.status_code == 200
    assert "Hello, world" in answer.text
    assert "back office of a marketplace made of Shopify stores" in answer.text
