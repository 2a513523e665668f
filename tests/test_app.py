"""The application factory: whom it believes, and what its errors say."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, request, request_started
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from powerpact.app import create_app
from powerpact.config import Environment, Settings
from tests.factories import WebhookEventFactory

VISITOR = "203.0.113.7"


@contextmanager
def visitors(app: Flask) -> Iterator[list[tuple[str | None, str]]]:
    """The addresses and protocols of all requests in the block, as the application sees them."""
    seen: list[tuple[str | None, str]] = []

    def note(_sender: Flask, **_: object) -> None:
        seen.append((request.remote_addr, request.scheme))

    with request_started.connected_to(note, app):
        yield seen


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("environment", "seen_as"),
    [
        (Environment.PRODUCTION, (VISITOR, "https")),
        (Environment.DEVELOPMENT, ("127.0.0.1", "http")),
    ],
)
def test_a_proxy_is_believed_only_where_there_is_one(
    settings: Settings, environment: Environment, seen_as: tuple[str, str]
) -> None:
    app = create_app(settings.model_copy(update={"environment": environment}))
    headers = {"X-Forwarded-For": f"198.51.100.1, {VISITOR}", "X-Forwarded-Proto": "https"}
    with visitors(app) as seen:
        app.test_client().get("/healthz", headers=headers)
    assert seen == [seen_as]


def test_the_text_of_a_database_error_quotes_no_values(session: Session) -> None:
    first = WebhookEventFactory()
    with pytest.raises(IntegrityError) as refused:
        WebhookEventFactory(delivery_id=first.delivery_id, body=b"1 Analytical Street")
    assert "Analytical" not in str(refused.value)
