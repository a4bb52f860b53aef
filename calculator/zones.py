"""In whose days logs are counted.

Python in a page has no table of time zones: the browser tells the offsets of its own.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import TYPE_CHECKING, Protocol

from calculator import dates
from calculator.dates import DAY_US, MINUTE_US, SECOND_US

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

MOST_MINUTES = 24 * 60


class Zone(Protocol):
    """A time zone, as far as days are concerned."""

    name: str
    """Its IANA name."""

    def day(self, at_us: int) -> date:
        """Return the local day of a moment in microseconds since 1970; at the edge of the calendar that in UTC."""
        ...


class Offsets:
    """A zone that is known by the moments at which its offset from UTC changed.

    >>> berlin = Offsets("Europe/Berlin", [(0, 60), (1774746000, 120), (1792890000, 60)])
    >>> berlin.day(1792879199 * SECOND_US).isoformat(), berlin.day(1792879200 * SECOND_US).isoformat()
    ('2026-10-24', '2026-10-25')
    """

    def __init__(self, name: str, changes: list[tuple[int, int]]) -> None:
        """Know a zone.

        Args:
            name: Its IANA name.
            changes: Seconds since 1970 and minutes east of UTC from then on, in order; the first holds before as well.
        """
        self.name = name
        self._changed_us = [seconds * SECOND_US for seconds, _ in changes[1:]]
        self._offsets_us = [minutes * MINUTE_US for _, minutes in changes]

    def day(self, at_us: int) -> date:
        """Return the local day of a moment."""
        try:
            return dates.day((at_us + self._offsets_us[bisect_right(self._changed_us, at_us)]) // DAY_US)
        except OverflowError:
            return dates.day(at_us // DAY_US)


class Table:
    """A zone of the machine's table."""

    def __init__(self, zone: ZoneInfo) -> None:
        """Take it."""
        self.name = zone.key
        self._zone = zone

    def day(self, at_us: int) -> date:
        """Return the local day of a moment."""
        try:
            return dates.moment(at_us).astimezone(self._zone).date()
        except OverflowError:
            return dates.day(at_us // DAY_US)


UTC = Offsets("UTC", [(0, 0)])


def read(text: str) -> Zone:
    """Return the zone that a page describes: JSON of its name and its changes, UTC when empty or out of order.

    >>> read('{"name": "Asia/Kolkata", "changes": [[0, 330]]}').name
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
