"""Naming many rows in one statement: as one array, because parameters are limited to 65,535."""

from collections.abc import Collection

from sqlalchemy import ARRAY, BigInteger, ColumnElement, any_, literal
from sqlalchemy.orm import InstrumentedAttribute


def among(column: InstrumentedAttribute[int], ids: Collection[int]) -> ColumnElement[bool]:
    """Rows whose column holds one of the ids, however many those are."""
    return column == any_(literal(list(ids), ARRAY(BigInteger)))
