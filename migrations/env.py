"""Alembic's door into the application: Flask-Migrate gives the engine and the tables."""

from collections.abc import Callable
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy.types import TypeDecorator


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our column types as what the database sees, so that no migration imports us."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def run(configure: Callable[..., None]) -> None:
    """Run the migrations with what ``configure`` says of the connection."""
    extension = current_app.extensions["migrate"]
    configure(
        target_metadata=extension.db.metadata,
        render_item=render_item,
        **extension.configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()


engine = current_app.extensions["migrate"].db.engine
if context.is_offline_mode():
    run(
        lambda **options: context.configure(
            dialect_name="postgresql", literal_binds=True, **options
        )
    )
else:
    with engine.connect() as connection:
        run(lambda **options: context.configure(connection=connection, **options))
