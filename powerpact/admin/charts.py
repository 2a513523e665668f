"""Charts as SVG, drawn here: shapes with classes, no style and no script, for our own CSP.

A chart is data first: the page shows the same numbers as a table below it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 180
# Room for the numbers on the left, for the hours below.
LEFT, BOTTOM, TOP = 44, 22, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in the picture's units."""

    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the picture with the number that it stands for."""

    y: float
    label: str


def scale_top(largest: float) -> float:
    """The round number (1, 2 or 5 and zeros) at the top of a scale that holds ``largest``."""
    if largest <= 0:
        return 1.0
    size = 1.0
    while size * 10 <= largest:
        size *= 10
    while size > largest:
        size /= 10
    return next(size * step for step in (1, 2, 5, 10) if size * step >= largest)


def height_of(value: float, top: float) -> float:
    """How high a value stands, in the picture's units."""
    return round(value / top * (HEIGHT - TOP - BOTTOM), 2)


def marks(top: float, unit: str = "") -> list[Mark]:
    """The scale: nothing, half, and all of it."""
    return [
        Mark(HEIGHT - BOTTOM - height_of(value, top), f"{value:g}{unit}")
        for value in (0.0, top / 2, top)
    ]


def place_of(number: int, count: int) -> float:
    """Where the column of that number begins."""
    return round(LEFT + number * (WIDTH - LEFT) / count, 2)


def bars(
    values: Sequence[float], titles: Sequence[str], top: float, *, lane: int = 0, lanes: int = 1
) -> list[Bar]:
    """A bar for each value; with several lanes the series stand side by side."""
    count = max(len(values), 1)
    column = (WIDTH - LEFT) / count
    wide = round(column * 0.8 / lanes, 2)
    return [
        Bar(
            x=round(place_of(number, count) + column * 0.1 + lane * wide, 2),
            y=HEIGHT - BOTTOM - height_of(value, top),
            width=wide,
            height=height_of(value, top),
            title=title,
        )
        for number, (value, title) in enumerate(zip(values, titles, strict=True))
    ]


def line(values: Sequence[float | None], top: float) -> list[str]:
    """Runs of points (``x,y x,y``) through the middle of each column; a gap where nothing is."""
    count = max(len(values), 1)
    middle = (WIDTH - LEFT) / count / 2
    runs: list[list[str]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        y = HEIGHT - BOTTOM - height_of(value, top)
        runs[-1].append(f"{round(place_of(number, count) + middle, 2)},{y}")
    return [" ".join(run) for run in runs if run]
