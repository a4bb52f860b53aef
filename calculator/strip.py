"""A reader's own weeks run through each plan's windows: a strip of five-hour windows with what would have been blocked.

The weeks begin at the reset, unlike those from which months are drawn, and the plan holds the middle of what is known
of it: this is one picture of the past, and no range.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from calculator import multiples
from calculator.case import choosable
from calculator.forecast import MILLION
from calculator.gaps import resets
from calculator.history import FIVE_HOURS, SLOT_MINUTES, WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from calculator.capacity import Capacity
    from calculator.case import Case
    from calculator.catalog import Catalog, Plan
    from calculator.history import History


class Window(NamedTuple):
    """Five hours from the first response after the last window."""

    at: int
    """Minutes after the reset at which it begins."""
    meter: int
    """What the plan's meter counts of it."""
    minutes: int
    """Work in it."""


class Part(NamedTuple):
    """A window on a plan."""

    at: int
    through: int
    """Millionths of what the plan gives a week."""
    blocked: int
    """What does not get through, in the same unit."""


class Row(NamedTuple):
    """A week on a plan, from its reset on."""

    start: date
    parts: tuple[Part, ...]
    wanted: int
    """All of its use, in millionths of what the plan gives a week."""
    blocked_minutes: int
    over: int
    """Windows that met the five-hour limit; 0 where that is not known."""


class Strip(NamedTuple):
    """The reader's weeks on one plan."""

    plan: Plan
    rows: tuple[Row, ...]

    @property
    def walls(self) -> int:
        """Weeks of which something was blocked."""
        return sum(row.blocked_minutes > 0 for row in self.rows)

    @property
    def blocked_minutes(self) -> int:
        """Work that was blocked in all of them."""
        return sum(row.blocked_minutes for row in self.rows)


def anchor_of(capacity: Capacity) -> int:
    """Return the weekday of the reset that is drawn: the first one that the evidence allows."""
    return capacity.bounds[0][0]


def strips(past: History, meter: str, case: Case, capacity: Capacity, catalog: Catalog) -> tuple[Strip, ...]:
    """Return the weeks of some logs on the reader's plan, and then on every other one for the same kind of buyer.

    Args:
        past: The logs, with at least one use.
        meter: What the plan is taken to count.
        case: The reader's question.
        capacity: What is known of their plan; nothing is drawn where that is nothing.
        catalog: The plans.
    """
    if not capacity.known:
        return ()
    weeks = _weeks(past, meter, anchor_of(capacity))
    bound = capacity.bounds[0][1]
    own = (bound.low + bound.top) // 2 * case.demand.mean_meter // MILLION
    plans = [plan for plan in choosable(catalog) if plan.per_seat == case.plan.per_seat]
    plans.sort(key=lambda plan: plan.id != case.plan.id)
    return tuple(Strip(plan, tuple(_rows(weeks, plan, own, case, catalog))) for plan in plans)


def _weeks(past: History, meter: str, anchor: int) -> list[tuple[date, list[Window]]]:
    """Return every week from a reset to the next, those without use among them."""
    starts = list(resets(past, anchor))
    found = [(start.date(), []) for start in starts]
    for at, counted, hours in _windows(past, meter, starts[0]):
        number, after = divmod(at - starts[0], WEEK)
        found[number][1].append(Window(after // timedelta(minutes=1), max(counted, 1), hours * SLOT_MINUTES))
    return found


def _windows(past: History, meter: str, reset: datetime) -> Iterator[tuple[datetime, int, int]]:
    """Yield the begin of each window, what the meter counts of it, and the clock hours in which a response came.

    A window within which the week resets is two, one in each week.
    """
    starts: list[int] = []
    window = week = past.first  # the ends of those that run
    for place, use in enumerate(past.uses):
        if use.at >= min(window, week):
            starts.append(place)
            window = window if use.at < window else use.at + FIVE_HOURS
            week = reset + ((use.at - reset) // WEEK + 1) * WEEK
    for start, end in pairwise([*starts, len(past.uses)]):
        uses = past.uses[start:end]
        counted = sum(use.counted(meter) for use in uses) // MILLION
        yield uses[0].at, counted, len({use.at.hour for use in uses})


def _rows(
    weeks: Sequence[tuple[date, list[Window]]], plan: Plan, own: int, case: Case, catalog: Catalog
) -> Iterator[Row]:
    """Yield each week on a plan, by what the reader's own plan holds."""
    times = multiples.weekly(plan, case.plan, catalog)
    holds = max(own * (times.low + times.high) // (2 * MILLION), 1)
    known = case.window(plan)
    short = None if known is None else sum(known) // 2 * case.demand.mean_meter // MILLION
    for start, windows in weeks:
        parts, minutes, over, left = [], 0, 0, holds
        for each in windows:
            within = each.meter if short is None else min(each.meter, short)
            over += within < each.meter
            through = min(within, left)
            left -= through
            blocked = each.meter - through
            minutes += each.minutes * blocked // each.meter
            parts.append(Part(each.at, through * MILLION // holds, blocked * MILLION // holds))
        wanted = sum(each.meter for each in windows) * MILLION // holds
        yield Row(start, tuple(parts), wanted, minutes, over)
