"""Plays one recording against a bench, step by step, with our ids in place of the recorded ones."""

import json
from collections.abc import Callable
from typing import Any

from tests.simulator.benches import SHARED, Bench
from tests.simulator.contract.allowances import LEFT_OUT, brought_up_to_date
from tests.simulator.contract.comparison import differences, error_facts
from tests.simulator.contract.documents import Writer, without


class Recording:
    """One file of `recordings/`, given as a name such as `orders/order-create-parity.2025-01.b`."""

    def __init__(self, name: str, bench: Bench) -> None:
        self.name = name
        self.bench = bench
        read = json.loads((SHARED / f"recordings/{name}.json").read_text())
        self.content: Any = brought_up_to_date(name, read)
        self.ours: dict[str, str] = {}
        self.found: list[str] = []

    def at(self, *path: str | int) -> Any:
        """Part of the recording."""
        part = self.content
        for key in path:
            part = part[key]
        return part

    def same(self, recorded: str, own: str) -> None:
        """Let one recorded id or text stand for one of ours."""
        self.ours[recorded] = own

    def step(
        self,
        *path: str | int,
        document: str | None = None,
        kind: str = "mutation",
        variables: dict[str, Any] | None = None,
        directive: str = "",
        root: str | None = None,
    ) -> Any:
        """Ask what was asked at that place and note every difference; returns our answer.

        document: where the recording does not keep it. kind, directive, root: for a document that
        is written from the answer; `root` where that answer shows no data.
        """
        part = self.at(*path)
        recorded = answer_of(part)
        given = self.translated(variables if variables is not None else variables_of(part))
        text = document or document_of(part)
        if text is None:
            writer = Writer(self.bench.engine.schema)
            data = recorded.get("data") or {root: None}
            text = writer.write(kind, data, given, directive)
            recorded = {
                **recorded,
                **(
                    {"data": without(data, writer.left_out, set(LEFT_OUT))}
                    if "data" in recorded
                    else {}
                ),
            }
        ours = self.bench.answer(text, given)
        self._compare(recorded, ours, "/".join(map(str, path)))
        return ours

    def _written(
        self,
        recorded: dict[str, Any],
        given: dict[str, Any],
        kind: str,
        directive: str,
        root: str | None,
    ) -> tuple[str, dict[str, Any]]:
        """A document for the answer, and the answer without what 2026-10 cannot select."""
        writer = Writer(self.bench.engine.schema)
        text = writer.write(kind, recorded.get("data") or {root or "": None}, given, directive)
        if "data" in recorded:
            data = without(recorded["data"], writer.left_out, set(LEFT_OUT))
            recorded = {**recorded, "data": data}
        return text, recorded

    def _compare(self, recorded: dict[str, Any], ours: dict[str, Any], place: str) -> None:
        self.learn(recorded.get("data"), ours.get("data"))
        if error_facts(recorded) != error_facts(ours):
            self.found.append(
                f"{place}: recorded {error_facts(recorded)}, ours {error_facts(ours)}"
            )
        if ("data" in recorded) != ("data" in ours):
            self.found.append(f"{place}: recorded keys {list(recorded)}, ours {list(ours)}: {ours}")
        else:
            self.found += differences(recorded.get("data"), ours.get("data"), place)

    def learn(self, recorded: Any, ours: Any) -> None:
        """Remember which of our ids stands where which recorded id stood."""
        if isinstance(recorded, dict) and isinstance(ours, dict):
            for key in recorded.keys() & ours.keys():
                self.learn(recorded[key], ours[key])
        elif isinstance(recorded, list) and isinstance(ours, list):
            for theirs, own in zip(recorded, ours, strict=False):
                self.learn(theirs, own)
        elif isinstance(recorded, str) and isinstance(ours, str) and "gid://" in recorded:
            self.ours.setdefault(recorded, ours)

    def translated(self, value: Any) -> Any:
        """Variables with our ids, also inside search texts."""
        if isinstance(value, dict):
            return {key: self.translated(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.translated(item) for item in value]
        if isinstance(value, str):
            return self.ours.get(value, value)
        return value


Scenario = Callable[[Recording], None]
SCENARIOS: dict[str, Scenario] = {}


def scenario(name: str) -> Callable[[Scenario], Scenario]:
    """Register how a recording is played."""

    def register(function: Scenario) -> Scenario:
        SCENARIOS[name] = function
        return function

    return register


def answer_of(part: dict[str, Any]) -> dict[str, Any]:
    """The recorded body, wherever this recording keeps it, without `extensions`."""
    body = part.get("response", part)
    for key in ("payload", "body"):
        body = body.get(key, body)
    return {key: value for key, value in body.items() if key in {"data", "errors"}}


def document_of(part: dict[str, Any]) -> str | None:
    request = part.get("request") or {}
    return part.get("query") or part.get("document") or request.get("query")


def variables_of(part: dict[str, Any]) -> dict[str, Any]:
    request = part.get("request") or {}
    return part.get("variables") or request.get("variables") or {}
