"""A store's own days, across the changes of its clocks."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.local_time import day_in, days_in, last_time, moment_in, zone_of

ZONES = ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati"]
zones = st.sampled_from(ZONES)
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
moments = st.integers(0, 10 * 365 * 86400).map(lambda ago: BEGINNING + timedelta(seconds=ago))


def test_a_day_in_which_the_clocks_are_put_back_is_longer() -> None:
    autumn = datetime(2026, 10, 25, 12, tzinfo=UTC)
    (day,) = days_in("Europe/Berlin", autumn, autumn)

    assert day.day == date(2026, 10, 25)
    assert day.begins == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert day.ends - day.begins == timedelta(hours=25)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "Europe", "a\0b"])
def test_a_zone_that_nobody_knows_is_utc(name: str) -> None:
    assert zone_of(name) is UTC


def test_seven_in_the_morning_is_struck_where_the_store_is() -> None:
    evening = datetime(2026, 11, 22, 21, 59, tzinfo=UTC)

    assert last_time("Asia/Tokyo", 7, evening) == datetime(2026, 11, 21, 22, tzinfo=UTC)
    assert last_time("Asia/Tokyo", 7, evening + timedelta(minutes=1)) == datetime(
        2026, 11, 22, 22, tzinfo=UTC
    )


@given(zones, moments, st.integers(0, 40))
def test_days_follow_each_other_without_a_gap(zone: str, last: datetime, count: int) -> None:
    days = list(days_in(zone, last - timedelta(days=count), last))

    assert days[0].begins <= last - timedelta(days=count)
    assert days[-1].begins <= last < days[-1].ends
    assert all(one.ends == other.begins for one, other in pairwise(days))
    assert all(day_in(zone, each.begins) == each.day for each in days)


@given(zones, moments, st.integers(0, 23))
def test_the_last_stroke_of_an_hour_is_within_a_day(zone: str, moment: datetime, hour: int) -> None:
    struck = last_time(zone, hour, moment)

    assert moment - timedelta(hours=25) <= struck <= moment
    assert struck == moment_in(zone, day_in(zone, struck), hour)
