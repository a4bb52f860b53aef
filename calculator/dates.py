"""Dates as a reader of English writes them, whatever the machine's locale, and where machines count from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND_US, MINUTE_US, HOUR_US, DAY_US = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def micros(moment: datetime) -> int:
    """Return the microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def moment(at_us: int) -> datetime:
    """Return the moment (UTC) so many microseconds after 1970 began.

    >>> moment(HOUR_US).isoformat()
    '1970-01-01T01:00:00+00:00'
    """
    return EPOCH + at_us * MICROSECOND


@lru_cache(maxsize=1024)  # logs have many responses a day
def day(number: int) -> date:
    """Return the day so many days after 1 January 1970.

    Raises:
        OverflowError: For one that no calendar here holds.

    >>> day(1).isoformat()
    '1970-01-02'
    """
    return EPOCH.date() + timedelta(days=number)


def show(day: date) -> str:
    """Return one date.

    >>> from datetime import date
    >>> show(date(2026, 11, 3))
    '3 Nov 2026'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def show_span(first: date, last: date) -> str:
    """Return the days from `first` to `last`.

    >>> from datetime import date
    >>> show_span(date(2026, 10, 30), date(2026, 11, 3))
    '30 Oct 2026 to 3 Nov 2026'
    """
    return show(first) if first == last else f"{show(first)} to {show(last)}"
