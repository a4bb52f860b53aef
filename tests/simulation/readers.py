"""Who the simulated readers are: each distribution fixed before any result, from a published fact or named as a guess.

Dollars here are what the work would cost at today's list prices, with the cache writes that a plan makes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from tests.simulation.prices import FAMILIES, PUBLISHED, Split, blended, rates

if TYPE_CHECKING:
    import random

ONE_HOUR = 0.78
"""78% of the cache writes in a month of one user's logs were 1-hour ones."""
USD_THEN_PER_MTOK = (0.857 + 0.514) / 2
"""A million tokens of the published mix when the published dollars were measured: half Opus 4.6, half Sonnet 4.6."""
NEW_TOKENS = 1.3
"""The newer tokenizer makes about so many tokens of the same text."""

MEDIAN_USD_THEN, SIGMA_USD_THEN = 13.0, 0.9
"""Wanted on an active day. Anthropic's average developer spends 13 dollars, 90% less than 30, one company's dearest
about 3,000 a month. Readers of this site use more than the average, so its mean is their median; the 90th percentile
comes out at 41 and the 99th at 105."""

WEEK_PRO_USD = (30.0, 190.0)
"""What Pro's week holds, in dollars of the published mix: 40 to 80 hours of Sonnet 4 (2025), times 1.25 (since
14 September 2026), at 1 to 3 dollars an hour of then (the average day over two to six hours), 37% cheaper today.
Conversions by users differ as widely."""
MAX_OVER_PRO = (3.5, 5.0)
"""Not published: 3.5 by the hours of 2025, 5 by the multiple of a session; even between and 20% beyond either."""
ULTRA_OVER_PRO = ((10.0, 0.7), (6.0, 0.15), (20.0, 0.15))
"""10 by one source; 6 by the hours of 2025; 20 by its old name."""
FIVE_HOURS_OF_WEEK = (0.10, 0.35)
"""Pro's five hours as a share of Pro's week: about a tenth before they were doubled and raised in 2026."""
SESSION_OVER_PRO = {"pro": 1.0, "max": 5.0, "ultra": 20.0, "team_standard": 1.25, "team_premium": 6.25}
"""Published."""

PLANS = {"individual": ("pro", "max", "ultra"), "team": ("team_standard", "team_premium")}
LADDERS = {plan: ladder for ladder in PLANS.values() for plan in ladder}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What nobody publishes: the meter, the capacity and the rules of the windows of one account."""

    meter: str
    """`dollars` or `weighted` (cache reads near nothing)."""
    week: dict[str, float]
    """Plan -> units a week."""
    five_hours: dict[str, float | None]
    """Plan -> units in five hours, or None without that window."""
    own_meter: tuple[str, float] | None
    """A family with a weekly meter of its own, and which share of the week it holds."""
    weights: tuple[float, ...]
    """Units of a million tokens of the published mix, by family."""
    read_weight: float
    """A cache read against fresh input, where the meter is weighted."""
    sliding: bool
    """Five hours slide; else they start with the first message."""
    drifting: bool
    """The week starts with the first message after the last one ended; else at a fixed hour."""
    anchor: int
    """Hour of the week (0 to 167) at which a fixed week starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One simulated reader: what they could say of themselves, and what they could not."""

    plan: str
    world: World
    mtok_per_day: float
    """Millions of tokens wanted on an active day, on average."""
    mix: tuple[float, ...]
    """Share of the hours by family."""
    split: Split
    context: int
    """Tokens of a typical prompt."""
    sidechains: float
    """Share of the responses by sub-agents, whose cache writes are 5-minute ones."""
    pauses: float
    """Chance of a pause of 15 minutes in an hour of steady work."""
    weekdays: tuple[float, ...]
    """Chance to work, by weekday from Monday."""
    start: int
    """Hour (UTC) at which a day begins."""
    hours: float
    """Hours of work with the agent on an average active day."""
    bursts: tuple[float, float, float]
    """Spread (sigma of the log) of weeks, days and hours."""
    growth: float
    """Growth of demand a week (of the log) that the reader is not aware of."""
    planned: float
    """Factor on the future that the reader plans and says."""
    elsewhere: float
    """Share of the plan's allowance that chat and other programs use."""
    work: str
    """Blocked work is `lost`, `delayed` or done `elsewhere`."""
    hour_price: int
    """US dollars that a blocked hour is worth to the reader."""
    switches: bool
    """Goes on with another family where one has a limit of its own; else waits for it."""
    resets: bool
    """Uses the free reset of the five-hour window, about once a week."""
    banked: bool
    """Holds a banked reset that clears both windows once in the month."""
    tier: str
    """API tier that their organization would start in."""
    weeks_of_logs: int

    @property
    def ladder(self) -> tuple[str, ...]:
        """The plans of the reader's kind, smallest first."""
        return LADDERS[self.plan]

    @property
    def one_hour(self) -> float:
        """Share of the cache writes on a plan that live for an hour."""
        return 1 - self.sidechains


