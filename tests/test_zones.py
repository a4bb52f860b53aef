"""The page's time zone, told as offsets, gives the same local days as the table of time zones."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import zones
from calculator.dates import micros
from tests.exports import log, read
from tests.test_reading import row

NAMES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Kiritimati",
    "Pacific/Chatham",
    "America/St_Johns",
    "Africa/Casablanca",  # winter time in Ramadan
    "Africa/Cairo",
)
FIRST, LAST = datetime(2023, 1, 1, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def told(name: str) -> str:
    """Return what the page tells of a zone: the offsets as they change, found hour by hour."""
    zone, changes = ZoneInfo(name), []
    for hour in range(int((LAST - FIRST) / timedelta(minutes=30))):
        moment = FIRST + hour * timedelta(minutes=30)
        minutes = int((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds()) // 60
        if not changes or changes[-1][1] != minutes:
            changes.append([int(moment.timestamp()) if changes else 0, minutes])
    return json.dumps({"name": name, "changes": changes})


ZONES = {name: zones.read(told(name)) for name in NAMES}


@given(st.sampled_from(NAMES), st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None)))
def test_local_days_are_those_of_the_table(name: str, moment: datetime) -> None:
    utc = moment.replace(tzinfo=UTC)
    day = utc.astimezone(ZoneInfo(name)).date()
    assert ZONES[name].day(micros(utc)) == zones.Table(ZoneInfo(name)).day(micros(utc)) == day


@pytest.mark.parametrize("name", NAMES)
def test_the_days_around_each_change_and_each_midnight_are_right(name: str) -> None:
    """Where an offset changes near midnight, a day may begin twice or last an hour more or less."""
    table = ZoneInfo(name)
    for quarter in range(int((LAST - FIRST) / QUARTER)):
        utc = FIRST + quarter * QUARTER
        assert ZONES[name].day(micros(utc)) == utc.astimezone(table).date()


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-10-24T21:59:59.999Z", date(2026, 10, 24)),
        ("2026-10-24T22:00:00Z", date(2026, 10, 25)),
        ("2026-10-25T22:59:59Z", date(2026, 10, 25)),  # a day of 25 hours
        ("2026-10-25T23:00:00Z", date(2026, 10, 26)),
    ],
)
def test_days_change_at_local_midnight(moment: str, day: date) -> None:
    for zone in (ZONES["Europe/Berlin"], zones.Table(ZoneInfo("Europe/Berlin"))):
        found = read({"a.jsonl": log(row(timestamp=moment))}, zone=zone)
        assert list(found.report.days) == [day]
        assert found.timezone == "Europe/Berlin"


def test_a_zone_changes_no_price() -> None:
    """Local days are for counting; prices are those of the UTC day."""
    at = "2026-10-06T23:30:00Z"  # the day before Sonnet 5.5's cache reads became cheaper
    made = log(row(timestamp=at, message__model="claude-sonnet-5-5"))
    assert read({"a": made}, zone=ZONES["Europe/Berlin"]).report.total == read({"a": made}).report.total


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"name": "UTC", "changes": [[0, 0]]}',
        '{"name": "X", "changes": []}',
        '{"name": 3, "changes": [[0, 60]]}',
        '{"name": "X", "changes": [[9, 60], [0, 0]]}',
        '{"name": "X", "changes": [[0, 100000]]}',
    ],
)
def test_what_is_no_zone_is_utc(text: str) -> None:
    assert zones.read(text) is zones.UTC


@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_edges_of_the_calendar_stay_where_they_are(moment: datetime) -> None:
    for name, zone in ZONES.items():
        for each in (zone, zones.Table(ZoneInfo(name))):
            assert abs(each.day(micros(moment)) - moment.date()) <= timedelta(days=1)
