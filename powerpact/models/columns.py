"""Column types and mixins that the tables share."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Identity, Text, func
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from powerpact.extensions import vault


def utc_now() -> datetime:
    """Now, aware and in UTC."""
    return datetime.now(UTC)


class SealedText(TypeDecorator[str]):
    """Text that is sealed on its way into the database and opened on its way out (I8)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else vault.seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else vault.open(value)


def sealed_json(value: dict[str, Any]) -> str:
    """A JSON object as a ``SealedJson`` column holds it, for rows that go in without the model."""
    return vault.seal(json.dumps(value, ensure_ascii=False))


class SealedJson(TypeDecorator[dict[str, Any]]):
    """A JSON object that is sealed as a whole: personal data that we keep for a while."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else sealed_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:
        del dialect
        return None if value is None else dict(json.loads(vault.open(value)))


def one_of(states: type[StrEnum]) -> Enum:
    """A text column that holds one of the enum's values, guarded by a CHECK constraint."""
    return Enum(
        states,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=states.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


Id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]


class Timestamped:
    """When a row was made and last changed, in UTC."""

    created_at: Mapped[Moment] = mapped_column(server_default=func.now())
    updated_at: Mapped[Moment] = mapped_column(server_default=func.now(), onupdate=func.now())
