"""Weeks of wanted work run through a plan's windows: what gets through, what is blocked, and when the wall comes.

A week begins at the reset. Work that meets a limit is not done on the plan: it is blocked, or bought elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from operator import attrgetter
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


class Curve(NamedTuple):
    """A week from its reset on: sums of meter, dollars and minutes before each slot, and at the end."""

    meter: list[int]
    usd: list[int]
    minutes: list[int]


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
    if worlds.anchors is None and five_hours is None:
        return _even(worlds, holds, open_shares or (MILLION,) * worlds.count)
    usd, minutes = [], []
    mean = worlds.demand.mean_meter
    for place, (month, held) in enumerate(zip(worlds.months, holds, strict=True)):
        growth, level = worlds.growth[place], worlds.levels[place]
        over_usd = over_minutes = 0
        limit = held * mean // growth if growth else None
        window = five_hours[place] * mean // growth if five_hours and growth else None
        for each, part in zip(month, worlds.parts, strict=True):
            if limit is None or not each.meter:  # no use, nothing to block
                continue
            through = each.meter if open_shares is None else each.meter * open_shares[place] // MILLION
            if window is not None:
                through = each.meter - _over_windows(each, window)
            if limit < through and worlds.anchors is not None and through == each.meter:
                curve = _curve(each, worlds.anchors[place], worlds.curves)
                dollars, blocked = _after(curve, limit)
            else:
                over = each.meter - min(limit, through)
                dollars, blocked = each.usd * over // each.meter, each.minutes * over // each.meter
            over_usd += dollars * part
            over_minutes += blocked * part
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
    first = bisect_right(week.windows, window)
    beyond = week.slide.at(window) if week.slide else 0
    return sum(week.windows[first:]) - window * (len(week.windows) - first) + beyond


def _curve(week: Week, anchor: int, known: dict[tuple[int, int], Curve]) -> Curve:
    key = (id(week), anchor)
    curve = known.get(key)
    if curve is None:
        first = bisect_left(week.slots, anchor * MINUTES_OF_DAY, key=attrgetter("at"))
        slots = (*week.slots[first:], *week.slots[:first])
        sums = (accumulate(map(attrgetter(name), slots), initial=0) for name in Curve._fields)
        curve = known[key] = Curve(*map(list, sums))
    return curve


def _after(curve: Curve, limit: int) -> tuple[int, int]:
    """Return dollars and minutes of the work that comes once so much has been used; within a slot work is even."""
    meter, usd, minutes = curve
    place = bisect_right(meter, limit)
    if place == len(meter):
        return 0, 0
    rest, whole = meter[place] - limit, meter[place] - meter[place - 1]
    return (
        usd[-1] - usd[place] + (usd[place] - usd[place - 1]) * rest // whole,
        minutes[-1] - minutes[place] + (minutes[place] - minutes[place - 1]) * rest // whole,
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
