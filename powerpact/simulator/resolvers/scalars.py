"""Shopify's own scalars: how they are written and read."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema

from powerpact.simulator.money import shortest


def write_decimal(value: Any) -> str:
    return shortest(value) if isinstance(value, Decimal) else str(value)


def write_moment(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def read_decimal(value: Any) -> Decimal | None:
    """An empty text is no number and no fault: order-create-validation-matrix-extended has one."""
    if value == "":
        return None
    if isinstance(value, bool):
        raise GraphQLError(f"Invalid decimal '{value}'")
    try:
        return Decimal(str(value))
    except InvalidOperation as fault:
        raise GraphQLError(f"Invalid decimal '{value}'") from fault


def read_moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as fault:
        raise GraphQLError(f"invalid DateTime '{value}'") from fault
    if moment.tzinfo is None:
        raise GraphQLError(f"invalid DateTime '{value}'")
    return moment


def as_is(value: Any) -> Any:
    return value


WRITERS: dict[str, Callable[[Any], Any]] = {
    "DateTime": write_moment,
    "Decimal": write_decimal,
    "JSON": as_is,
    "UnsignedInt64": str,
}
READERS: dict[str, Callable[[Any], Any]] = {
    "DateTime": read_moment,
    "Decimal": read_decimal,
    "Money": read_decimal,
    "UnsignedInt64": int,
}
STANDARD = {"String", "Int", "Float", "Boolean", "ID"}


def equip(schema: GraphQLSchema) -> None:
    """Teach the schema's scalars to write and read values."""
    for name, kind in schema.type_map.items():
        if isinstance(kind, GraphQLScalarType) and name not in STANDARD:
            kind.coerce_output_value = WRITERS.get(name, str)
            kind.coerce_input_value = READERS.get(name, as_is)
