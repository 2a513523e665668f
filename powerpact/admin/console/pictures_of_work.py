"""The home page's pictures: what each shows, as shapes and as the rows of its table."""

from dataclasses import dataclass
from datetime import datetime

from powerpact.admin.charts import Bar, Mark, bars, line, marks, place_of, scale_top
from powerpact.services.figures.hours import HourFigures

# Every so many hours one is written below the picture.
HOURS_APART = 4


@dataclass(frozen=True, slots=True)
class HourLabel:
    """An hour below the picture."""

    x: float
    hour: datetime

    @property
    def text(self) -> str:
        """The hour in UTC; where scripts run, it is shown in the viewer's own zone."""
        return f"{self.hour:%H}"


@dataclass(frozen=True, slots=True)
class Work:
    """Orders and parts per hour, as bars side by side."""

    orders: list[Bar]
    parts: list[Bar]
    marks: list[Mark]
    labels: list[HourLabel]
    hours: tuple[HourFigures, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds from the shopper's order to the partner's: half were quicker, 95 of 100 were."""

    p50: list[str]
    p95: list[str]
    marks: list[Mark]
    labels: list[HourLabel]
    hours: tuple[HourFigures, ...]


def work_picture(hours: tuple[HourFigures, ...]) -> Work:
    """How much came in and went out."""
    top = scale_top(max((max(each.orders, each.parts) for each in hours), default=0))
    told = [f"{each.orders} orders, {each.parts} parts" for each in hours]
    return Work(
        orders=bars([each.orders for each in hours], told, top, lane=0, lanes=2),
        parts=bars([each.parts for each in hours], told, top, lane=1, lanes=2),
        marks=marks(top),
        labels=_labels(hours),
        hours=hours,
    )


def pace_picture(hours: tuple[HourFigures, ...]) -> Pace:
    """How long shoppers' orders took to be the partners'."""
    top = scale_top(max((each.p95 or 0 for each in hours), default=0))
    return Pace(
        p50=line([each.p50 for each in hours], top),
        p95=line([each.p95 for each in hours], top),
        marks=marks(top, " s"),
        labels=_labels(hours),
        hours=hours,
    )


def _labels(hours: tuple[HourFigures, ...]) -> list[HourLabel]:
    return [
        HourLabel(place_of(number, len(hours)), each.hour)
        for number, each in enumerate(hours)
        if number % HOURS_APART == 0
    ]
