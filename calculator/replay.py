"""Weeks of wanted work run through a plan's windows: what gets through, what is blocked, and when the wall comes.

A week begins at the reset. Work that meets a limit is not done on the plan: it is blocked, or bought elsewhere.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from calculator.forecast import MILLION
from calculator.windows import DAYS_OF_WEEK, MINUTES_OF_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calculator.weeks import Slot, Week
    from calculator.worlds import Worlds

THOUSAND = 1000
WEEK_MINUTES = DAYS_OF_WEEK * MINUTES_OF_DAY


class Overflow(NamedTuple):
    """What a plan does not let through in each month."""

    usd: list[int]
    """Micro-dollars at API list prices."""
    minutes: list[int]
    """Blocked work."""


def months(
    worlds: Worlds,
    holds: Sequence[int],
    open_shares: Sequence[int] | None = None,
    five_hours: Sequence[int] | None = None,
) -> Overflow:
    """Run every month through the five-hour and the weekly limit.

    What the five-hour limit stops does not count to the week. Where the hours of the week are known, the wall comes
    when they have used the week up; otherwise work is taken to be even within it.

    Args:
        worlds: The reader's months.
        holds: What the plan gives a week, for each world, in millionths of an ordinary week.
        open_shares: What the five-hour limit lets through of all work, for each world, in millionths, where no more is
            known of it.
        five_hours: What the plan gives in five hours, for each world, in millionths of an ordinary week.
    """
    shares = open_shares or (MILLION,) * worlds.count
    if worlds.anchors is None and five_hours is None:
        return _even(worlds, holds, shares)
    usd, minutes = [], []
    mean = worlds.demand.mean_meter
    windows, anchors = five_hours or (None,) * worlds.count, worlds.anchors or (None,) * worlds.count
    every = zip(worlds.months, holds, shares, windows, anchors, worlds.growth, worlds.levels, strict=True)
    for month, held, opened, size, anchor, growth, level in every:
        over_usd = over_minutes = 0
        if growth:  # else no use, nothing to block
            limit, window = held * mean // growth, None if size is None else size * mean // growth
            for week, part in zip(month, worlds.parts, strict=True):
                shut = week.meter * (MILLION - opened) // MILLION if window is None else _over_windows(week, window)
                if week.meter > limit and not shut and anchor is not None:
                    dollars, work = _after(week, anchor, limit)
                elif shut or week.meter > limit:
                    over = max(shut, week.meter - limit)
                    dollars, work = week.usd * over // week.meter, week.minutes * over // week.meter
                else:
                    continue
                over_usd += dollars * part
                over_minutes += work * part
        usd.append(over_usd * level // (THOUSAND * MILLION))
        minutes.append(over_minutes // THOUSAND)
    return Overflow(usd, minutes)


def _even(worlds: Worlds, holds: Sequence[int], open_shares: Sequence[int]) -> Overflow:
    """Run every month through both limits, with even work; quick, since inputs wait for it."""
    usd, minutes = [], []
    mean = worlds.demand.mean_meter
    every = zip(
        worlds.weeks, worlds.whole, worlds.fullest, holds, open_shares, worlds.growth, worlds.levels, strict=True
    )
    for weeks, (whole_usd, whole_minutes), fullest, held, opened, growth, level in every:
        over_usd = over_minutes = 0
        if growth:  # else no use, nothing to block
            limit, shut = held * mean // growth, MILLION - opened
            over_usd, over_minutes = whole_usd * shut // MILLION, whole_minutes * shut // MILLION
            if fullest * opened // MILLION > limit:
                for meter, dollars, work in weeks:
                    beyond = meter * opened // MILLION - limit
                    if beyond > 0:
                        over_usd += dollars * beyond // meter
                        over_minutes += work * beyond // meter
        usd.append(over_usd * level // (THOUSAND * MILLION))
        minutes.append(over_minutes // THOUSAND)
    return Overflow(usd, minutes)


def _over_windows(week: Week, window: int) -> int:
    """Return what a five-hour limit of that size cuts off a week."""
    beyond = week.slide.at(window) if week.slide else 0
    if not week.windows or window >= week.windows[-1]:
        return beyond
    first = bisect_right(week.windows, window)
    return week.upper_windows[first] - window * (len(week.windows) - first) + beyond


def _after(week: Week, anchor: int, limit: int) -> tuple[int, int]:
    """Return dollars and minutes of the work that comes once so much of a week has been used from its reset on.

    The week holds more than that. Within a slot work is even.
    """
    meter, usd, minutes = week.sums
    first = week.first_slots[anchor]
    reached, end, wrapped = meter[first] + limit, len(meter) - 1, first
    if reached >= meter[-1]:  # it goes on at Monday
        reached, end, wrapped = reached - meter[-1], first, 0
    place = bisect_right(meter, reached)
    rest, whole = meter[place] - reached, meter[place] - meter[place - 1]
    return (
        usd[end] - usd[place] + usd[wrapped] + (usd[place] - usd[place - 1]) * rest // whole,
        minutes[end] - minutes[place] + minutes[wrapped] + (minutes[place] - minutes[place - 1]) * rest // whole,
    )


def wall(week: Week, limit: int, anchor: int) -> int | None:
    """Return the minute after the reset on weekday `anchor` at which the limit is reached; None when it holds."""
    used = 0
    for slot in _from(week.slots, anchor):
        if used + slot.meter > limit:
            return slot.at + (limit - used) * slot.minutes // max(slot.meter, 1)
        used += slot.meter
    return None


def _from(slots: Sequence[Slot], anchor: int) -> Iterator[Slot]:
    """Yield the slots in the order in which they follow the reset, their minutes counted from it."""
    start = anchor * MINUTES_OF_DAY
    after = [slot._replace(at=slot.at - start) for slot in slots if slot.at >= start]
    before = [slot._replace(at=slot.at - start + WEEK_MINUTES) for slot in slots if slot.at < start]
    yield from (*after, *before)