def draw(rng: random.Random) -> Reader:
    """Return one reader."""
    split, context, mix = _split(rng), int(_between(rng, 60_000, 200_000)), _mix(rng)
    usd_then = MEDIAN_USD_THEN * exp(rng.gauss(0, SIGMA_USD_THEN))
    mtok = usd_then / USD_THEN_PER_MTOK * NEW_TOKENS
    weekdays = _weekdays(rng)
    world = _world(rng, _families_meter(rng, mix))
    units_a_week = mtok * sum(weekdays) * sum(share * weight for share, weight in zip(mix, world.weights, strict=True))
    return Reader(
        plan=_plan(rng, world, units_a_week, fable=mix[0] > 0),
        world=world,
        mtok_per_day=mtok,
        mix=mix,
        split=split,
        context=context,
        sidechains=rng.uniform(0.05, 0.4),
        pauses=rng.uniform(0.1, 0.6),
        weekdays=weekdays,
        start=rng.randrange(24),
        hours=rng.uniform(2, 10),
        bursts=(rng.uniform(0.15, 0.5), rng.uniform(0.3, 0.9), 0.5),
        growth=rng.gauss(0.01, 0.03),
        planned=rng.choice((1.5, 2.0, 3.0)) if rng.random() < 0.1 else 1.0,
        elsewhere=rng.choice((0.0, rng.uniform(0.0, 0.3))),
        work=rng.choice(("lost", "delayed", "elsewhere")),
        hour_price=rng.choices((0, 2, 5, 10, 20, 50, 100), (10, 10, 20, 20, 20, 15, 5))[0],
        switches=rng.random() < 0.5,
        resets=rng.random() < 0.5,
        banked=rng.random() < 0.1,
        tier=rng.choices(("start", "build", "scale"), (50, 20, 30))[0],
        weeks_of_logs=rng.choice((4, 4, 6)),
    )


def _between(rng: random.Random, low: float, high: float) -> float:
    """Return a number that is even on a logarithmic scale."""
    return exp(rng.uniform(log(low), log(high)))


def _split(rng: random.Random) -> Split:
    """Around the published mix, as far as the observed ones lie apart."""
    write, output, fresh = _between(rng, 0.02, 0.06), _between(rng, 0.002, 0.012), _between(rng, 0.0003, 0.004)
    return Split(input=fresh, output=output, read=1 - write - output - fresh, write=write)


def _mix(rng: random.Random) -> tuple[float, ...]:
    """Most use Opus and Sonnet (the default models), some one alone, few Haiku or Fable: a guess."""
    kind = rng.random()
    opus = rng.choice((0.2, 0.35, 0.5, 0.65, 0.8))
    if kind < 0.25:
        return (0.0, 1.0, 0.0, 0.0)
    if kind < 0.45:
        return (0.0, 0.0, 1.0, 0.0)
    if kind < 0.85:
        return (0.0, opus, 1 - opus, 0.0)
    if kind < 0.95:
        return (0.0, 0.0, 0.7, 0.3)
    return (0.3, 0.7, 0.0, 0.0)


