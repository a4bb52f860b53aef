"""A month of days like one that Anthropic publishes, converted from the models of its time to today's."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from calculator import money, ordinary_week
from calculator.forecast import HUNDRED, MILLION
from calculator.mix import mtok_then, preset_shares, rates_of
from calculator.usage import Tokens
from calculator.weeks import Unknown

if TYPE_CHECKING:
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.otherwise import Families
    from calculator.scenario import Scenario
    from calculator.weeks import Demand

PUBLISHED_DAYS = ("light", "average", "heavy")
"""In order of their amounts. A reader picks the nearest: each stands for the days half-way to its neighbours."""

BY_MEMORY = Decimal("1.1")
"""Nobody measures which day is nearest: those that are picked lie up to so many times beyond half-way, too. Our
assumption."""

MODELS_THEN = {
    "light": ("claude-sonnet-4-6",),
    "average": ("claude-opus-4-6", "claude-sonnet-4-6"),
    "heavy": ("claude-opus-4-6", "claude-sonnet-4-6"),
}
"""The models that a published figure may have been measured on. The page that publishes them names Sonnet for the
older figure and none for the newer ones, so these are a range from all Opus to all Sonnet."""

OWN_SPLIT = (60, 175)
"""Percent of the published split's cost that a reader's own tokens, pauses and judgement may bring: our assumption."""


def demand_of(scenario: Scenario, catalog: Catalog, on: date, families: Families) -> Demand:
    """Return the demand of a reader whose days are like the published one that they chose."""
    fact = catalog.facts[f"usage.{scenario.day}.usd_per_active_day"]
    tokens = [mtok_then(fact.number, rates_of(catalog, name, on), catalog) for name in MODELS_THEN[scenario.day]]
    rate = families.of(dict(scenario.mix))
    factor = catalog.facts["tokenizer.new_over_old"].number
    return ordinary_week.demand_of(
        scenario,
        (
            ordinary_week.per_month(money.ROUNDED.multiply(min(tokens) * factor, rate), scenario),
            ordinary_week.per_month(money.ROUNDED.multiply(max(tokens) * factor, rate), scenario),
        ),
        _basis(scenario, money.show_price(fact.number), factor),
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


def _basis(scenario: Scenario, amount: str, factor: Decimal) -> tuple[str, ...]:
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


def _tokens(scenario: Scenario, mtok_per_day: Decimal, catalog: Catalog) -> dict[str, Tokens]:
    """Return tokens of an ordinary week by model family, at the middle of what the published figure allows."""
    shares = preset_shares(catalog)
    total = mtok_per_day * MILLION * scenario.days
    return {
        family: Tokens(**{kind: int(total * share * percent / HUNDRED) for kind, share in shares.items()})
        for family, percent in scenario.mix
    }
