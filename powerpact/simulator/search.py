"""Shopify's search syntax, as far as the platform facts use it (3.1 and 4.4).

`field:value`, `field:>=value`, quotes, a trailing `*`, `AND`, `OR`, `NOT` or `-`, parentheses, and
bare words. An unknown field is ignored with a warning, as Shopify does.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from powerpact.simulator.ids import number_of
from powerpact.simulator.resolvers.registry import Arguments, Context

Test = Callable[[Any], bool]
Maker = Callable[[str, str], Test]
TOKEN = re.compile(
    r"""\s*(?:
    (?P<mark>[()]) |
    (?P<minus>-)(?=\S) |
    (?P<word>(?:OR|AND|NOT)\b)(?!:) |
    (?P<field>[\w.$-]+):(?P<operator>>=|<=|>|<)?(?P<value>"[^"]*"|'[^']*'|[^\s()]*) |
    (?P<bare>"[^"]*"|'[^']*'|[^\s()]+)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Searchable:
    """What one kind of thing can be searched by; `bare` tests words without a field."""

    fields: dict[str, Maker]
    bare: Maker


class Query:
    """One parsed query: a test for things, and the fields nobody knows."""

    def __init__(self, searchable: Searchable, text: str) -> None:
        self.searchable = searchable
        self.unknown: list[str] = []
        self.tokens = [match for match in TOKEN.finditer(text) if match.group().strip()]
        self.place = 0
        self.test = self._either()

    def _peek(self, group: str) -> str | None:
        return self.tokens[self.place].group(group) if self.place < len(self.tokens) else None

    def _either(self) -> Test:
        tests = [self._all()]
        while self._peek("word") == "OR":
            self.place += 1
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda thing: any(test(thing) for test in tests)

    def _all(self) -> Test:
        tests: list[Test] = []
        while self.place < len(self.tokens) and self._peek("word") != "OR":
            if self._peek("mark") == ")":
                break
            if self._peek("word") == "AND":
                self.place += 1
                continue
            tests.append(self._one())
        return lambda thing: all(test(thing) for test in tests)

    def _one(self) -> Test:
        token = self.tokens[self.place]
        self.place += 1
        if token["minus"] or token["word"] == "NOT":
            negated = self._one() if self.place < len(self.tokens) else anything
            return lambda thing: not negated(thing)
        if token["mark"] == "(":
            inner = self._either()
            self.place += 1
            return inner
        if token["field"]:
            return self._field(token["field"], token["operator"] or "", token["value"])
        return self.searchable.bare("", unquoted(token["bare"] or ""))

    def _field(self, name: str, operator: str, value: str) -> Test:
        maker = self.searchable.fields.get(name)
        if maker is None:
            self.unknown.append(name)
            return anything
        return maker(operator, unquoted(value))


def anything(_: object) -> bool:
    return True


def unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value


def matching(
    searchable: Searchable,
    things: Iterable[Any],
    arguments: Arguments,
    context: Context,
    path: str,
) -> Iterable[Any]:
    """The things that the `query` argument lets through; warnings go to the context."""
    text = arguments.get("query")
    if not text:
        return things
    query = Query(searchable, text)
    if query.unknown:
        warning = {"message": "Invalid search field for this query.", "code": "invalid_field"}
        warnings = [{"field": name, **warning} for name in query.unknown]
        context.search.append({"path": [path], "query": text, "warnings": warnings})
    return [thing for thing in things if query.test(thing)]


def by_text(read: Callable[[Any], str | None]) -> Maker:
    """Equal but for case; a trailing star matches the beginning, a lone star anything set."""

    def make(_: str, value: str) -> Test:
        wanted = value.lower()
        if wanted.endswith("*"):
            return lambda thing: (read(thing) or "").lower().startswith(wanted[:-1])
        return lambda thing: (read(thing) or "").lower() == wanted

    return make


def by_words(read: Callable[[Any], str | None]) -> Maker:
    """Contained in a text, whatever the case."""

    def make(_: str, value: str) -> Test:
        wanted = value.lower().strip("*")
        return lambda thing: wanted in (read(thing) or "").lower()

    return make


def by_list(read: Callable[[Any], Iterable[str | None]]) -> Maker:
    """Equal to one of several texts, such as tags."""

    def make(_: str, value: str) -> Test:
        wanted = value.lower()
        return lambda thing: wanted in [(text or "").lower() for text in read(thing)]

    return make


def negated(maker: Maker) -> Maker:
    def make(operator: str, value: str) -> Test:
        test = maker(operator, value)
        return lambda thing: not test(thing)

    return make


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "": lambda held, wanted: bool(held == wanted),
    ">": lambda held, wanted: bool(held > wanted),
    ">=": lambda held, wanted: bool(held >= wanted),
    "<": lambda held, wanted: bool(held < wanted),
    "<=": lambda held, wanted: bool(held <= wanted),
}


def by_moment(read: Callable[[Any], datetime | None]) -> Maker:
    """Compare with a moment in ISO 8601; without an offset it is UTC. A bad date matches none."""

    def make(operator: str, value: str) -> Test:
        try:
            wanted = datetime.fromisoformat(value)
        except ValueError:
            return lambda _: False
        wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)
        compare = COMPARE[operator]

        def test(thing: Any) -> bool:
            held = read(thing)
            return held is not None and compare(held, wanted)

        return test

    return make


def by_id(read: Callable[[Any], str]) -> Maker:
    """By number or global id, also as a range."""

    def make(operator: str, value: str) -> Test:
        digits = value.rpartition("/")[2]
        if not digits.isdigit():
            return lambda _: False
        wanted, compare = int(digits), COMPARE[operator]
        return lambda thing: compare(number_of(read(thing)), wanted)

    return make
