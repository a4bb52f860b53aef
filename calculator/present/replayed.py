"""The reader's own weeks on each plan: a strip of five-hour windows beside the numbers that it draws."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from calculator.nouns import counted
from calculator.strip import anchor_of
from calculator.told import hours, percent
from calculator.windows import MINUTES_OF_DAY, MINUTES_OF_HOUR, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from calculator.estimate import Estimate
    from calculator.strip import Part, Row, Strip

MOST_WEEKS = 13
"""Weeks that are drawn, the last ones; the JSON holds all."""
HOURS = 5
HEIGHT = 100
"""Of a strip, whose tallest window reaches the top; it is an hour wide for each hour of the week."""


class Line(NamedTuple):
    """One week as it is drawn."""

    start: date
    through: str
    """Path of what gets through, one bar for each window."""
    blocked: str
    """Path of what does not, on top of it."""
    said: str
    """The windows in words."""
    percent: str
    """Of what the plan gives a week, which the week's use takes or would take."""
    blocked_hours: str
    hours: str
    """Blocked hours, for a reader."""


class Drawn(NamedTuple):
    """One plan's strip."""

    plan: str
    name: str
    own: bool
    read: str
    """The strip in a sentence."""
    lines: Sequence[Line]
    left: int
    """Earlier weeks that are not drawn."""


def drawn(found: Estimate) -> list[Drawn]:
    """Return a strip for each plan, the reader's own first."""
    anchor = anchor_of(found.decision.capacity)
    own = found.decision.case.plan.id
    return [
        Drawn(
            strip.plan.id,
            strip.plan.name,
            strip.plan.id == own,
            read(strip),
            _lines(strip, anchor),
            max(len(strip.rows) - MOST_WEEKS, 0),
        )
        for strip in found.strips
    ]


def days(found: Estimate) -> list[str]:
    """Return the weekdays in the order in which they follow the reset."""
    anchor = anchor_of(found.decision.capacity)
    return [*WEEKDAYS[anchor:], *WEEKDAYS[:anchor]]


def read(strip: Strip) -> str:
    """Return a strip in a sentence."""
    weeks, fullest = len(strip.rows), max(row.wanted for row in strip.rows)
    most = f"the fullest took {percent(fullest)}% of what {strip.plan.name} holds"
    if not strip.walls:
        return f"Nothing would have been blocked in your {_weeks(weeks)}; {most}."
    blocked = f"{show_hours(strip.blocked_minutes)} of work"
    return f"{strip.walls} of your {_weeks(weeks)} would have met a limit, {blocked} in all; {most}."


def _weeks(count: int) -> str:
    return "one week" if count == 1 else f"{count} weeks"


def show_hours(minutes: int) -> str:
    """Return blocked work in whole hours.

    >>> show_hours(0), show_hours(20), show_hours(89), show_hours(95)
    ('none', 'under 1 h', '1 h', '2 h')
    """
    if not minutes:
        return "none"
    return f"{(minutes + 30) // MINUTES_OF_HOUR} h" if minutes >= MINUTES_OF_HOUR else "under 1 h"


def _lines(strip: Strip, anchor: int) -> list[Line]:
    tallest = max((part.through + part.blocked for row in strip.rows for part in row.parts), default=1) or 1
    return [
        Line(
            row.start,
            "".join(_bar(part.at, 0, part.through, tallest) for part in row.parts),
            "".join(_bar(part.at, part.through, part.through + part.blocked, tallest) for part in row.parts),
            _said(row, anchor),
            percent(row.wanted),
            hours(row.blocked_minutes),
            show_hours(row.blocked_minutes),
        )
        for row in islice(strip.rows, max(len(strip.rows) - MOST_WEEKS, 0), None)
    ]


def _bar(at: int, low: int, high: int, tallest: int) -> str:
    """Return a bar of five hours as a part of a path; none where it would have no height."""
    bottom, top = (HEIGHT - end * HEIGHT // tallest for end in (low, high))
    return f"M{at // MINUTES_OF_HOUR} {bottom}V{top}h{HOURS}V{bottom}z" if low < high else ""


def _said(row: Row, anchor: int) -> str:
    """Return the windows of a week in words."""
    count = len(row.parts)
    said = f"{counted(count, 'window')} of five hours"
    over = f", {row.over} over their own limit" if row.over else ""
    blocked = dict.fromkeys(_day(part, anchor) for part in row.parts if part.blocked)
    return f"{said}{over}{'; blocked on ' if blocked else ''}{', '.join(blocked)}"


def _day(part: Part, anchor: int) -> str:
    return WEEKDAYS[(anchor + part.at // MINUTES_OF_DAY) % len(WEEKDAYS)]
