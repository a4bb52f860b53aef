"""What a plan has let through, as logs show it: it holds that much at least, and no more where a wall was met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from calculator.capacity import Bound
from calculator.forecast import HUNDRED, MILLION
from calculator.gaps import A_WEEK, DAY, resets
from calculator.measured import Meter, last_raised, week_factor
from calculator.uses import FIVE_HOURS_US, in_windows, windows
from calculator.windows import DAYS_OF_WEEK

if TYPE_CHECKING:
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.history import History
    from calculator.weeks import Demand
    from calculator.windows import Rules

ABOUT_AS_LARGE = 90
"""Percent of the largest window from which on another one is about as large."""
LEAST_FULL = 4
"""Of windows that differ as days do, so many are hardly ever about as large as the largest: then it is a limit."""


class Passed(NamedTuple):
    """The heaviest uses that logs hold, in the units of `Slot.meter`."""

    weeks: tuple[tuple[int, int], ...]
    """For each weekday of the reset: the most that was surely used from one reset to the next, whatever its hour, and
    the most from midnight to midnight."""
    window: int
    """The most in five hours: from a first response on, or any where the limit slides."""
    full: int
    """Share of the windows, in millionths, that ended at what looks like a limit; 0 where none does. Only those since
    five-hour limits were last raised: a window that was full before would not be now."""

    @property
    def week(self) -> int:
        """What a week holds at least, whatever its reset day."""
        return min(sure for sure, _ in self.weeks)

    def fills(self, five_hours: tuple[int, int] | None) -> bool:
        """Tell whether the largest window is about as large as the middle of what the plan was measured to give."""
        return five_hours is not None and self.window * HUNDRED * 2 >= sum(five_hours) * ABOUT_AS_LARGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """The weekly limit is reached, so the heaviest week in logs or exports is what the plan holds."""

    passed: Passed
    id: str = "wall"
    files: str = "logs"
    """What shows that week."""

    def bound(self, demand: Demand, anchor: int) -> Bound | None:
        """Return the heaviest week from that weekday on, in millionths of an ordinary wanted one."""
        sure, most = (use * MILLION // demand.mean_meter for use in self.passed.weeks[anchor])
        return Bound(sure, most) if most else None

    def said(self) -> str:
        """Say it."""
        return f"You reach the weekly limit: the heaviest week in your {self.files} is what the plan holds."


def passed(past: History, rules: Rules, catalog: Catalog, on: date) -> Passed:
    """Return the heaviest uses in logs with at least one use, rescaled to the limits of the day `on`."""
    found = _where_it_slides if rules.sliding else _in_windows
    return past.once(lambda: found(past, rules, catalog, on), "passed", rules.counting, on)


def _in_windows(past: History, rules: Rules, catalog: Catalog, on: date) -> Passed:
    counted = Meter(past, rules.meter)
    weeks = tuple(_heaviest(past, counted, anchor, catalog, on) for anchor in range(DAYS_OF_WEEK))
    uses, since = (
        [amount // MILLION for amount in in_windows(each, rules.meter)]
        for each in (past.uses, past.uses[past.before(last_raised(catalog)) :])
    )
    largest = max(uses)
    full = sum(use * HUNDRED >= largest * ABOUT_AS_LARGE for use in since)
    return Passed(weeks, largest, _share(full, len(since)))


def _where_it_slides(past: History, rules: Rules, catalog: Catalog, on: date) -> Passed:
    """Return the same for any five hours; of those that are about as large as the largest, no two share a moment."""
    uses, raised = Meter(past, rules.meter).trailing(FIVE_HOURS_US), past.before(last_raised(catalog))
    largest, full, over = max(uses), 0, 0
    for at_us, use in zip(past.uses.at_us[raised:], uses[raised:], strict=True):
        if at_us >= over and use * HUNDRED >= largest * ABOUT_AS_LARGE:
            full, over = full + 1, at_us + FIVE_HOURS_US
    weeks = passed(past, rules.anchored, catalog, on).weeks
    return Passed(weeks, largest, _share(full, len(windows(past.uses[raised:]))))


def _heaviest(past: History, counted: Meter, anchor: int, catalog: Catalog, on: date) -> tuple[int, int]:
    now, sure, most = week_factor(catalog, on), 0, 0
    for start in resets(past, anchor):
        then = week_factor(catalog, start.date())
        sure = max(sure, counted.between(start + DAY, start + A_WEEK) * now // then)
        most = max(most, counted.between(start, start + A_WEEK) * now // then)
    return sure, most


def _share(full: int, windows: int) -> int:
    """Return the share of the windows that look full, in millionths; few that do are no sign of a limit."""
    return full * MILLION // windows if full >= LEAST_FULL else 0
