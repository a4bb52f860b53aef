"""Work that a limit kept out of the logs: the stretches from a wall to its reset, filled with what is ordinary then.

Logs of somebody who is blocked end at the wall. Only the weeks that were cut short are filled, and only with what the
same reader did at the same hour of the nearest workday, or day of a weekend, on which nothing was blocked then. The
nearest is mostly one of the same week: the weeks that a limit cuts short are the heavy ones, so that other weeks, and
what they still held on the days after a wall, would make too little of them.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from operator import sub
from typing import TYPE_CHECKING, NamedTuple

from calculator import dates
from calculator.history import History
from calculator.sources.plan_usage import ALL, FIVE_HOURS, HISTORY, WEEK
from calculator.windows import DAYS_OF_WEEK, reset_before

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from calculator.sources.plan_usage import Shown
    from calculator.uses import Use

WINDOWS = (WEEK, FIVE_HOURS)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A_WEEK = DAY * DAYS_OF_WEEK
WORKDAYS = 5
"""Monday to Friday are alike here, and the two days of a weekend."""


class Gap(NamedTuple):
    """A stretch in which a plan refused work."""

    start: datetime
    end: datetime


def of_shown(
    shown: Sequence[Shown], past: History, windows: tuple[str, ...] = WINDOWS, family: str = ""
) -> tuple[Gap, ...]:
    """Return the stretches, within the logs, in which messages or a file show all of one of some limits used.

    They are in order of time and apart. Where work went on in one, be it under way, on credits or on a key, the longest
    pause in it is what the limit may have kept out.

    Args:
        shown: Percentages from files and messages.
        past: The logs.
        windows: The limits.
        family: The model family that they stop, where they do not stop all.
    """

    def found() -> tuple[Gap, ...]:
        counted = past.of(family) if family else past
        return joined(_pause(counted, *each) for each in stretches(shown, past, windows))

    return past.once(found, "gaps", tuple(shown), windows, family)


def stretches(shown: Sequence[Shown], past: History, windows: Collection[str]) -> list[Gap]:
    """Return the same as they are, within the logs; several may tell of one limit."""
    return [
        Gap(start, min(end, past.last + HOUR))
        for start, end in (*_of_messages(shown, windows), *_of_history(shown, windows))
        if past.first <= start <= past.last
    ]


def _pause(counted: History, start: datetime, end: datetime) -> Gap:
    ends = [dates.micros(start), *counted.between(start, end).at_us, dates.micros(end)]
    pauses = list(map(sub, ends[1:], ends))
    longest = pauses.index(max(pauses))
    return Gap(dates.moment(ends[longest]), dates.moment(ends[longest + 1]))


def joined(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Return the gaps in order of time, those that meet as one: each copy of a message tells of the same limit."""
    found: list[Gap] = []
    for gap in sorted(gaps):
        if found and gap.start <= found[-1].end:
            found[-1] = Gap(found[-1].start, max(found[-1].end, gap.end))
        else:
            found.append(gap)
    return tuple(found)


def _of_messages(shown: Iterable[Shown], windows: Collection[str]) -> Iterator[Gap]:
    """Yield the stretch from each limit that a message tells of to its reset."""
    for each in shown:
        if each.window in windows and each.percent >= ALL and each.at is not None and each.resets_at:
            yield Gap(each.at, each.resets_at)


def _of_history(shown: Iterable[Shown], windows: Collection[str]) -> Iterator[Gap]:
    """Yield each stretch from a sample that shows all used to the next one that shows less."""
    for window in windows:
        begun = None
        for at, percent in sorted(
            (e.at, e.percent) for e in shown if e.source == HISTORY and e.window == window and e.at
        ):
            if percent < ALL and begun is not None:
                yield Gap(begun, at)
            begun = None if percent < ALL else begun or at


def of_wall(past: History, day: int, anchors: Iterable[int]) -> tuple[Gap, ...]:
    """Return the quiet ends of those weeks in which nothing came after the day of the wall.

    Args:
        past: Logs with at least one use.
        day: On which day of seven the limit is reached, from 1.
        anchors: Weekdays on which the week may begin; of several, that counts by which most weeks were cut short.
    """
    by_anchor = [tuple(_quiet(past, day, anchor)) for anchor in anchors]
    return max(by_anchor, key=len, default=())


def _quiet(past: History, day: int, anchor: int) -> Iterator[Gap]:
    for start in resets(past, anchor):
        first, wall, end = start, start + DAY * day, min(start + A_WEEK, past.last + HOUR)
        used = past.before(wall), past.before(end)
        if wall < end and used[0] == used[1] > past.before(max(first, wall - 2 * DAY)):
            yield Gap(dates.moment(past.uses.at_us[used[0] - 1]) + timedelta(seconds=1), end)


def resets(past: History, anchor: int) -> Iterator[datetime]:
    """Yield the begin of each weekday `anchor` (UTC) from the last one before the logs to their end."""
    begin = reset_before(past.first.date(), anchor)
    moment = datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
    while moment <= past.last:
        yield moment
        moment += A_WEEK


def filled(past: History, gaps: tuple[Gap, ...], family: str = "") -> History:
    """Return the logs with what was ordinarily done in the gaps; the same logs where there are none.

    Args:
        past: The logs.
        gaps: In order of time and apart.
        family: The only model family that was stopped, if not all were; it is missing in no hour in which another was
            at work.
    """

    def with_added() -> History:
        added = [use for gap in gaps for use in ordinary(past, gap, gaps)]
        if family:
            added = [use for use in added if use.family == family and use.hour not in past.hours]
        return History(
            uses=past.uses.with_others(added),
            unpriced_tokens=past.unpriced_tokens,
            undated=past.undated,
        )

    return past.once(with_added, "filled", gaps, family) if gaps else past


def ordinary(past: History, gap: Gap, gaps: Sequence[Gap]) -> Iterator[Use]:
    """Yield copies of the nearest ordinary uses, hour by hour."""
    start = gap.start
    while start < gap.end:
        end = min(start.replace(minute=0, second=0, microsecond=0) + HOUR, gap.end)
        shift = next(
            (each for each in _shifts(past, start) if _is_ordinary(past, start + each, end + each, gaps)), None
        )
        if shift is not None:
            first, last = (past.before(moment + shift) for moment in (start, end))
            for use in past.uses[first:last]:
                yield use._replace(at_us=use.at_us - shift // dates.MICROSECOND)
        start = end


def _shifts(past: History, at: datetime) -> Iterator[timedelta]:
    """Yield how far away other days of the same kind lie, nearest first: workdays for one, weekends for another."""
    works = at.weekday() < WORKDAYS
    for number in range(1, (past.last - past.first) // DAY + 2):
        yield from (each for each in (-DAY * number, DAY * number) if ((at + each).weekday() < WORKDAYS) is works)


def _is_ordinary(past: History, start: datetime, end: datetime, gaps: Sequence[Gap]) -> bool:
    """Tell whether a time lies within the logs and in none of the gaps, which are in order and apart."""
    if start < past.first or past.last < end:
        return False
    before = bisect_left(gaps, end, key=lambda gap: gap.start)
    return not before or gaps[before - 1].end <= start
