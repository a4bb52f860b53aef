"""What a simulated reader wants, hour by hour: weekly rhythm, bursts, holidays, growth."""

from __future__ import annotations

from math import exp, sqrt
from typing import TYPE_CHECKING, NamedTuple

from tests.simulation.prices import FAMILIES, PUBLISHED, blended, rates

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from tests.simulation.prices import Split
    from tests.simulation.readers import Reader, World

DAY, WEEK = 24, 168
MONTH_HOURS = 730
"""365.25 days / 12, to the hour."""
FIRST_WEEKDAY = 2
"""Hour 0 is the start of a Wednesday, 25 November 2026."""
HOLIDAY_WEEK, DAY_OFF = 0.05, 0.03
"""Chance of a week without work, and of another day off: about four weeks of holidays and nine days a year, a guess."""
WEEKS_ALIKE = 0.5
"""How much of a week's deviation the next one keeps: projects last longer than a week, a guess."""
STEADY = 25
"""So many responses in an hour leave no pause of five minutes in the main conversation, whose share is at least 0.6."""


class Hour(NamedTuple):
    """One hour in which work is wanted."""

    at: int
    """Hours since the simulated present; negative in the past."""
    family: int
    """Index into `FAMILIES`."""
    tokens: int
    pauses: int
    """Pauses of five to sixty minutes after which a 5-minute cache is written again."""


def wanted(reader: Reader, rng: random.Random, first: int, last: int, level: float) -> tuple[list[Hour], float]:
    """Return the hours from `first` until `last` in which work is wanted.

    Args:
        reader: Whose.
        rng: Source of chance.
        first: Start of the first day.
        last: End of the last hour.
        level: Deviation of the week before `first`, in standard deviations.

    Returns:
        The hours in order, and the deviation of the last week.
    """
    hours: list[Hour] = []
    holiday = False
    for start in range(first, last, DAY):
        if (start - first) % WEEK == 0:
            level = WEEKS_ALIKE * level + sqrt(1 - WEEKS_ALIKE**2) * rng.gauss(0, 1)
            holiday = rng.random() < HOLIDAY_WEEK
        works = rng.random() < reader.weekdays[(start // DAY + FIRST_WEEKDAY) % 7] and rng.random() >= DAY_OFF
        factor = exp(_centred(reader.bursts[0], level) + _centred(reader.bursts[1], rng.gauss(0, 1)))
        if works and not holiday:
            factor *= exp(reader.growth * start / WEEK) * (reader.planned if start >= 0 else 1)
            hours += _day(reader, rng, start, factor)
    return [hour for hour in hours if first <= hour.at < last], level


def _centred(sigma: float, deviation: float) -> float:
    """Return the logarithm of a factor whose mean is 1."""
    return sigma * deviation - sigma * sigma / 2


def _day(reader: Reader, rng: random.Random, start: int, factor: float) -> Iterator[Hour]:
    """Spread a day's tokens over its hours: longer on busier days, with an hour's rest in the middle."""
    count = max(1, min(14, round(reader.hours * sqrt(factor) + rng.gauss(0, 1))))
    weights = [exp(reader.bursts[2] * rng.gauss(0, 1)) for _ in range(count)]
    tokens = reader.mtok_per_day * factor * 1_000_000 / sum(weights)
    before = "none"
    for place, weight in enumerate(weights):
        rest = count > 4 and place >= count // 2
        if rest and place == count // 2:
            before = "none"
        hour = _hour(reader, rng, start + reader.start + place + rest, max(1000, int(tokens * weight)), before)
        before = "steady" if steady(hour, reader) else "sparse"
        yield hour


def _hour(reader: Reader, rng: random.Random, at: int, tokens: int, before: str) -> Hour:
    family = rng.choices(range(len(FAMILIES)), reader.mix)[0]
    pause = rng.random() < reader.pauses
    hour = Hour(at, family, tokens, 0)
    if steady(hour, reader):
        return hour._replace(pauses=pause + (before == "sparse"))
    return hour._replace(pauses=int(before != "none"))


def responses(tokens: int, reader: Reader) -> int:
    """Return how many responses so many tokens are."""
    return max(1, round(tokens / reader.context))


def by_agents(count: int, reader: Reader) -> int:
    """Return how many of an hour's responses sub-agents make; at least one is of the main conversation."""
    return min(count - 1, round(reader.sidechains * count))


def steady(hour: Hour, reader: Reader) -> bool:
    """Tell whether responses come all through the hour."""
    return responses(hour.tokens, reader) >= STEADY


class Costs:
    """What an hour costs and how far it moves the plan's meter."""

    def __init__(self, reader: Reader) -> None:
        """Compute the rates of this reader's mix once."""
        self.reader = reader
        found = [rates(family, reader.context) for family in FAMILIES]
        context = reader.context * reader.split.read / 1_000_000
        on_plan = [blended(each, reader.split, reader.one_hour) for each in found]
        self._five_minutes = [blended(each, reader.split, 0.0) / 1e6 for each in found]
        self._longer = [reader.split.write * (each.write_1h - each.write_5m) / 1e6 for each in found]
        self._pause = [context * (each.write_5m - each.read) for each in found]
        shared = 1 / (1 - reader.elsewhere)
        self._units = [shared * units / 1e6 for units in _units(reader, on_plan)]

    def usd_five_minutes(self, hour: Hour) -> float:
        """Return US dollars at list prices with 5-minute cache writes, those after pauses included."""
        return self._five_minutes[hour.family] * hour.tokens + self._pause[hour.family] * hour.pauses

    def usd_one_hour(self, hour: Hour) -> float:
        """Return US dollars at list prices with the writes as a plan makes them."""
        count = responses(hour.tokens, self.reader)
        main = 1 - by_agents(count, self.reader) / count
        return (self._five_minutes[hour.family] + main * self._longer[hour.family]) * hour.tokens

    def units(self, hour: Hour) -> float:
        """Return how far the hour moves the plan's meter, other programs included."""
        return self._units[hour.family] * hour.tokens

    def tokens(self, family: int, units: float) -> int:
        """Return how many tokens move the meter so far."""
        return int(units / self._units[family])


def _units(reader: Reader, on_plan: list[float]) -> list[float]:
    """Return how far a million tokens of the reader's split move the meter, by family."""
    world = reader.world
    if world.meter == "dollars":
        return on_plan
    ratio = _weight(reader.split, world) / _weight(PUBLISHED, world)
    return [weight * ratio for weight in world.weights]


def _weight(split: Split, world: World) -> float:
    return split.input + 5 * split.output + 1.25 * split.write + world.read_weight * split.read
