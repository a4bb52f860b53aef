"""Weeks of wanted work run through a plan's windows: what gets through, what is blocked, and when the wall comes.

A week begins at the reset. Work that meets a limit is not done on the plan: it is blocked, or bought elsewhere.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from calculator.forecast import MILLION
from calculator.windows import DAYS_OF_WEEK, MINUTES_OF_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calculator.weeks import Week
    from calculator.worlds import Worlds

THOUSAND = 1000
WEEK_MINUTES = DAYS_OF_WEEK * MINUTES_OF_DAY


class Overflow(NamedTuple):
    """What a plan does not let through in each month."""

    usd: list[int]
    """Micro-dollars at API list prices."""
    minutes: list[int]
    """Blocked work."""


class Limits(NamedTuple):
    """What a plan gives in one world, in the units of the meter."""

    week: int
    window: int | None
    """In five hours; None where that is not known."""
    own: int | None
    """A week of `Week.own`; None where it has no limit of its own."""
    open_share: int
    """What the five-hour limit lets through of all work, in millionths, where no more is known of it."""
    anchor: int | None
    """Weekday of the reset; None where work is even."""


def months(
    worlds: Worlds,
    holds: Sequence[int],
    open_shares: Sequence[int] | None = None,
    five_hours: Sequence[int] | None = None,
    own: Sequence[int] | None = None,
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
        own: What it gives a week of `Week.own`, for each world, in the same unit, where that has a limit of its own.
    """
    shares = open_shares or (MILLION,) * worlds.count
    if worlds.anchors is None and five_hours is None and own is None:
        return _even(worlds, holds, shares)
    drawn, unknown = worlds.drawn, (None,) * worlds.count
    windows, most = (unknown if each is None else _ungrown(each, worlds) for each in (five_hours, own))
    usd, minutes = [], []
    every = zip(
        *(drawn.each, drawn.fullest, drawn.fullest_windows, _ungrown(holds, worlds), windows, most),
        *(shares, worlds.anchors or unknown, worlds.growth, worlds.levels),
        strict=True,
    )
    for month, fullest, fullest_window, limit, window, of_own, opened, anchor, growth, level in every:
        over = (0, 0)
        cut_off = opened != MILLION if window is None else window < fullest_window
        if growth and (cut_off or limit < fullest or of_own is not None):  # else no use, or all of it gets through
            over = _over(month, drawn.parts, Limits(limit, window, of_own, opened, anchor))
        usd.append(over[0] * level // (THOUSAND * MILLION))
        minutes.append(over[1])
    return Overflow(usd, worlds.worked(minutes))


def _ungrown(gives: Sequence[int], worlds: Worlds) -> list[int]:
    """Return what the plan gives in the units of the meter, against months as they were before they grew."""
    mean = worlds.demand.mean_meter
    return [each * mean // (growth or 1) for each, growth in zip(gives, worlds.growth, strict=True)]


def _over(month: Sequence[Week], parts: Sequence[int], limits: Limits) -> tuple[int, int]:
    """Return dollars and minutes of a month that do not get through, times the thousandths that belong to it."""
    usd = minutes = 0
    most, window, own, opened, anchor = limits
    for week, part in zip(month, parts, strict=True):
        meter = week.meter
        shut = meter * (MILLION - opened) // MILLION if window is None else _over_windows(week, window)
        if own is not None and (alone := _beside(week, anchor, most, own, shut)) is not None:
            dollars, work = alone
        elif meter > most and not shut and anchor is not None:
            dollars, work = _after(week, anchor, most)
        elif shut or meter > most:
            over = max(shut, meter - most)
            dollars, work = week.held_usd * over // meter, week.held_minutes * over // meter
        else:
            continue
        usd += dollars * part
        minutes += work * part
    return usd, minutes


def _even(worlds: Worlds, holds: Sequence[int], open_shares: Sequence[int]) -> Overflow:
    """Run every month through both limits, with even work; quick, since inputs wait for it."""
    usd, minutes = [], []
    drawn = worlds.drawn
    every = zip(
        *(drawn.sums, drawn.held_usd, drawn.held_minutes, drawn.fullest),
        *(_ungrown(holds, worlds), open_shares, worlds.growth, worlds.levels),
        strict=True,
    )
    for weeks, whole_usd, whole_minutes, fullest, limit, opened, growth, level in every:
        over_usd = over_minutes = 0
        if growth:  # else no use, nothing to block
            shut = MILLION - opened
            over_usd, over_minutes = whole_usd * shut // MILLION, whole_minutes * shut // MILLION
            if fullest * opened // MILLION > limit:
                for meter, dollars, work in weeks:
                    beyond = meter * opened // MILLION - limit
                    if beyond > 0:
                        over_usd += dollars * beyond // meter
                        over_minutes += work * beyond // meter
        usd.append(over_usd * level // (THOUSAND * MILLION))
        minutes.append(over_minutes)
    return Overflow(usd, worlds.worked(minutes))


def _over_windows(week: Week, window: int) -> int:
    """Return what a five-hour limit of that size cuts off a week."""
    windows, slide = week.windows, week.slide
    beyond = 0 if slide is None else slide.at(window)
    if not windows or window >= windows[-1]:
        return beyond
    first = bisect_right(windows, window)
    return week.upper_windows[first] - window * (len(windows) - first) + beyond


def _beside(week: Week, anchor: int | None, limit: int, most: int, shut: int) -> tuple[int, int] | None:
    """Return dollars and minutes that do not get through where a single model's week is used up before that of all.

    Its work is refused from then on, while other models go on until all is used. None where its limit does not come
    first: then it stops nothing.

    Args:
        week: Any.
        anchor: Weekday of the reset; None where work is even.
        limit: What the plan gives a week of all models.
        most: What it gives of `Week.own`.
        shut: What the five-hour limit cuts off; what is left is even.
    """
    own = week.own
    if own is None or own.meter <= most:
        return None
    rest, left = week.rest, limit - most
    if anchor is None or shut:
        if own.meter * (week.meter - shut) <= most * week.meter or most * week.meter >= limit * own.meter:
            return None
        over, more = own.meter - most, max(rest.meter * shut // week.meter, rest.meter - left)
        others = max(rest.meter, 1)
        return (
            own.held_usd * over // own.meter + rest.held_usd * more // others,
            own.held_minutes * over // own.meter + rest.held_minutes * more // others,
        )
    if _used(week, own, anchor, most) >= limit:
        return None
    dollars, work = _after(own, anchor, most)
    if rest.meter <= left:
        return dollars, work
    more_dollars, more_work = _after(rest, anchor, left)
    return dollars + more_dollars, work + more_work


def _used(week: Week, own: Week, anchor: int, most: int) -> int:
    """Return what the meter has counted of all once it has counted so much of a part, which holds more than that."""
    place, rest, wrapped = _reached(own, anchor, most)
    meter, of_part = week.sums.meter, own.sums.meter
    still = (meter[place] - meter[place - 1]) * rest // (of_part[place] - of_part[place - 1])
    return meter[place] - still - meter[week.first_slots[anchor]] + (meter[-1] if wrapped else 0)


def _after(week: Week, anchor: int, limit: int) -> tuple[int, int]:
    """Return dollars and minutes of the work that comes once so much of a week has been used from its reset on.

    The week holds more than that. Within a slot work is even.
    """
    meter, usd, minutes = week.sums
    place, rest, wrapped = _reached(week, anchor, limit)
    first, whole = week.first_slots[anchor], meter[place] - meter[place - 1]
    end, more = (first, 0) if wrapped else (len(meter) - 1, first)
    return (
        usd[end] - usd[place] + usd[more] + (usd[place] - usd[place - 1]) * rest // whole,
        minutes[end] - minutes[place] + minutes[more] + (minutes[place] - minutes[place - 1]) * rest // whole,
    )


def _reached(week: Week, anchor: int, limit: int) -> tuple[int, int, bool]:
    """Return where a week that holds more than a limit reaches it.

    Returns:
        The place of the next slot, what the meter counts of the slot before it once the limit is reached, and whether
        that is after the Sunday that follows the reset.
    """
    meter = week.sums.meter
    reached = meter[week.first_slots[anchor]] + limit
    wrapped = reached >= meter[-1]
    if wrapped:
        reached -= meter[-1]
    place = bisect_right(meter, reached)
    return place, meter[place] - reached, wrapped


def wall(week: Week, limit: int, anchor: int) -> int | None:
    """Return the minute after the reset on weekday `anchor` at which the limit is reached; None when it holds."""
    if week.meter <= limit:
        return None
    place, rest, wrapped = _reached(week, anchor, limit)
    slot = week.slots[place - 1]
    begin = slot.at - anchor * MINUTES_OF_DAY + (WEEK_MINUTES if wrapped else 0)
    return begin + (slot.meter - rest) * slot.minutes // slot.meter
