"""Turns of several sides, gathered, compared and shown: a table for people, JSON for machines."""

import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
OURS = "powerpact"
Figures = Mapping[str, float]


class InvalidTurn(Exception):
    """A turn whose figures mean nothing; the text says why."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a turn: its key, its heading and how many decimals are worth reading."""

    key: str
    heading: str
    decimals: int = 0


@dataclass
class Report:
    """What all turns said. The first measure is the one that sides are compared by."""

    title: str
    measures: Sequence[Measure]
    turns: dict[tuple[str, str], list[Figures]] = field(default_factory=dict)
    faults: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def take(self, case: str, side: str, turn: Callable[[], Figures]) -> None:
        """Run one turn and keep its figures; an invalid one is said at once and counted."""
        try:
            figures = turn()
        except InvalidTurn as fault:
            self.faults.setdefault((case, side), []).append(str(fault))
            say(f"{case}, {side}: INVALID, {fault}")
            return
        self.turns.setdefault((case, side), []).append(figures)
        shown = ", ".join(f"{m.heading} {_number(figures, m)}" for m in self.measures)
        say(f"{case}, {side}: {shown}")

    def median(self, case: str, side: str, key: str) -> float | None:
        """The median over the valid turns; None when there is none."""
        values = [figures[key] for figures in self.turns.get((case, side), []) if key in figures]
        return statistics.median(values) if values else None

    def ratio(self, case: str, side: str) -> float | None:
        """How many times this side's median ours is, by the first measure."""
        key = self.measures[0].key
        ours, theirs = self.median(case, OURS, key), self.median(case, side, key)
        return ours / theirs if ours is not None and theirs else None

    def keys(self) -> list[tuple[str, str]]:
        """Every (case, side) that had a turn, in the order of their first turns."""
        return list(dict.fromkeys([*self.turns, *self.faults]))

    def show(self, *, as_json: bool) -> None:
        """Print the table, or everything as JSON."""
        sys.stdout.write((self._json() if as_json else self._table()) + "\n")

    def _json(self) -> str:
        sides = [
            {
                "case": case,
                "side": side,
                "medians": {m.key: self.median(case, side, m.key) for m in self.measures},
                "ours_against_it": self.ratio(case, side),
                "turns": self.turns.get((case, side), []),
                "invalid": self.faults.get((case, side), []),
            }
            for case, side in self.keys()
        ]
        return json.dumps({"benchmark": self.title, **surroundings(), "sides": sides}, indent=2)

    def _table(self) -> str:
        headings = [m.heading for m in self.measures]
        rows = [["case", "side", *headings, "lowest-highest", "ours / it", "turns", "invalid"]]
        rows += [self._row(case, side) for case, side in self.keys()]
        widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        about = ", ".join(f"{name} {value}" for name, value in surroundings().items())
        return "\n".join([self.title, about, "", *lines])

    def _row(self, case: str, side: str) -> list[str]:
        turns = self.turns.get((case, side), [])
        ratio = self.ratio(case, side)
        medians = {m.key: self.median(case, side, m.key) for m in self.measures}
        return [
            case,
            side,
            *(_number(medians, m) for m in self.measures),
            _span(turns, self.measures[0]),
            "-" if ratio is None else f"{ratio:.2f}",
            str(len(turns)),
            str(len(self.faults.get((case, side), []))),
        ]


def say(line: str) -> None:
    """Tell whoever watches, without touching what is printed at the end."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def surroundings() -> dict[str, str]:
    """The machine and the commit that the figures belong to."""
    asked = ("git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=10")
    commit = subprocess.run(asked, capture_output=True, text=True, check=False).stdout  # noqa: S603
    return {
        "commit": commit.strip() or "unknown",
        "machine": f"{os.cpu_count()} x {_processor()}",
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _number(figures: Mapping[str, float | None], measure: Measure) -> str:
    value = figures.get(measure.key)
    return "-" if value is None else f"{value:,.{measure.decimals}f}"


def _span(turns: Sequence[Figures], measure: Measure) -> str:
    values = [figures[measure.key] for figures in turns if measure.key in figures]
    return f"{min(values):,.0f}-{max(values):,.0f}" if values else "-"


def numbers(listed: str) -> list[int]:
    """The numbers of an option such as ``1,16,64``."""
    return [int(number) for number in listed.split(",") if number]
