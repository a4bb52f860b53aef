"""What a month of this reader costs at API list prices, from what they say of an ordinary day.

Three routes, one result: a published day, hours of agent time, or an amount the reader saw. Logs are the fourth, in
`calculator.history`.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from calculator import fable, money
from calculator.forecast import MILLION
from calculator.mix import mtok_then, preset_shares, rates_of
from calculator.otherwise import Families, millionths
from calculator.scenario import AGENT_HOURS, HUNDRED, OWN
from calculator.usage import Tokens
from calculator.weeks import PROMPTS, Demand, Slot, Unknown, Week, week
from calculator.windows import DAYS_OF_WEEK, MINUTES_OF_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.otherwise import Other
    from calculator.scenario import Scenario

WEEKS_PER_MONTH = money.ratio(Decimal("365.25"), 84)
"""365.25 days a year, 12 months, 7 days a week."""

RUN_SPREAD = (Decimal("0.5"), Decimal(2))
"""One run that somebody measured stands for half to twice its cost: our assumption."""

SESSION_SPREAD = (Decimal("0.5"), Decimal(3))
"""A typical session that a reader types stands for half to three times its cost: the mean lies above a typical session,
since a few are dear (TraceLab: median 0.61, mean 9.70 dollars), and a 5-minute cache writes again after pauses."""

DRIFT = (62, 160)
"""Percent of the use so far that the months to come may bring: our assumption."""

OWN_SPLIT = (60, 175)
"""Percent of the published split's cost that a reader's own tokens, pauses and judgement may bring: our assumption."""

WEEK_PERCENTS = (50, 65, 75, 85, 95, 100, 105, 115, 125, 135, 150)
"""Weeks of a reader without logs, against their ordinary week: our assumption. The middle 80% lie from 65 to 135."""

START_OF_WORK = 9 * 60
"""Minutes after midnight at which a described day begins; only the drawing of a week shows it."""

MODELS_THEN = {
    "light": ("claude-sonnet-4-6",),
    "average": ("claude-opus-4-6", "claude-sonnet-4-6"),
    "heavy": ("claude-opus-4-6", "claude-sonnet-4-6"),
}
"""The models that a published figure may have been measured on. The page that publishes them names Sonnet for the
older figure and none for the newer ones, so these are a range from all Opus to all Sonnet."""

NONE: Mapping[str, Other] = MappingProxyType({})

PUBLISHED_DAYS = ("light", "average", "heavy")
"""In order of their amounts. A reader picks the nearest: each stands for the days half-way to its neighbours."""

BY_MEMORY = Decimal("1.1")
"""Nobody measures which day is nearest: those that are picked lie up to so many times beyond half-way, too. Our
assumption."""

GONE = frozenset({"lost", "elsewhere"})
"""What may have become of blocked work so that none of it was done later."""
MAY_BE = {True: "It may be half of that, or twice.", False: "It may be none, where you did it later, or twice that."}
"""How much work a limit kept out, by whether it is gone."""


def described(scenario: Scenario, catalog: Catalog, on: date) -> Demand:
    """Return the demand that a scenario describes, at the prices of the day `on`."""
    families = _families(catalog, on, by_hours=scenario.day == AGENT_HOURS)
    if scenario.day == OWN:
        found = _own_amount(scenario)
    elif scenario.day == AGENT_HOURS:
        found = _agent_hours(scenario, catalog, families)
    else:
        found = _published_day(scenario, catalog, on, families)
    found = fable.told_apart(found, families.share(fable.FAMILY, scenario), scenario, catalog)
    return changed(found, scenario, catalog)


def changed(demand: Demand, scenario: Scenario, catalog: Catalog) -> Demand:
    """Return the demand with what the reader says of it beside: agents, other surfaces, blocked work, growth."""
    factors = [
        unknown for unknown in _changes(demand, scenario, catalog) if (unknown.low, unknown.high) != (MILLION,) * 2
    ]
    low, high = demand.low, demand.high
    for factor in (factor for factor in factors if factor.id != "drift"):
        low = money.ROUNDED.multiply(low, money.ratio(factor.low, MILLION))
        high = money.ROUNDED.multiply(high, money.ratio(factor.high, MILLION))
    return replace(
        demand,
        low=low,
        high=high,
        unknowns=(*demand.unknowns, *factors),
        basis=(*demand.basis, *(factor.why for factor in factors)),
    )


def _changes(demand: Demand, scenario: Scenario, catalog: Catalog) -> Iterator[Unknown]:
    if not demand.seen:
        yield _exactly(
            "agents",
            scenario.agents * MILLION,
            (f"{scenario.agents} agents side by side use {scenario.agents} times as much: an assumption of this page."),
        )
        team = catalog.facts["usage.agent_teams.tokens_over_session"].number
        yield _exactly(
            "teams",
            MILLION + int((team - 1) * scenario.teams * MILLION / HUNDRED),
            (f"Agent teams do {scenario.teams}% of the work; they use about {money.plain(team)} times the tokens."),
        )
    low, high = DRIFT
    yield Unknown(
        id="drift",
        low=low * MILLION // HUNDRED,
        high=high * MILLION // HUNDRED,
        why=f"The month to come is another one: use is taken to drift to between {low} and {high}% of the use so far.",
        after_evidence=True,
    )
    yield _exactly(
        "growth",
        scenario.growth * MILLION // HUNDRED,
        (f"Your use to come is {scenario.growth}% of the use described here."),
        after_evidence=True,
    )
    if demand.route in {"described", "typed"}:
        yield from _kept_out(scenario)


def _exactly(name: str, factor: int, why: str, *, after_evidence: bool = False) -> Unknown:
    return Unknown(id=name, low=factor, high=factor, why=why, after_evidence=after_evidence)


def _kept_out(scenario: Scenario) -> Iterator[Unknown]:
    """Yield how much more is wanted than what the five-hour limit let through: a day is described as it was spent.

    Hours of agents are those that are wanted. What the weekly limit takes is none of it: a day is described that it did
    not end. Evidence of the plan is told against the same day and stays; of what published dollars bound, less is held.
    """
    hours = scenario.hours * scenario.days
    if not scenario.short or not hours:
        return
    share = int(money.ratio(min(scenario.short, hours) * MILLION, hours))
    gone = scenario.lost in GONE
    yield Unknown(
        id="blocked_work",
        low=MILLION + share // 2 if gone else MILLION,
        high=MILLION + 2 * share,
        why="Your day is as the five-hour limit let it be: what it takes is added, by the hours that you name."
        f" {MAY_BE[gone]}",
    )


def per_month(usd_per_active_day: Decimal, scenario: Scenario) -> Decimal:
    """Return a month of the reader's active days at so much a day."""
    return money.ROUNDED.multiply(usd_per_active_day * scenario.days, WEEKS_PER_MONTH)


