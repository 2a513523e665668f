"""Health for machines, and the page at the root."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from powerpact.app import create_app
from powerpact.config import Settings


def test_the_root_says_hello_and_what_this_is(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert "hello" in page.lower()
    assert "PowerPact" in page
    assert "Shopify" in page


def test_a_process_that_answers_is_healthy(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_process_that_can_work_is_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_database_that_is_behind_is_not_ready(client: FlaskClient, session: Session) -> None:
    head = session.scalar(text("SELECT version_num FROM alembic_version"))
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    session.commit()
    answer = client.get("/readyz")
    session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head})
    session.commit()
    assert answer.status_code == 503
    assert "flask db upgrade" in answer.json["faults"]["migrations"]


@pytest.fixture
def lonely(settings: Settings) -> Flask:
    """An application whose PostgreSQL and Redis do not answer."""
    away = {
        "database_url": "postgresql+psycopg://nobody:a-password@127.0.0.1:1/nothing",
        "redis_url": "redis://127.0.0.1:1/0",
    }
    return create_app(Settings(**{**settings.model_dump(), **away}))


def test_services_that_are_away_are_named_without_secrets(lonely: Flask) -> None:
    answer = lonely.test_client().get("/readyz")
    assert answer.status_code == 503
    assert set(answer.json["faults"]) == {"database", "redis"}
    assert "a-password" not in answer.get_data(as_text=True)


def test_a_process_without_services_is_still_alive(lonely: Flask) -> None:
    assert lonely.test_client().get("/healthz").status_code == 200
