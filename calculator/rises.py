"""Rises of the percentages that a plan showed: a use that took it from one to another.

A percentage that falls begins a new window, whether by the clock or by a reset that was granted: only rises count.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from calculator.sources.plan_usage import ALL, FIVE_HOURS, HISTORY, MODEL_WEEK, WEEK
from calculator.windows import DAYS_OF_WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calculator.sources.plan_usage import Shown

LENGTHS = {window: timedelta(days=DAYS_OF_WEEK) for window in (WEEK, MODEL_WEEK)} | {FIVE_HOURS: timedelta(hours=5)}
LEAST_RISE = 10
"""Percentage points that a rise must have: rounding makes a smaller one too uncertain."""
WALL_MARGIN = Decimal(3)
"""At a wall the use is known, but not what else drew on the plan: so many percentage points to each side."""
SHOWN_MARGIN = Decimal("0.5")
"""Whole percentage points are shown."""


class Rise(NamedTuple):
    """A use that took a plan from one percentage to another."""

    source: str
    start: datetime
    end: datetime
    points: Decimal
    """Percentage points of the week."""
    margin: Decimal
    """How far the points may be off."""
    anchor: int | None
    """Weekday of the reset, where it is known."""


def rises(shown: Sequence[Shown], source: str, last: datetime, window: str = WEEK) -> Iterator[Rise]:
    """Yield the rises that one kind of file shows of a window; what names no moment comes right after `last`."""
    mine = [each for each in shown if each.source == source and each.window == window]
    length = LENGTHS[window]
    if source == HISTORY:
        yield from _of_history(mine)
        return
    seen = set()
    for each in mine:
        at = each.at or last + timedelta(seconds=1)
        if each.resets_at is None or each.resets_at in seen or not each.resets_at - length <= at <= each.resets_at:
            continue
        seen.add(each.resets_at)
        margin = WALL_MARGIN if each.percent >= ALL else SHOWN_MARGIN
        anchor = each.resets_at.weekday()
        yield Rise(source, each.resets_at - length, at, each.percent, margin, anchor)


def _of_history(samples: Sequence[Shown]) -> Iterator[Rise]:
    """Yield each stretch of samples in which the percentage never falls; it ends where it reaches all."""
    ordered = sorted((each.at, each.percent) for each in samples if each.at is not None)
    start: tuple[datetime, Decimal] | None = None
    last: tuple[datetime, Decimal] | None = None
    for at, percent in [*ordered, (datetime.max.replace(tzinfo=UTC), Decimal(-1))]:
        if start is None or last is None:
            start = last = (at, percent)
        elif percent < last[1] or last[1] >= ALL:
            if last[1] - start[1] >= LEAST_RISE:
                yield Rise(HISTORY, start[0], last[0], last[1] - start[1], Decimal(1), None)
            start = last = (at, percent)
        else:
            last = (at, percent)