def _own_amount(scenario: Scenario) -> Demand:
    a_day = money.times(scenario.session_usd or money.ZERO, scenario.sessions)
    low, high = (per_month(money.times(a_day, factor), scenario) for factor in SESSION_SPREAD)
    return _demand(
        scenario,
        (low, high),
        (
            "The amount from /usage is Claude Code's own estimate of one session at list prices, and /clear resets it.",
            "Your mean session is taken to cost between half and three times as much: a few dear ones lift it, and"
            " an API key's shorter cache writes again after pauses. An assumption of this page.",
            "The amount already holds the models you used, so the choice of models does not change it.",
        ),
        route="typed",
    )


@lru_cache(maxsize=2)  # at every change of an input it is asked for again
def _families(catalog: Catalog, on: date, *, by_hours: bool) -> Families:
    return Families(catalog, on, _measured(catalog) if by_hours else None)


def _measured(catalog: Catalog) -> dict[str, Decimal]:
    """Return US dollars of an hour in which one agent runs, by model family, where a run was measured."""
    return {family: catalog.facts[f"usage.per_agent_hour.{family}_5_5"].number for family in ("opus", "sonnet")}


def _agent_hours(scenario: Scenario, catalog: Catalog, families: Families) -> Demand:
    an_hour, measured = families.of(dict(scenario.mix)), _measured(catalog)
    low, high = (
        per_month(money.times(money.ROUNDED.multiply(an_hour, scenario.hours), factor), scenario)
        for factor in RUN_SPREAD
    )
    return _demand(
        scenario,
        (low, high),
        (
            f"An hour in which one agent runs: {money.show_price(measured['opus'])} on Opus 5.5,"
            f" {money.show_price(measured['sonnet'])} on Sonnet 5.5, from one measured run each. Other models in"
            " proportion to their prices.",
            "Other hours are taken to cost between half and twice as much: an assumption of this page.",
        ),
        sources=catalog.facts["usage.per_agent_hour.opus_5_5"].sources,
        others=families.others(scenario),
        long_prompts=families.long_prompts(dict(scenario.mix)),
        route="hours",
    )


def _published_day(scenario: Scenario, catalog: Catalog, on: date, families: Families) -> Demand:
    fact = catalog.facts[f"usage.{scenario.day}.usd_per_active_day"]
    tokens = [mtok_then(fact.number, rates_of(catalog, name, on), catalog) for name in MODELS_THEN[scenario.day]]
    rate = families.of(dict(scenario.mix))
    factor = catalog.facts["tokenizer.new_over_old"].number
    return _demand(
        scenario,
        (
            per_month(money.ROUNDED.multiply(min(tokens) * factor, rate), scenario),
            per_month(money.ROUNDED.multiply(max(tokens) * factor, rate), scenario),
        ),
        _published_basis(scenario, money.show_price(fact.number), factor),
        sources=fact.sources,
        unknowns=(_nearest(scenario.day, catalog), _own_split()),
        tokens=_tokens(scenario, money.ratio(min(tokens) + max(tokens), 2) * factor, catalog),
        others=families.others(scenario),
        long_prompts=families.long_prompts(dict(scenario.mix)),
    )


