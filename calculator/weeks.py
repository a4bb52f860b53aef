"""What a reader wants to do with Claude Code, as weeks: the one form in which every route describes demand.

A `Demand` keeps two kinds of uncertainty apart. What varies from week to week is in its `weeks`, from which months are
drawn. What is simply not known is in its `unknowns`, factors that are the same for all weeks of one world.

Money is in whole micro-dollars at API list prices (an API key's own cache writes), time in whole minutes of work, and
what a plan's meter counts in units of its own: only their proportions matter.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from calculator.forecast import MILLION
from calculator.windows import DAYS_OF_WEEK, FIVE_HOURS, MINUTES_OF_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from calculator.sliding import Slide
    from calculator.usage import Tokens


PROMPTS = "prompts"
"""Id of the unknown that tells how long prompts are, where a model charges more for long ones."""


class Slot(NamedTuple):
    """A stretch of work."""

    at: int
    """Minutes since Monday 00:00 at which it begins."""
    usd: int
    """Micro-dollars at API list prices."""
    meter: int
    """What the plan's meter counts of it."""
    minutes: int
    """Work in it."""


class Sums(NamedTuple):
    """What comes before each slot of a week, and at the end."""

    meter: tuple[int, ...]
    usd: tuple[int, ...]
    minutes: tuple[int, ...]


@dataclass(frozen=True)
class Week:
    """A week of wanted work."""

    slots: tuple[Slot, ...]
    """What a plan's limits count and stop, in order of time; work is even within each."""
    usd: int
    """Of everything, what runs on usage credits on every plan among it, such as fast mode."""
    meter: int
    minutes: int
    """Of everything, as `usd`."""
    variants: tuple[int, ...] = ()
    """Micro-dollars of the same week under each of `Demand.variants`."""
    windows: tuple[int, ...] = ()
    """What the meter counts in each five-hour window, least first; empty where hours of the day are not known."""
    slide: Slide | None = None
    """What the five-hour limit cuts off beyond these windows where it slides; None where it does not."""
    own: Week | None = None
    """The work, in the same slots, of `Demand.apart`; None where no family is told apart."""

    def __hash__(self) -> int:
        """Return a number that is the same for equal weeks."""
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Taken once: at every change of an input what was made of the same weeks is looked up."""
        return hash((self.slots, self.variants))

    @cached_property
    def sums(self) -> Sums:
        """What comes before each slot, from Monday on."""
        return Sums(*(tuple(accumulate(map(attrgetter(name), self.slots), initial=0)) for name in Sums._fields))

    @property
    def held_usd(self) -> int:
        """Micro-dollars of what a plan's limits count and stop."""
        return self.sums.usd[-1]

    @property
    def held_minutes(self) -> int:
        """Minutes of that work."""
        return self.sums.minutes[-1]

    @cached_property
    def rest(self) -> Week:
        """The work of the other families, in the same slots."""
        pairs = zip(self.slots, self.own.slots if self.own else (), strict=True)
        return week([Slot(a.at, a.usd - b.usd, a.meter - b.meter, a.minutes - b.minutes) for a, b in pairs])

    @cached_property
    def first_slots(self) -> tuple[int, ...]:
        """The place of the first slot on or after each weekday."""
        days = range(0, DAYS_OF_WEEK * MINUTES_OF_DAY, MINUTES_OF_DAY)
        return tuple(bisect_left(self.slots, day, key=attrgetter("at")) for day in days)

    @property
    def fullest_window(self) -> int:
        """The least limit on five hours that cuts nothing off, in the units of the meter."""
        return max(self.windows[-1] if self.windows else 0, self.slide.fullest if self.slide else 0)

    @cached_property
    def upper_windows(self) -> tuple[int, ...]:
        """What each window and all fuller ones hold together, and nothing at the end."""
        return tuple(accumulate(reversed(self.windows), initial=0))[::-1]


