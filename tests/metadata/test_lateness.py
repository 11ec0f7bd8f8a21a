"""When the next delivery is due, over calendars with summer time; and who is late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metadata.lateness import due_after
from metadata.times import TIME

HELSINKI = "Europe/Helsinki"
DAY, HOUR = 86_400, 3_600
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=0)
)


class Expect(NamedTuple):
    cadence: int | None
    grace: int | None = None


class Feed(NamedTuple):
    expect: Expect
    timezone: str = HELSINKI


def due(at: datetime, cadence: int | None, grace: int | None = None, zone: str = HELSINKI) -> str:
    return due_after(at.strftime(TIME), Feed(Expect(cadence, grace), zone))


def utc(text: str) -> datetime:
    return datetime.strptime(text, TIME).replace(tzinfo=UTC)


@given(st.dates(datetime(2020, 1, 1).date(), datetime(2035, 12, 31).date()), st.times(), st.integers(1, 31))
def test_who_delivers_at_the_same_time_of_the_day_is_never_late(day, time, days) -> None:  # type: ignore[no-untyped-def]
    """Without any grace, whatever the clocks do in between; an hour that comes twice is come at both times."""
    zone = ZoneInfo(HELSINKI)
    first = datetime.combine(day, time.replace(microsecond=0, fold=0), zone)
    for fold in (0, 1):
        then = datetime.combine(day + timedelta(days=days), time.replace(microsecond=0, fold=fold), zone)
        assert utc(due(first.astimezone(UTC), days * DAY)) >= then.astimezone(UTC)


@given(moments, st.integers(1, 90 * 24))
def test_the_clocks_make_a_difference_of_an_hour_at_the_most(at: datetime, hours: int) -> None:
    plain = at + timedelta(hours=hours)
    assert abs(utc(due(at, hours * HOUR)) - plain) <= timedelta(hours=2 if hours >= 24 else 0)
    assert utc(due(at, hours * HOUR, zone="UTC")) == plain


@given(moments, moments, st.integers(1, 30))
def test_who_comes_later_is_due_later(one: datetime, other: datetime, days: int) -> None:
    first, second = sorted((one, other))
    assert utc(due(first, days * DAY)) <= utc(due(second, days * DAY)) + timedelta(hours=1)
    if second - first >= timedelta(hours=2):
        assert due(first, days * DAY) <= due(second, days * DAY)


@given(moments, st.integers(0, 400), st.integers(0, 72))
def test_grace_is_hours_as_they_pass(at: datetime, hours: int, grace: int) -> None:
    if hours:
        assert utc(due(at, hours * HOUR, grace * HOUR)) == utc(due(at, hours * HOUR)) + timedelta(hours=grace)
    else:
        assert due(at, None, grace * HOUR) == ""


@pytest.mark.parametrize(
    ("came", "is_due"),
    [
        ("2026-10-23T23:15:00Z", "2026-10-24T23:15:00Z"),  # 02:15 and 02:15 in summer
        ("2026-10-24T23:15:00Z", "2026-10-26T00:15:00Z"),  # 02:15, then 02:15 in winter: 25 hours
        ("2026-03-28T00:15:00Z", "2026-03-29T00:15:00Z"),  # 02:15 and 02:15, before the clocks go forward
        ("2026-03-28T23:30:00Z", "2026-03-29T22:30:00Z"),  # 01:30 and 01:30: 23 hours
        ("2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z"),  # 03:30, which does not come the next day: 04:30
        ("2026-10-24T00:30:00Z", "2026-10-25T01:30:00Z"),  # 03:30, which comes twice the next day: the second time
    ],
)
def test_nights_on_which_the_clocks_change(came: str, is_due: str) -> None:
    assert due_after(came, Feed(Expect(DAY))) == is_due