def _nearest(day: str, catalog: Catalog) -> Unknown:
    """Return how far a day may lie from the published one that its reader found nearest, in ratios.

    Half-way to the next one, and a little beyond; of the first and the last there is no other, so as far again.
    """
    amounts = [catalog.facts[f"usage.{name}.usd_per_active_day"].number for name in PUBLISHED_DAYS]
    place = PUBLISHED_DAYS.index(day)
    own = amounts[place]
    below = money.ratio(own, amounts[place - 1]) if place else None
    above = money.ratio(amounts[place + 1], own) if place + 1 < len(amounts) else None
    down = money.ROUNDED.sqrt(below) if below else above or Decimal(1)
    up = money.ROUNDED.sqrt(above) if above else below or Decimal(1)
    return Unknown(
        id="nearest",
        low=int(money.ratio(MILLION, down * BY_MEMORY)),
        high=int(up * BY_MEMORY * MILLION),
        why=f"You chose {day} as the nearest of three published days; yours may lie a tenth beyond half-way to the"
        " next, since nobody keeps count, or further where there is none.",
    )


def _own_split() -> Unknown:
    low, high = OWN_SPLIT
    return Unknown(
        id="split",
        low=low * MILLION // HUNDRED,
        high=high * MILLION // HUNDRED,
        why="Your own split of tokens and your pauses cost more or less than those of published logs.",
    )


def _published_basis(scenario: Scenario, amount: str, factor: Decimal) -> tuple[str, ...]:
    then = "Sonnet" if len(MODELS_THEN[scenario.day]) == 1 else "something between all Sonnet and all Opus"
    return (
        f"{PUBLISHED[scenario.day].format(amount=amount)}, at the prices of its time. Converted to tokens as {then},"
        " generation 4.6, then priced at today's models.",
        f"Today's models count about {money.plain(factor)} times as many tokens for the same text.",
        "Tokens are split as in published logs: nearly all are cache reads. Cache writes are 5-minute ones, the"
        " default under an API key.",
    )


PUBLISHED = {
    "light": "Anthropic published an average of {amount} per developer and day until April 2026",
    "average": "Anthropic publishes an average of {amount} per developer and active day",
    "heavy": "Anthropic publishes that 90% of developers stay below {amount} per active day",
}


def _demand(  # noqa: PLR0913  # the parts of one result
    scenario: Scenario,
    usd: tuple[Decimal, Decimal],
    basis: tuple[str, ...],
    *,
    sources: tuple[str, ...] = (),
    unknowns: tuple[Unknown, ...] = (),
    tokens: dict[str, Tokens] | None = None,
    others: Mapping[str, Other] = NONE,
    long_prompts: int = MILLION,
    route: str = "described",
) -> Demand:
    """Return a described month as weeks about the middle of its exact bounds with short prompts."""
    low, high = usd
    mid = money.ratio(low + high, 2)
    level = Unknown(
        id="level",
        low=millionths(low, mid),
        high=millionths(high, mid),
        why="What the figure that this rests on stands for is known only within these bounds.",
    )
    a_week = int(money.ROUNDED.divide(mid * MILLION, WEEKS_PER_MONTH))
    return Demand(
        low=low,
        high=money.ROUNDED.multiply(high, money.ratio(long_prompts, MILLION)),
        basis=(*basis, *_WEEKS_BASIS),
        sources=sources,
        weeks=_weeks(scenario, a_week, tuple(other.times for other in others.values())),
        variants=tuple(others),
        long_prompts=tuple(other.long_prompts for other in others.values()),
        unknowns=(level, *_prompts(long_prompts), *unknowns),
        tokens=tokens,
        route=route,
    )


def _prompts(times: int) -> tuple[Unknown, ...]:
    if times == MILLION:
        return ()
    why = "A model that you chose charges more for long prompts, and your inputs tell none: all may be short, or long."
    return (Unknown(id=PROMPTS, low=MILLION, high=times, why=why),)


_WEEKS_BASIS = (
    "Weeks differ: the middle 80% of yours are taken to lie between 65 and 135% of an ordinary one, an assumption of"
    " this page. Your logs would replace it.",
)


def _weeks(scenario: Scenario, usd: int, others: tuple[int, ...]) -> tuple[Week, ...]:
    """Return the weeks of a described reader: active days from Monday on, work spread evenly over their hours."""
    minutes = int(scenario.hours * 60)
    return tuple(
        week(
            [
                Slot(
                    at=day * MINUTES_OF_DAY + START_OF_WORK,
                    usd=usd * percent // (HUNDRED * scenario.days),
                    meter=usd * percent // (HUNDRED * scenario.days),
                    minutes=minutes * percent // HUNDRED,
                )
                for day in range(min(scenario.days, DAYS_OF_WEEK))
            ],
            tuple(usd * percent // HUNDRED * other // MILLION for other in others),
        )
        for percent in WEEK_PERCENTS
    )


def _tokens(scenario: Scenario, mtok_per_day: Decimal, catalog: Catalog) -> dict[str, Tokens]:
    """Return tokens of an ordinary week by model family, at the middle of what the published figure allows."""
    shares = preset_shares(catalog)
    total = mtok_per_day * MILLION * scenario.days
    return {
        family: Tokens(**{kind: int(total * share * percent / HUNDRED) for kind, share in shares.items()})
        for family, percent in scenario.mix
    }
