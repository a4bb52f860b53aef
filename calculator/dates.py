"""Dates as a reader of English writes them, whatever the machine's locale, and where machines count from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MINUTE_US, HOUR_US = 60_000_000, 3_600_000_000
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
