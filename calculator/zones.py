"""The reader's time zone from a list of its offsets: a page's Python has no table of time zones, the browser has."""

from __future__ import annotations

import json
from bisect import bisect_right
from datetime import UTC, datetime, timedelta, tzinfo
from typing import override

MOST_MINUTES = 24 * 60


class Offsets(tzinfo):
    """A zone that is known by the moments at which its offset from UTC changed.

    >>> berlin = Offsets("Europe/Berlin", [(0, 60), (1774746000, 120), (1792890000, 60)])
    >>> datetime(2026, 3, 29, 1, 30, tzinfo=UTC).astimezone(berlin).isoformat()
    '2026-03-29T03:30:00+02:00'
    """

    def __init__(self, name: str, changes: list[tuple[int, int]]) -> None:
        """Know a zone.

        Args:
            name: Its IANA name.
            changes: Seconds since 1970 and minutes east of UTC from then on, in order; the first holds before as well.
        """
        self.name = name
        self._moments = [moment for moment, _ in changes]
        self._offsets = [timedelta(minutes=minutes) for _, minutes in changes]

    def _at(self, seconds: int) -> timedelta:
        return self._offsets[max(bisect_right(self._moments, seconds) - 1, 0)]

    @override
    def fromutc(self, dt: datetime) -> datetime:
        """Return the local time of a moment; a moment at the edge of the calendar stays where it is."""
        offset = self._at(_seconds(dt))
        try:
            local = dt + offset
        except OverflowError:
            return dt
        return local if self.utcoffset(local) == offset else local.replace(fold=1)

    @override
    def utcoffset(self, dt: datetime | None) -> timedelta:
        """Return the offset of a local time; of the two readings of a repeated hour, `fold` chooses."""
        if dt is None:
            return self._offsets[-1]
        local = _seconds(dt)
        fits = [
            offset for offset in dict.fromkeys(self._offsets) if self._at(local - _length(offset)) == offset
        ] or self._offsets[-1:]
        fits.sort(reverse=True)
        return fits[-1 if dt.fold else 0]

    @override
    def dst(self, dt: datetime | None) -> None:
        """Return nothing: what part of an offset is summer time is not known."""

    @override
    def tzname(self, dt: datetime | None) -> str:
        """Return the IANA name."""
        return self.name


def read(text: str) -> tzinfo:
    """Return the zone that a page describes: JSON of its name and its changes, UTC when empty or out of order.

    >>> read('{"name": "Asia/Kolkata", "changes": [[0, 330]]}').tzname(None)
    'Asia/Kolkata'
    """
    given = json.loads(text) if text else {}
    name, changes = given.get("name"), given.get("changes")
    if not isinstance(name, str) or not isinstance(changes, list) or not changes or name == "UTC":
        return UTC
    pairs = [(int(moment), int(minutes)) for moment, minutes in changes]
    if pairs != sorted(pairs) or any(abs(minutes) >= MOST_MINUTES for _, minutes in pairs):
        return UTC
    return Offsets(name[:100], pairs)


def name(zone: tzinfo) -> str:
    """Return the IANA name of a zone.

    >>> name(UTC)
    'UTC'
    """
    return str(getattr(zone, "key", None) or zone.tzname(None) or zone)


def _seconds(moment: datetime) -> int:
    """Return seconds since 1970 of a clock's reading, as if it were UTC."""
    days = moment.toordinal() - datetime(1970, 1, 1, tzinfo=UTC).toordinal()
    return days * 86_400 + moment.hour * 3_600 + moment.minute * 60 + moment.second


def _length(offset: timedelta) -> int:
    return offset.days * 86_400 + offset.seconds
