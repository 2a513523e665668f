"""Subscription filters and include_fields: platform facts 2.2."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

TERM = re.compile(
    r"""(?P<path>[\w.]+):(?P<operator>>=|<=|>|<)?(?P<value>"[^"]*"|'[^']*'|[^\s()]+)"""
)
NOT_SIMPLE = re.compile(r"""\bOR\b|\bNOT\b|[()]|(?:^|\s)-\w""")

Payload = Any  # a JSON object, unless somebody announces something else


def passes(payload: Payload, search: str | None) -> bool:
    """Whether a payload meets a filter such as `variants.price:>=10.00 AND status:active`.

    Only terms joined by AND (or by nothing) are understood; a filter with OR, NOT or brackets
    lets everything through, so that no delivery is lost to our own shortcoming.
    """
    if not search or NOT_SIMPLE.search(search):
        return True
    return all(_meets(payload, term) for term in TERM.finditer(search))


def trimmed(payload: Payload, include_fields: Iterable[str] | None) -> Payload:
    """The payload with only these fields; dots reach into objects and lists of objects."""
    paths = [path.split(".") for path in include_fields or ()]
    return _only(payload, paths) if paths else payload


def _meets(payload: Payload, term: re.Match[str]) -> bool:
    wanted = term["value"].strip("\"'")
    found = _values(payload, term["path"].split("."))
    return any(_compares(value, term["operator"], wanted) for value in found)


def _values(content: Any, path: list[str]) -> list[Any]:
    if isinstance(content, list):
        return [value for part in content for value in _values(part, path)]
    if not path:
        return [content]
    return _values(content[path[0]], path[1:]) if path[0] in _keys(content) else []


def _keys(content: Any) -> set[str]:
    return set(content) if isinstance(content, dict) else set()


def _compares(value: Any, operator: str | None, wanted: str) -> bool:
    if operator is None:
        return wanted == "*" or _text(value).casefold() == wanted.casefold()
    left, right = _number(value), _number(wanted)
    if left is None or right is None:
        return False
    return {">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right}[
        operator
    ]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _only(content: Any, paths: list[list[str]]) -> Any:
    if isinstance(content, list):
        return [_only(part, paths) for part in content]
    if not isinstance(content, dict) or [] in paths:
        return content
    wanted: dict[str, list[list[str]]] = {}
    for path in paths:
        wanted.setdefault(path[0], []).append(path[1:])
    return {key: _only(content[key], rest) for key, rest in wanted.items() if key in content}
