"""Migrations and models agree, and every step has a way back."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import URL, create_engine, inspect, text

from powerpact.app import create_app
from powerpact.extensions import Base, db
from tests.fixtures.databases import MIGRATIONS, settings_for


@pytest.fixture
def empty_database(app: Flask, database_url: URL, redis_url: str) -> Iterator[Flask]:
    """An application on a database without a single table."""
    name = f"powerpact_empty_{uuid4().hex[:8]}"
    server = create_engine(database_url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    fresh = create_app(settings_for(database_url.set(database=name), redis_url))
    with fresh.app_context():
        yield fresh
        db.engine.dispose()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.mark.usefixtures("empty_database")
def test_models_and_migrations_agree() -> None:
    upgrade(directory=str(MIGRATIONS))
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.usefixtures("empty_database")
def test_the_way_back_leaves_nothing() -> None:
    upgrade(directory=str(MIGRATIONS))
    downgrade(directory=str(MIGRATIONS), revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    upgrade(directory=str(MIGRATIONS))
    assert "order_sync" in inspect(db.engine).get_table_names()