def _weekdays(rng: random.Random) -> tuple[float, ...]:
    """About five days a week, a few people one or seven; a usual day is worked nine times in ten."""
    count = rng.choices(range(1, 8), (3, 5, 10, 15, 42, 13, 12))[0]
    chosen = set(range(5) if count == 5 else rng.sample(range(7), count))
    return tuple(0.92 if day in chosen else 0.03 for day in range(7))


def _families_meter(rng: random.Random, mix: tuple[float, ...]) -> tuple[str, float] | None:
    """Fable is included up to half of the week; a third of the accounts have a meter for Sonnet or Opus."""
    if mix[0]:
        return "fable", 0.5
    if rng.random() < 1 / 3:
        return rng.choice(("opus", "sonnet")), rng.uniform(0.5, 1.0)
    return None


def _world(rng: random.Random, own_meter: tuple[str, float] | None) -> World:
    meter = rng.choice(("dollars", "weighted"))
    weights = _weights(rng, meter)
    pro = _between(rng, *WEEK_PRO_USD) * _units_per_usd(weights)
    maximum = pro * rng.uniform(MAX_OVER_PRO[0] * 0.8, MAX_OVER_PRO[1] * 1.2)
    ultra = pro * rng.choices(*zip(*ULTRA_OVER_PRO, strict=True))[0]
    week = {"pro": pro, "max": maximum, "ultra": max(ultra, maximum)}
    week |= {"team_standard": pro * rng.uniform(1.0, 1.5), "team_premium": maximum * 1.25}
    session = pro * _between(rng, *FIVE_HOURS_OF_WEEK)
    five: dict[str, float | None] = {plan: session * SESSION_OVER_PRO[plan] for plan in SESSION_OVER_PRO}
    if rng.random() < 0.8:
        five["ultra"] = None
    return World(
        meter=meter,
        week=week,
        five_hours=five,
        own_meter=own_meter,
        weights=weights,
        read_weight=rng.uniform(0, 1 / 70),
        sliding=rng.random() < 0.3,
        drifting=rng.random() < 0.25,
        anchor=rng.randrange(168),
    )


def _weights(rng: random.Random, meter: str) -> tuple[float, ...]:
    """Return units of a million tokens of the published mix, by family.

    In dollars, or by what two users fitted: cache reads weigh nothing to 1/70 of fresh input, Opus 1, Fable 3.25, Haiku
    0.1, Sonnet (not fitted) by its list price.
    """
    dollars = [blended(rates(family, 100_000), PUBLISHED, ONE_HOUR) for family in FAMILIES]
    if meter == "dollars" or rng.random() < 0.5:
        return tuple(dollars)
    opus = dollars[1]
    return (3.25 * opus, opus, dollars[2], 0.1 * opus)


def _units_per_usd(weights: tuple[float, ...]) -> float:
    """A week is drawn in dollars of half Opus, half Sonnet."""
    dollars = [blended(rates(family, 100_000), PUBLISHED, ONE_HOUR) for family in ("opus", "sonnet")]
    return (weights[1] + weights[2]) / sum(dollars)


def _plan(rng: random.Random, world: World, units_a_week: float, *, fable: bool) -> str:
    """Return the smallest plan that the reader thought enough: right within a factor of two, mostly."""
    ladder = PLANS["team"] if rng.random() < 0.1 else PLANS["individual"]
    if fable:
        return "ultra" if rng.random() < 0.5 else "max"
    guess = units_a_week * exp(rng.gauss(0, 0.7))
    return next((plan for plan in ladder if world.week[plan] >= guess), ladder[-1])