def week(
    slots: list[Slot],
    variants: tuple[int, ...] = (),
    windows: tuple[int, ...] = (),
    beside: tuple[int, int] = (0, 0),
) -> Week:
    """Return a week with its sums; `beside` are micro-dollars and minutes of what no plan counts."""
    ordered = tuple(sorted(slots))
    return Week(
        ordered,
        sum(slot.usd for slot in ordered) + beside[0],
        sum(slot.meter for slot in ordered),
        sum(slot.minutes for slot in ordered) + beside[1],
        variants,
        windows,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A factor on all of the demand that nobody can tell exactly."""

    id: str
    low: int
    """Millionths."""
    high: int
    """Millionths; every ratio between is as likely."""
    why: str
    """What it is and why it is not known, in a sentence."""
    after_evidence: bool = False
    """True for a change that the evidence about the plan has not seen: it moves demand against capacity."""


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What a month of this reader looks like, and what that rests on."""

    low: Decimal
    """US dollars of an ordinary month at API list prices: the least that the published or typed figure allows."""
    high: Decimal
    """The most that it allows. The same as `low` where logs tell it exactly."""
    basis: tuple[str, ...]
    """Assumptions, one sentence each, for the reader."""
    sources: tuple[str, ...] = ()
    """Ids of the sources behind them."""
    weeks: tuple[Week, ...] = ()
    """Weeks that are all as likely; at least one."""
    unknowns: tuple[Unknown, ...] = ()
    variants: tuple[str, ...] = ()
    """What else the same work is priced as, such as `sonnet` or `1h`; the amounts stand in the weeks."""
    long_prompts: tuple[int, ...] = ()
    """What each of these costs with long prompts against short ones, in millionths; empty where prompts are known. Of
    the work as it is, the unknown `PROMPTS` tells it."""
    tokens: Mapping[str, Tokens] | None = None
    """Model family -> tokens of an ordinary week; None where only dollars are known."""
    route: str = "described"
    """`described`, `hours`, `typed`, `logs` or `exports`."""
    apart: str = ""
    """The model family that has a limit of its own, whose work stands in `Week.own`; empty where none is told apart."""
    beside: bool = False
    """Whether the reader's plan holds none of that family: it runs on usage credits, and the plan does not count it."""

    @property
    def seen(self) -> bool:
        """Whether files show it, so that agents and models are those of the files."""
        return self.route in {"logs", "exports"}

    @cached_property
    def counted(self) -> Demand:
        """What the reader's plan counts of it: all but a family that runs beside the plan."""
        if not self.beside:
            return self
        return replace(self, weeks=tuple(each.rest for each in self.weeks), apart="", beside=False)

    @cached_property
    def weekdays(self) -> tuple[int, ...]:
        """Share of the meter on each weekday from Monday, in millionths; they sum to about a million."""
        by_day = [0] * DAYS_OF_WEEK
        for each in self.weeks:
            for slot in each.slots:
                by_day[slot.at // MINUTES_OF_DAY % DAYS_OF_WEEK] += slot.meter
        total = sum(by_day)
        return tuple(part * MILLION // total for part in by_day) if total else (MILLION // DAYS_OF_WEEK,) * DAYS_OF_WEEK

    @cached_property
    def windows_per_week(self) -> int:
        """Five-hour windows of an ordinary week, each as full as an ordinary day's fullest one; in millionths."""
        counted = sum(len(each.windows) for each in self.weeks)
        if counted:
            return counted * MILLION // len(self.weeks)
        days = max(sum(len(each.slots) for each in self.weeks), 1)
        minutes_a_day = sum(each.minutes for each in self.weeks) // days
        return days * max(minutes_a_day, FIVE_HOURS) * MILLION // (FIVE_HOURS * max(len(self.weeks), 1))

    @cached_property
    def mean_meter(self) -> int:
        """What the meter counts in an ordinary week; at least 1, so that shares of it exist."""
        return max(sum(each.meter for each in self.weeks) // max(len(self.weeks), 1), 1)


def scaled(each: Week, millionths: int) -> Week:
    """Return a week of so much more use."""
    slots = [
        slot._replace(
            usd=slot.usd * millionths // MILLION,
            meter=slot.meter * millionths // MILLION,
            minutes=slot.minutes * millionths // MILLION,
        )
        for slot in each.slots
    ]
    variants, windows, (usd, minutes) = (
        tuple(amount * millionths // MILLION for amount in amounts)
        for amounts in (each.variants, each.windows, (each.usd - each.held_usd, each.minutes - each.held_minutes))
    )
    slide = each.slide.scaled(millionths, MILLION) if each.slide else None
    own = scaled(each.own, millionths) if each.own else None
    return replace(week(slots, variants, windows, (usd, minutes)), slide=slide, own=own)
