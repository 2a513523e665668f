"""Reads JSON that somebody else wrote: what we need is checked, the rest is ignored."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from powerpact.errors import Malformed

_MONEY = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
_COUNT = re.compile(r"[0-9]{1,18}")
_GID = re.compile(r"gid://shopify/[A-Za-z]+/[^\s/]+")
_LARGEST_ID = 2**63


class Reader:
    """One JSON object and the way to it, so that a complaint can say where.

    Every method takes a key. Unless its name or a default says otherwise the value must be
    there; ``Malformed`` is raised when it is absent, null or of another type.
    """

    __slots__ = ("_fields", "_name", "_within")

    def __init__(self, value: object, name: str, within: "Reader | None" = None) -> None:
        """``name`` as in a path: ``order``, or ``.lines[0]`` within another object."""
        # The way is kept in steps: only a complaint needs it in words.
        self._name = name
        self._within = within
        if not isinstance(value, dict):
            raise Malformed(f"{self.path} is not an object")
        self._fields: dict[str, object] = value

    @property
    def path(self) -> str:
        """The way to this object, such as ``order.line_items[0]``."""
        return f"{self._within.path}{self._name}" if self._within is not None else self._name

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return self._fields.get(key) is not None

    def text(self, key: str) -> str:
        """Text; may be empty."""
        value = self._fields.get(key)
        if not isinstance(value, str):
            raise self.complaint(key, "is not text")
        return storable(value)

    def text_or_blank(self, key: str) -> str:
        """Text that nothing depends on: empty when it is absent or not text."""
        value = self._fields.get(key)
        return storable(value) if isinstance(value, str) else ""

    def gid(self, key: str, kind: str = "") -> str:
        """A Shopify global id, of that kind (such as ``Order``) where one is named."""
        value = self.text(key)
        prefix = f"gid://shopify/{kind}/" if kind else "gid://shopify/"
        if not _GID.fullmatch(value) or not value.startswith(prefix):
            raise self.complaint(key, f"is not the id of a Shopify {kind or 'object'}")
        return value

    def gid_of_number(self, key: str, kind: str) -> str | None:
        """A webhook's numeric id as a global id of that kind; None for null.

        A number that came through a float is refused: it may be another object's id.
        """
        if not self.has(key):
            return None
        return f"gid://shopify/{kind}/{self._id(key, self._fields[key])}"

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number that fits PostgreSQL's integer."""
        value = self._fields.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31:
            raise self.complaint(key, "is not a whole number")
        return value

    def count(self, key: str) -> int:
        """A count, which Shopify writes as text where it may be large (facts 3.2)."""
        value = self._fields.get(key)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.complaint(key, "is not a count")
        if not _COUNT.fullmatch(str(value)):
            raise self.complaint(key, "is not a count")
        return int(value)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        value = self._fields.get(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, bool):
            raise self.complaint(key, "is neither true nor false")
        return value

    def amount(self, key: str) -> Decimal:
        """An amount of money, written as text or as a number; never through a float."""
        value = self._fields.get(key)
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise self.complaint(key, "is not an amount")
        written = format(value, "f") if isinstance(value, Decimal) else str(value)
        if not _MONEY.fullmatch(written):
            raise self.complaint(key, "is not an amount")
        return Decimal(written)

    def when(self, key: str) -> datetime:
        """A moment, in UTC; a time without a zone is refused."""
        try:
            moment = datetime.fromisoformat(self.text(key))
            if moment.tzinfo is None:
                raise self.complaint(key, "has no time zone")
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.complaint(key, "is not a time") from None

    def when_or_none(self, key: str) -> datetime | None:
        """A moment, in UTC, or None for null and for a key that is absent."""
        return self.when(key) if self.has(key) else None

    def child(self, key: str) -> "Reader":
        """The object under the key."""
        return Reader(self._fields.get(key), f".{key}", self)

    def child_or_none(self, key: str) -> "Reader | None":
        """The object under the key, or None for null and for a key that is absent."""
        value = self._fields.get(key)
        return None if value is None else Reader(value, f".{key}", self)

    def children(self, key: str) -> "Iterator[Reader]":
        """The objects of the list under the key."""
        for place, item in enumerate(self._list(key)):
            yield Reader(item, f".{key}[{place}]", self)

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of the list under the key."""
        items = self._list(key)
        if not all(isinstance(item, str) for item in items):
            raise self.complaint(key, "is not a list of texts")
        return tuple(storable(str(item)) for item in items)

    def numbers(self, key: str) -> tuple[int, ...]:
        """The numeric ids of the list under the key."""
        return tuple(self._id(key, item) for item in self._list(key))

    def complaint(self, key: str, what: str) -> Malformed:
        """The error that says where and what; never the value, which may be personal."""
        return Malformed(f"{self.path}.{key} {what}")

    def _id(self, key: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < _LARGEST_ID:
            raise self.complaint(key, "is not an id")
        return value

    def _list(self, key: str) -> list[object]:
        value = self._fields.get(key)
        if not isinstance(value, list):
            raise self.complaint(key, "is not a list")
        return value


def storable(text: str) -> str:
    """The text without what PostgreSQL cannot hold: NUL, and half of a surrogate pair."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def parse_json(text: str | bytes) -> object:
    """JSON with every fraction as ``Decimal``; ``Malformed`` for anything that is not JSON."""
    try:
        if isinstance(text, bytes):
            text = text.decode(json.detect_encoding(text), "surrogatepass")
        parsed: object = _JSON.decode(text)
    except (ValueError, RecursionError, ArithmeticError):
        raise Malformed("the text is not JSON") from None
    return parsed


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


# Made once: json.loads would make one for each text.
_JSON = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse)
