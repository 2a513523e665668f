"""What an operation is expected to ask for, before Shopify has said it (facts 6 and 3.4).

Admission checks the requested cost, which follows from the document and its page sizes alone. The
first guess is reckoned from the document, and never too low; from then on the answers say it.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from powerpact.shopify.cost import Cost
from powerpact.shopify.operations import operation

# No single request may ask for more (facts 6).
MOST = 1000.0
_MUTATION, _CONNECTION = 10.0, 2.0
# A tracking update asks for fifty (fulfillment-multi-tracking-info.2025-01.a.json).
_DEARER = {"fulfillmentTrackingInfoUpdate": 50.0}
_FREE = frozenset({"pageInfo", "shopMoney", "presentmentMoney"})
# A page without a size that we can see is taken for the largest.
_LARGEST_PAGE = 250
# Points of a productSet for each thing that it brings (facts 3.4).
_FILE, _VARIANT, _METAFIELD, _VARIANT_FILE = 1.9, 0.2, 0.4, 0.6

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|\.\.\.|\$?\w+|[{}():]')


@dataclass(frozen=True, slots=True)
class _Field:
    """A selected object. ``page`` is the size asked of a connection: a number or a variable."""

    name: str
    page: str | None
    fields: "tuple[_Field, ...]"


class Costs:
    """Requested points by operation and variables, learnt from answers; bounded in memory."""

    def __init__(self, most_kept: int = 1000) -> None:
        self._heard: dict[tuple[str, float], float] = {}
        self._most_kept = most_kept

    def expected(self, name: str, variables: Mapping[str, object]) -> float:
        """Points that the operation asks for: what was heard, else the guess."""
        guess = first_guess(name, variables)
        return self._heard.get((name, guess), guess)

    def heard(self, name: str, variables: Mapping[str, object], cost: Cost | None) -> None:
        """Keep what Shopify said that it asked for; the most, where it said different things."""
        if cost is None or not cost.requested:
            return
        key = name, first_guess(name, variables)
        if key not in self._heard and len(self._heard) >= self._most_kept:
            self._heard.clear()  # a rare event, and all is heard again soon
        self._heard[key] = max(self._heard.get(key, 0.0), min(cost.requested, MOST))


def first_guess(name: str, variables: Mapping[str, object]) -> float:
    """Points of the operation by its document and page sizes; rather too many than too few."""
    roots = _roots(name)
    points = sum(_points(root, variables) for root in roots)
    if operation(name).is_mutation:
        points += sum(_DEARER.get(root.name, _MUTATION) for root in roots)
    return min(points + _brought(variables.get("input")), MOST)


def _points(field: _Field, variables: Mapping[str, object]) -> float:
    if field.name in _FREE:
        return 0.0
    below = sum(_points(each, variables) for each in field.fields)
    if field.page is None:
        return 1.0 + below
    return _CONNECTION + below * _factor(_size(field.page, variables))


def _factor(nodes: int) -> int:
    """How many times a page of that size is charged, by the recordings: 250 nodes eleven times."""
    return max(1, math.ceil(2 * math.log(nodes))) if nodes > 1 else 1


def _size(page: str, variables: Mapping[str, object]) -> int:
    size = variables.get(page[1:]) if page.startswith("$") else int(page)
    return size if isinstance(size, int) else _LARGEST_PAGE


def _brought(given: object) -> float:
    """What the input of a ``productSet`` adds; nothing for an input without variants or files."""
    if not isinstance(given, Mapping):
        return 0.0
    variants = [each for each in _list(given, "variants") if isinstance(each, Mapping)]
    metafields = len(_list(given, "metafields"))
    metafields += sum(len(_list(variant, "metafields")) for variant in variants)
    return (
        len(_list(given, "files")) * _FILE
        + len(variants) * _VARIANT
        + metafields * _METAFIELD
        + sum(_VARIANT_FILE for variant in variants if variant.get("file"))
    )


def _list(given: Mapping[str, Any], name: str) -> list[Any]:
    found = given.get(name)
    return found if isinstance(found, list) else []


@cache
def _roots(name: str) -> tuple[_Field, ...]:
    words = iter(_WORD.findall(operation(name).document))
    depth = 0
    for word in words:  # the header, in whose brackets a default value may have braces
        depth += (word == "(") - (word == ")")
        if word == "{" and not depth:
            break
    return tuple(_selected(words))


def _selected(words: Iterator[str]) -> Iterator[_Field]:
    """The objects of a selection up to its closing brace; scalars cost nothing and are left out."""
    name, page = "", None
    for word in words:
        if word == "}":
            return
        if word == "{":
            below = tuple(_selected(words))
            yield from below if name == "..." else [_Field(name, page, below)]
            name, page = "", None
        elif word == "(":
            page = _page(words)
        elif word == "...":
            name = word
        elif name != "..." and word != ":":
            name, page = word, None


def _page(words: Iterator[str]) -> str | None:
    """The page size among a field's arguments, up to their closing bracket."""
    page, argument, depth = None, "", 1
    for word in words:
        depth += (word == "(") - (word == ")")
        if not depth:
            break
        if word == ":":
            continue
        if argument in {"first", "last"}:
            page = word
        argument = word
    return page
