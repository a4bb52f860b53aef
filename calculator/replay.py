"""A week of wanted work run through a plan's windows: what gets through, what is blocked, and when the wall comes.

A week begins at the reset. Work that meets the limit is not done on the plan: it is blocked, or bought elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calculator.forecast import MILLION
from calculator.windows import DAYS_OF_WEEK, MINUTES_OF_DAY, WINDOW_MINUTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calculator.weeks import Slot, Week
    from calculator.windows import Rules
    from calculator.worlds import Worlds

THOUSAND = 1000
WEEK_MINUTES = DAYS_OF_WEEK * MINUTES_OF_DAY


class Overflow(NamedTuple):
    """What a plan does not let through in each month."""

    usd: list[int]
    """Micro-dollars at API list prices."""
    minutes: list[int]
    """Blocked work."""


def months(worlds: Worlds, holds: Sequence[int], open_share: int = MILLION) -> Overflow:
    """Run every month through the five-hour and the weekly limit.

    Within a week work is taken to be even: the share of it that a limit cuts off is the share of the meter. What the
    five-hour limit stops does not count to the week.

    Args:
        worlds: The reader's months.
        holds: What the plan gives a week, for each world, in millionths of an ordinary week.
        open_share: What the five-hour limit lets through of all work, in millionths.
    """
    usd, minutes = [], []
    mean = worlds.demand.mean_meter
    for month, held, level, growth in zip(worlds.months, holds, worlds.levels, worlds.growth, strict=True):
        over_usd = over_minutes = 0
        if not growth:  # no use, nothing to block
            usd.append(0)
            minutes.append(0)
            continue
        limit = held * mean // growth
        for each, part in zip(month, worlds.parts, strict=True):
            over = each.meter - min(limit, each.meter * open_share // MILLION)
            if over > 0:
                over_usd += each.usd * over * part // each.meter
                over_minutes += each.minutes * over * part // each.meter
        usd.append(over_usd * level // (THOUSAND * MILLION))
        minutes.append(over_minutes // THOUSAND)
    return Overflow(usd, minutes)


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


def sessions(slots: Sequence[Slot], rules: Rules) -> list[tuple[int, int]]:
    """Return the first and the past-last place of each anchored five-hour window: one begins with its first work."""
    del rules
    found: list[tuple[int, int]] = []
    begin = 0
    for place, slot in enumerate(slots):
        if slot.at >= slots[begin].at + WINDOW_MINUTES:
            found.append((begin, place))
            begin = place
    return [*found, (begin, len(slots))] if slots else []
