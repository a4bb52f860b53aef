"""Worlds in which every option is priced: a month of weeks, each unknown at one value, and what the plan holds.

`sampled` draws them evenly from all that is possible, for ranges. `ordinary` puts every unknown at its middle, or where
it is told to, for exact numbers: break-even points and what a verdict hangs on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import isqrt
from operator import sub
from typing import TYPE_CHECKING

from calculator.forecast import DRAWS, MILLION, MONTH_WEEKS, Purpose, by_ratio, geometric, picks, strata
from calculator.weeks import PROMPTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from calculator.capacity import Capacity
    from calculator.weeks import Demand, Unknown, Week

MOST_ORDINARY_WEEKS = 12
"""The middle is taken over at most so many weeks of a log, evenly chosen."""
THOUSAND = 1000
HALF = MILLION // 2


@dataclass(frozen=True)
class Months:
    """The month of each world: which weeks it is made of, and what these come to."""

    weeks: tuple[Week, ...]
    """From which they are drawn."""
    picked: Sequence[Sequence[int]]
    """For each week of a month, in the order of `parts`, its place among these in each world."""
    parts: tuple[int, ...]
    """How much of each week belongs to the month, in thousandths."""
    _variants: dict[int, list[int]] = field(default_factory=dict, compare=False)

    @cached_property
    def each(self) -> list[tuple[Week, ...]]:
        """Weeks of each month, in the order of `parts`."""
        return self._of_weeks(lambda week, _: week)

    @cached_property
    def sums(self) -> list[tuple[tuple[int, int, int], ...]]:
        """Meter, and dollars and minutes times the thousandths that belong to the month, of each month's weeks."""
        return self._of_weeks(lambda week, part: (week.meter, week.held_usd * part, week.held_minutes * part))

    @cached_property
    def usd(self) -> list[int]:
        """Micro-dollars of each month, times a thousand."""
        return self._sums(lambda week: week.usd)

    @cached_property
    def minutes(self) -> list[int]:
        """Minutes of work of each month, times a thousand."""
        return self._sums(lambda week: week.minutes)

    @cached_property
    def beside(self) -> list[int]:
        """Micro-dollars of each month that run on usage credits on every plan, times a thousand."""
        return list(map(sub, self.usd, self.held_usd))

    @cached_property
    def held_usd(self) -> list[int]:
        """Micro-dollars of each month that a plan's limits count and stop, times a thousand."""
        return self.usd if self._all_held else self._sums(lambda week: week.held_usd)

    @cached_property
    def held_minutes(self) -> list[int]:
        """Minutes of that work, times a thousand."""
        return self.minutes if self._all_held else self._sums(lambda week: week.held_minutes)

    @cached_property
    def _all_held(self) -> bool:
        """Whether that is everything, as mostly."""
        return all(week.usd == week.held_usd for week in self.weeks)

    @cached_property
    def fullest(self) -> list[int]:
        """What the meter counts in the fullest week of each month."""
        return list(map(max, self._of_weeks(lambda week, _: week.meter)))

    @cached_property
    def fullest_windows(self) -> list[int]:
        """The least limit on five hours that cuts nothing off each month, in the units of the meter."""
        return list(map(max, self._of_weeks(lambda week, _: week.fullest_window)))

    def usd_of(self, variant: int) -> list[int]:
        """Return micro-dollars of each month as one of the demand's variants, times a thousand."""
        if variant not in self._variants:
            self._variants[variant] = self._sums(lambda week: week.variants[variant])
        return self._variants[variant]

    def _of_weeks[T](self, value: Callable[[Week, int], T]) -> list[tuple[T, ...]]:
        """Return a value for each week of each month, by the week and how much of it belongs to the month."""
        known = {part: [value(week, part) for week in self.weeks] for part in set(self.parts)}
        columns = (map(known[part].__getitem__, places) for part, places in zip(self.parts, self.picked, strict=True))
        return list(zip(*columns, strict=True))

    def _sums(self, value: Callable[[Week], int]) -> list[int]:
        """Return a value of each month, times a thousand."""
        return list(map(sum, self._of_weeks(lambda week, part: value(week) * part)))


