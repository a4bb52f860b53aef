"""Five hours that slide: at every moment the use of the past five hours counts.

Windows that begin with a first use are five hours long too, so a limit that slides never lets more through than they do
at the same size, and where work comes in sittings with five hours between their ends, as much.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from calculator.windows import FIVE_HOURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STEPS = 16
"""Sizes of the limit at which a week is run; between two of them what is cut off is taken to be even."""


class Slide(NamedTuple):
    """What a limit that slides cuts off a week, beyond what windows of the same size cut off."""

    fullest: int
    """The most that the meter counts in any five hours: a limit of that size cuts nothing off."""
    beyond: tuple[int, ...]
    """In the units of the meter, for limits of each step up to the fullest five hours."""

    def at(self, limit: int) -> int:
        """Return what a limit of that size cuts off beyond windows.

        >>> Slide(160, (0, *[8] * 15, 0)).at(5), Slide(160, (0, *[8] * 15, 0)).at(160)
        (4, 0)
        """
        if limit >= self.fullest:
            return 0
        place, rest = divmod(limit * STEPS, self.fullest)
        low, high = self.beyond[place : place + 2]
        return low + (high - low) * rest // self.fullest

    def scaled(self, times: int, over: int) -> Slide:
        """Return that of so many times the use."""
        return Slide(self.fullest * times // over, tuple(amount * times // over for amount in self.beyond))


def through(uses: Sequence[tuple[int, int]], limit: int) -> list[int]:
    """Return what gets through of each use, in order of time; what does not is not done and counts to nothing.

    >>> through([(0, 4), (60, 4), (299, 4), (300, 4), (361, 4)], 8)
    [4, 4, 0, 4, 4]

    Args:
        uses: The minute of each and what the meter counts of it.
        limit: What the plan gives in any five hours.
    """
    passed: list[int] = []
    oldest, left = 0, limit
    for at, amount in uses:
        while oldest < len(passed) and at - uses[oldest][0] >= FIVE_HOURS:
            left += passed[oldest]
            oldest += 1
        now = min(amount, left)
        left -= now
        passed.append(now)
    return passed


def slide(uses: Sequence[tuple[int, int]], windows: Iterable[int], unit: int) -> Slide:
    """Return what a sliding limit cuts off a week beyond its windows.

    Args:
        uses: The minute of each and what the meter counts of it.
        windows: What it counts in each of the week's windows, in the same units.
        unit: How many of these make one in the result.
    """
    apart, sums = [(fullest(each), each) for each in sittings(uses)], tuple(windows)
    most, wanted = max(held for held, _ in apart), sum(amount for _, amount in uses)
    beyond = [0] * (STEPS + 1)
    for step in range(1, STEPS):
        limit = most * step // STEPS
        in_windows = sum(min(each, limit) for each in sums)
        cut = sum(sum(amount for _, amount in each) - sum(through(each, limit)) for held, each in apart if held > limit)
        beyond[step] = max(in_windows + cut - wanted, 0) // unit
    return Slide(most // unit, tuple(beyond))


def sittings(uses: Sequence[tuple[int, int]]) -> list[Sequence[tuple[int, int]]]:
    """Return uses apart where five hours lie between two: what came before counts to nothing then."""
    starts = [place for place in range(1, len(uses)) if uses[place][0] - uses[place - 1][0] >= FIVE_HOURS]
    return [uses[start:end] for start, end in pairwise([0, *starts, len(uses)])]


def fullest(uses: Sequence[tuple[int, int]]) -> int:
    """Return the most that the meter counts in any five hours."""
    most = within = oldest = 0
    for at, amount in uses:
        while at - uses[oldest][0] >= FIVE_HOURS:
            within -= uses[oldest][1]
            oldest += 1
        within += amount
        most = max(most, within)
    return most
