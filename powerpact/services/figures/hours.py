"""What happened in each hour: orders, parts, partner orders, and how long those took."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from powerpact.models import BubblyOrder, OrderSync

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class HourFigures:
    """One hour, which begins at ``hour`` (UTC).

    ``orders``: placed at Bubbly and paid. ``parts``: split off for partners. ``made``: partner
    orders. ``p50`` and ``p95``: seconds from the shopper's order to the partner's, of those made.
    """

    hour: datetime
    orders: int = 0
    parts: int = 0
    made: int = 0
    p50: float | None = None
    p95: float | None = None

    def as_json(self) -> dict[str, Any]:
        """As the snapshot keeps it."""
        return {**asdict(self), "hour": self.hour.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "HourFigures":
        """What ``as_json`` gave."""
        return cls(**{**kept, "hour": datetime.fromisoformat(kept["hour"])})


def hour_of(moment: datetime) -> datetime:
    """The beginning of the hour (UTC) that a moment is in."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def midnight_of(moment: datetime) -> datetime:
    """The beginning of the day (UTC) that a moment is in."""
    return hour_of(moment).replace(hour=0)


def hours_between(first: datetime, last: datetime) -> Iterator[datetime]:
    """Every hour from ``first`` to ``last``, both included."""
    while first <= last:
        yield first
        first += HOUR


def count_hours(session: Session, first: datetime, last: datetime) -> list[HourFigures]:
    """The figures of each hour from ``first`` to ``last``, both included; three statements."""
    end = last + HOUR
    orders = _counts(session, BubblyOrder.placed_at, first, end)
    parts = _counts(session, OrderSync.created_at, first, end)
    made = {row.hour: row for row in _made(session, first, end)}
    return [
        HourFigures(
            hour,
            orders=orders.get(hour, 0),
            parts=parts.get(hour, 0),
            **(_pace(made[hour]) if hour in made else {}),
        )
        for hour in hours_between(first, last)
    ]


def _pace(row: Row[Any]) -> dict[str, Any]:
    return {"made": row.made, "p50": round(row.p50, 3), "p95": round(row.p95, 3)}


def _counts(
    session: Session, moment: InstrumentedAttribute[Any], first: datetime, end: datetime
) -> dict[datetime, int]:
    hour = _hour(moment)
    counted = select(hour, func.count()).where(moment >= first, moment < end).group_by(hour)
    return {each: number for each, number in session.execute(counted)}  # noqa: C416  # typed rows


def _made(session: Session, first: datetime, end: datetime) -> list[Row[Any]]:
    took = func.extract("epoch", OrderSync.ordered_at - BubblyOrder.placed_at)
    hour = _hour(OrderSync.ordered_at)
    figures = (
        select(
            hour.label("hour"),
            func.count().label("made"),
            func.percentile_cont(0.5).within_group(took).label("p50"),
            func.percentile_cont(0.95).within_group(took).label("p95"),
        )
        .join(BubblyOrder, BubblyOrder.id == OrderSync.bubbly_order_id)
        .where(OrderSync.ordered_at >= first, OrderSync.ordered_at < end)
        .group_by(hour)
    )
    return list(session.execute(figures).all())


def _hour(moment: Any) -> ColumnElement[datetime]:
    return func.date_trunc("hour", moment, "UTC")