@lru_cache(maxsize=8)
def drawn_months(weeks: tuple[Week, ...], picked: Sequence[Sequence[int]], parts: tuple[int, ...]) -> Months:
    """Return such months; the last are kept, since most inputs change no week, none of them one that logs show."""
    return Months(weeks, picked, parts)


@dataclass(frozen=True, kw_only=True)
class Worlds:
    """Some worlds, each at the same place of every sequence."""

    demand: Demand
    drawn: Months
    """The month of each world."""
    levels: Sequence[int]
    """What dollars are multiplied by, in millionths."""
    growth: Sequence[int]
    """The part of it that the evidence has not seen, in millionths: it moves demand against capacity."""
    holds: Sequence[int] | None
    """What the reader's plan gives a week, in millionths of an ordinary one; None when nobody knows."""
    capacity_places: Sequence[int]
    """Where in its interval that lies, in millionths, and what a single model's week gives beside: both were measured
    by the same use."""
    assumed: bool
    """Whether that rests on published facts alone, without evidence from the reader."""
    anchors: Sequence[int] | None
    """Weekday of the reset in each world; None where work is taken to be even within a week."""
    five_places: Sequence[int]
    """Where in its interval the five-hour window lies, in millionths."""
    short_places: Sequence[int]
    """Where in its interval the work lies that the five-hour limit takes, in millionths."""
    prompt_places: Sequence[int]
    """How far prompts are long ones, from none to all, in millionths."""
    places: Sequence[int]
    """Where in its interval each multiple between two plans lies, in millionths."""

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.levels)

    def multiples(self, low: int, high: int) -> list[int]:
        """Return a value between the two for each world."""
        return _between(low, high, self.places)

    def five_hours(self, low: int, high: int) -> list[int]:
        """Return a five-hour window between the two for each world."""
        return _between(low, high, self.five_places)

    def own_weeks(self, low: int, high: int) -> list[int]:
        """Return a week of a single model between the two for each world."""
        return _between(low, high, self.capacity_places)

    def usd(self, variant: int | None = None) -> list[int]:
        """Return micro-dollars of each month at API list prices, or of one of the demand's variants."""
        sums = self.drawn.usd if variant is None else self.drawn.usd_of(variant)
        levels = self.levels if variant is None else self._levels_of(variant)
        return [usd * level // (THOUSAND * MILLION) for usd, level in zip(sums, levels, strict=True)]

    @cached_property
    def beside(self) -> list[int]:
        """Micro-dollars of each month that are billed to usage credits on every plan, whatever its limits."""
        return [usd * level // (THOUSAND * MILLION) for usd, level in zip(self.drawn.beside, self.levels, strict=True)]

    def _levels_of(self, variant: int) -> Sequence[int]:
        """Return the levels of a variant: what long prompts do to its price, in place of what they do as it is."""
        if not self.demand.long_prompts:
            return self.levels
        mine = self.demand.long_prompts[variant]
        asis = next((each.high for each in self.demand.unknowns if each.id == PROMPTS), MILLION)
        if mine == asis:
            return self.levels
        return [
            level * geometric(MILLION, mine, place) // geometric(MILLION, asis, place)
            for level, place in zip(self.levels, self.prompt_places, strict=True)
        ]

    def minutes(self) -> list[int]:
        """Return minutes of wanted work in each month."""
        return self.worked(self.drawn.minutes)

    def worked(self, minutes: Iterable[int]) -> list[int]:
        """Return whole minutes, given a thousand times, of each month as its use has grown since the evidence.

        Who uses more works longer and puts more into each hour: by ratios half of it is hours. Our assumption.
        """
        whole = THOUSAND * MILLION
        return [each * root // whole for each, root in zip(minutes, _roots(tuple(self.growth)), strict=True)]


def _between(low: int, high: int, places: Iterable[int]) -> list[int]:
    return [low + (high - low) * place // MILLION for place in places]


def sampled(demand: Demand, capacity: Capacity) -> Worlds:
    """Return the worlds that ranges are made of."""
    levels, growth = _levels(demand.unknowns, None)
    return Worlds(
        demand=demand,
        drawn=drawn_months(demand.weeks, picks(len(demand.weeks)), MONTH_WEEKS),
        levels=levels,
        growth=growth,
        holds=capacity.draws(_ordinary(demand, levels, growth)),
        capacity_places=strata(Purpose.CAPACITY),
        assumed=not capacity.known,
        anchors=capacity.anchors() if capacity.bounds and demand.route == "logs" else None,
        five_places=strata(Purpose.FIVE_HOURS),
        short_places=strata(Purpose.SHORT),
        prompt_places=strata(Purpose.PROMPTS),
        places=strata(Purpose.MULTIPLE),
    )


def _ordinary(demand: Demand, levels: Sequence[int], growth: Sequence[int]) -> list[int]:
    """Return micro-dollars of what a plan counts of an ordinary week in each world, before it grows."""
    mean = sum(each.held_usd for each in demand.weeks) // len(demand.weeks)
    return [mean * level // max(grown, 1) for level, grown in zip(levels, growth, strict=True)]


def week_usd(demand: Demand) -> int:
    """Return the same, everything unknown at its middle."""
    return _ordinary(demand, *_levels(demand.unknowns, {}))[0]


def ordinary(
    demand: Demand,
    holds: int | None,
    *,
    assumed: bool = False,
    places: Mapping[str, int] | None = None,
    multiplier: int = MILLION,
) -> Worlds:
    """Return each week as a month of its own, everything else at its middle.

    Args:
        demand: The reader's weeks.
        holds: What the plan gives a week, in millionths of an ordinary one.
        assumed: Whether that rests on published facts alone.
        places: Where in its interval an unknown lies, by its id, in millionths; `multiple` names those between plans,
            `five_hours` what the shorter window holds or takes, `capacity` what the week of a single model holds.
        multiplier: Use against the use described, in millionths.
    """
    weeks = range(0, len(demand.weeks), -(-len(demand.weeks) // MOST_ORDINARY_WEEKS))
    given = places or {}
    level, growth = (found[0] * multiplier // MILLION for found in _levels(demand.unknowns, given))
    return Worlds(
        demand=demand,
        drawn=drawn_months(demand.weeks, (weeks,), (sum(MONTH_WEEKS),)),
        levels=[level] * len(weeks),
        growth=[growth] * len(weeks),
        holds=None if holds is None else [holds] * len(weeks),
        capacity_places=[given.get("capacity", HALF)] * len(weeks),
        assumed=assumed,
        anchors=None,
        five_places=[given.get("five_hours", HALF)] * len(weeks),
        short_places=[given.get("five_hours", HALF)] * len(weeks),
        prompt_places=[given.get(PROMPTS, HALF)] * len(weeks),
        places=[given.get("multiple", HALF)] * len(weeks),
    )


def _levels(unknowns: Sequence[Unknown], places: Mapping[str, int] | None) -> tuple[Sequence[int], Sequence[int]]:
    """Return the product of all factors, and of those after the evidence; one world where the places are given."""
    if places is None:
        return _drawn_levels(
            tuple((Purpose[each.id.upper()], each.low, each.high, each.after_evidence) for each in unknowns)
        )
    level = growth = MILLION
    for unknown in unknowns:
        factor = geometric(unknown.low, unknown.high, places.get(unknown.id, HALF))
        level = level * factor // MILLION
        if unknown.after_evidence:
            growth = growth * factor // MILLION
    return [level], [growth]


@lru_cache(maxsize=64)
def _roots(growth: tuple[int, ...]) -> tuple[int, ...]:
    """Return the square root of each factor, in millionths; kept, since every option needs them."""
    return tuple(isqrt(grown * MILLION) for grown in growth)


@lru_cache(maxsize=64)
def _drawn_levels(unknowns: tuple[tuple[Purpose, int, int, bool], ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return them for each draw, by what each unknown is, lies between, and whether the evidence has not seen it."""
    levels = growth = (MILLION,) * DRAWS
    for purpose, low, high, after_evidence in unknowns:
        factors = by_ratio(low, high, purpose)
        levels = tuple(so_far * factor // MILLION for so_far, factor in zip(levels, factors, strict=True))
        if after_evidence:
            growth = tuple(so_far * factor // MILLION for so_far, factor in zip(growth, factors, strict=True))
    return levels, growth
