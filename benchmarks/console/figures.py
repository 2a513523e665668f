"""The figures of every page on both sides, what misses its target, and the table of them."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from benchmarks.console.asking import Asked
from benchmarks.report import surroundings

# Milliseconds at p95 and times the small side's: what we want, and the least (P4).
TARGET_MS, SAFE_MS = 100, 150
TARGET_RATIO, SAFE_RATIO = 1.3, 1.5
HEADINGS = (
    *("page", "p50 ms", "p95 ms", "small p50", "small p95", "ratio p50", "ratio p95"),
    *("statements", "rows read", "small read", "rows shown", "small shown", "misses"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One page on both sides."""

    page: str
    large: Asked
    small: Asked

    def ratio(self, share: float) -> float:
        """How many times the small side's the large side's time is."""
        return self.large.percentile(share) / self.small.percentile(share)

    def misses(self) -> str:
        """What is not as it should be. Times of pages with more rows to show do not compare."""
        slowest, missed = self.large.percentile(0.95), []
        if slowest > TARGET_MS:
            missed.append("SAFE TIME" if slowest > SAFE_MS else "time")
        ratio = self.ratio(0.5)
        if ratio > TARGET_RATIO and self.large.rows_shown == self.small.rows_shown:
            missed.append("SAFE RATIO" if ratio > SAFE_RATIO else "ratio")
        return ", ".join(missed)

    def cells(self) -> list[str]:
        """The row of the table."""
        times = [f"{side.percentile(share):.1f}" for side in self.sides for share in (0.5, 0.95)]
        ratios = [f"{self.ratio(share):.2f}" for share in (0.5, 0.95)]
        read = [f"{side.rows_read:,}" for side in self.sides]
        shown = [str(side.rows_shown) for side in self.sides]
        statements = str(self.large.statements)
        return [self.page, *times, *ratios, statements, *read, *shown, self.misses()]

    @property
    def sides(self) -> tuple[Asked, Asked]:
        """The large side first."""
        return self.large, self.small


def show(title: str, figures: Sequence[Figure], notes: dict[str, object], *, as_json: bool) -> None:
    """Print the table, or everything as JSON."""
    told = _json(title, figures, notes) if as_json else _table(title, figures, notes)
    sys.stdout.write(told + "\n")


def _json(title: str, figures: Sequence[Figure], notes: dict[str, object]) -> str:
    shown = [asdict(figure) | {"misses": figure.misses()} for figure in figures]
    told = {"benchmark": title, **surroundings(), **notes, "pages": shown}
    return json.dumps(told, indent=2)


def _table(title: str, figures: Sequence[Figure], notes: dict[str, object]) -> str:
    rows = [list(HEADINGS), *(figure.cells() for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    about = [f"{name} {value}" for name, value in (surroundings() | notes).items()]
    return "\n".join([title, ", ".join(about), "", *lines])
