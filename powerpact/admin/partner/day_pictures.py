"""Pictures of a partner's last days: what each shows, as shapes and as the rows of its table."""

from collections.abc import Sequence
from dataclasses import dataclass

from powerpact.admin.charts import Bar, Mark, bars, line, marks, place_of, scale_top
from powerpact.admin.formats import amount
from powerpact.models import PartnerDay

# Every so many days one is written below the picture, counted from today.
DAYS_APART = 7


@dataclass(frozen=True, slots=True)
class DayLabel:
    """A day below the picture."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class DayPicture:
    """One figure of each day, as bars."""

    bars: list[Bar]
    marks: list[Mark]
    labels: list[DayLabel]


@dataclass(frozen=True, slots=True)
class PacePicture:
    """Seconds from the shopper's order to the partner's: half were quicker, 95 of 100 were."""

    p50: list[str]
    p95: list[str]
    marks: list[Mark]
    labels: list[DayLabel]


def orders_picture(days: Sequence[PartnerDay]) -> DayPicture:
    """How many orders came in on each day."""
    return _bars([day.orders for day in days], [f"{day.orders:,}" for day in days], days)


def owed_picture(days: Sequence[PartnerDay], currency: str) -> DayPicture:
    """What is owed for the orders of each day; of days in another currency nothing is drawn."""
    values = [float(day.owed) if day.currency == currency else 0.0 for day in days]
    return _bars(values, [amount(day.owed, day.currency).striptags() for day in days], days)


def pace_picture(days: Sequence[PartnerDay]) -> PacePicture | None:
    """How long orders took on each day; None when none was made."""
    slowest = max((day.p95 for day in days if day.p95 is not None), default=None)
    if slowest is None:
        return None
    top = scale_top(slowest)
    return PacePicture(
        line([day.p50 for day in days], top),
        line([day.p95 for day in days], top),
        marks(top, " s"),
        _labels(days),
    )


def _bars(values: Sequence[float], told: Sequence[str], days: Sequence[PartnerDay]) -> DayPicture:
    titles = [f"{_name(day)}: {words}" for day, words in zip(days, told, strict=True)]
    top = scale_top(max(values, default=0))
    return DayPicture(bars(values, titles, top), marks(top), _labels(days))


def _labels(days: Sequence[PartnerDay]) -> list[DayLabel]:
    return [
        DayLabel(place_of(number, len(days)), _name(day))
        for number, day in enumerate(days)
        if (len(days) - 1 - number) % DAYS_APART == 1
    ]


def _name(day: PartnerDay) -> str:
    return f"{day.day.day} {day.day:%b}"
