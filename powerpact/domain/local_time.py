"""A store's own days: when they begin and end, in UTC, whatever its clocks do meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day somewhere; it lasts from ``begins`` until before ``ends``, both in UTC."""

    day: date
    begins: datetime
    ends: datetime


def zone_of(name: str) -> tzinfo:
    """The time zone of that IANA name; UTC for one that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
        return UTC


def day_in(zone: str, moment: datetime) -> date:
    """The day that it is there at that moment."""
    return moment.astimezone(zone_of(zone)).date()


def days_in(zone: str, first: datetime, last: datetime) -> Iterator[LocalDay]:
    """Every day there from the one of ``first`` to the one of ``last``, oldest first."""
    day, end = day_in(zone, first), day_in(zone, last)
    while day <= end:
        following = day + timedelta(days=1)
        yield LocalDay(day, moment_in(zone, day, 0), moment_in(zone, following, 0))
        day = following


def moment_in(zone: str, day: date, hour: int) -> datetime:
    """When a full hour of that day strikes there, in UTC.

    An hour that the clocks leave out strikes when they have been put on.
    """
    return datetime.combine(day, time(hour), zone_of(zone)).astimezone(UTC)


def last_time(zone: str, hour: int, moment: datetime) -> datetime:
    """When that full hour struck there last, at ``moment`` or before; in UTC."""
    today = day_in(zone, moment)
    struck = moment_in(zone, today, hour)
    return struck if struck <= moment else moment_in(zone, today - timedelta(days=1), hour)
