"""A reader's own weeks run through each plan's windows: a strip of five-hour windows with what would have been blocked.

The weeks begin at the reset, unlike those from which months are drawn, and the plan holds the middle of what is known
of it: this is one picture of the past, and no range.
"""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from calculator import dates, fable, multiples
from calculator.case import choosable
from calculator.dates import MINUTE_US
from calculator.forecast import MILLION
from calculator.gaps import resets
from calculator.rates import PICO
from calculator.sliding import through
from calculator.uses import FIVE_HOURS_US, WEEK_US, by_minute
from calculator.weekly import SLOT_MINUTES
from calculator.worlds import week_usd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from calculator.capacity import Capacity
    from calculator.case import Case
    from calculator.catalog import Catalog, Plan
    from calculator.history import History
    from calculator.multiples import Multiple
    from calculator.uses import Uses
    from calculator.windows import Rules


class Window(NamedTuple):
    """Five hours from the first response after the last window."""

    at: int
    """Minutes after the reset at which it begins."""
    uses: tuple[tuple[int, int], ...]
    """Where the limit slides, the minute of each use and what the plan's meter counts of it."""
    meter: int
    """All that it counts."""
    minutes: int
    """Work in it."""
    own: int
    """What the plan's meter counts of the model family that has a week of its own; 0 where none has."""


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


def strips(past: History, case: Case, capacity: Capacity, catalog: Catalog) -> tuple[Strip, ...]:
    """Return the weeks of some logs on the reader's plan, and then on every other one for the same kind of buyer.

    Args:
        past: What a plan counts of the logs.
        case: The reader's question.
        capacity: What is known of their plan; nothing is drawn where either is nothing.
        catalog: The plans.
    """
    if not capacity.known or not past.uses:
        return ()
    rules, anchor = case.rules, anchor_of(capacity)
    family = case.demand.apart
    weeks = past.once(lambda: _weeks(past, rules, anchor, family), "strip", rules.counting, anchor, family)
    middle = capacity.within(capacity.bounds[0][1], week_usd(case.demand), MILLION // 2)
    own = middle * case.demand.mean_meter // MILLION
    plans = [plan for plan in choosable(catalog) if plan.per_seat == case.plan.per_seat]
    plans.sort(key=lambda plan: plan.id != case.plan.id)
    return tuple(Strip(plan, tuple(_rows(weeks, plan, own, case, catalog))) for plan in plans)


def _weeks(past: History, rules: Rules, anchor: int, family: str) -> list[tuple[date, list[Window]]]:
    """Return every week from a reset to the next, those without use among them."""
    starts = list(resets(past, anchor))
    found = [(start.date(), []) for start in starts]
    reset_us = dates.micros(starts[0])
    for uses in _windows(past, reset_us):
        number, after = divmod(uses.at_us[0] - reset_us, WEEK_US)
        counted = sum(uses.counted(rules.meter)) // PICO
        minutes = len(uses.hours) * SLOT_MINUTES
        of_each = tuple(by_minute(uses, rules.meter)) if rules.sliding else ()
        own = sum(uses.of_family(family).counted(rules.meter)) // PICO if family else 0
        found[number][1].append(Window(after // MINUTE_US, of_each, max(counted, 1), minutes, own))
    return found


def _windows(past: History, reset_us: int) -> Iterator[Uses]:
    """Yield the uses of each window.

    A window within which the week resets is two, one in each week.
    """
    starts: list[int] = []
    times_us = past.uses.at_us
    window = week = times_us[0]  # the ends of those that run
    for place, at_us in enumerate(times_us):
        if at_us >= min(window, week):
            starts.append(place)
            window = window if at_us < window else at_us + FIVE_HOURS_US
            week = reset_us + ((at_us - reset_us) // WEEK_US + 1) * WEEK_US
    for start, end in pairwise([*starts, len(past.uses)]):
        yield past.uses[start:end]


def _within(weeks: Sequence[tuple[date, list[Window]]], limit: int | None, *, sliding: bool) -> list[int]:
    """Return what the five-hour limit lets through of each window; all of it where nothing is known of the limit."""
    windows = [each for _, part in weeks for each in part]
    if limit is None or not sliding:
        return [each.meter if limit is None else min(each.meter, limit) for each in windows]
    passed = iter(through([use for each in windows for use in each.uses], limit * PICO))
    return [max(sum(islice(passed, len(each.uses))) // PICO, 1) for each in windows]


def _rows(
    weeks: Sequence[tuple[date, list[Window]]], plan: Plan, own: int, case: Case, catalog: Catalog
) -> Iterator[Row]:
    """Yield each week on a plan, by what the reader's own plan holds."""
    times = multiples.weekly(plan, case.plan, catalog)
    holds = max(own * (times.low + times.high) // (2 * MILLION), 1)
    known = case.window(plan)
    short = None if known is None else sum(known) // 2 * case.demand.mean_meter // MILLION
    most = _of_a_model(case, plan, holds, times, catalog)
    let_through = iter(_within(weeks, short, sliding=case.rules.sliding))
    for start, windows in weeks:
        parts, minutes, over, left, left_own = [], 0, 0, holds, most
        for each in windows:
            within = next(let_through)
            over += within < each.meter
            own = each.own * within // each.meter
            through = min(within - max(own - left_own, 0), left)
            left_own = max(left_own - own, 0)
            left -= through
            blocked = each.meter - through
            minutes += each.minutes * blocked // each.meter
            parts.append(Part(each.at, through * MILLION // holds, blocked * MILLION // holds))
        wanted = sum(each.meter for each in windows) * MILLION // holds
        yield Row(start, tuple(parts), wanted, minutes, over)


def _of_a_model(case: Case, plan: Plan, holds: int, times: Multiple, catalog: Catalog) -> int:
    """Return what a plan gives a week of the family that is told apart; nothing matters where none is."""
    if case.own_week is not None and case.own_week.holds is not None:
        return sum(case.own_week.holds) * (times.low + times.high) // (4 * MILLION)
    return holds * fable.share(plan, catalog) // MILLION
