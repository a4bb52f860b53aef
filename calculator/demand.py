"""What a month of this reader costs at API list prices, from what they say of an ordinary day.

Three routes, one result: a published day, hours of agent time, or an amount the reader saw. Logs are the fourth, in
`calculator.weekly`, and exports the fifth, in `calculator.daily`.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from calculator import fable, money, ordinary_week, published_day
from calculator.adjustments import changed
from calculator.otherwise import Families
from calculator.scenario import AGENT_HOURS, OWN

if TYPE_CHECKING:
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.scenario import Scenario
    from calculator.weeks import Demand

RUN_SPREAD = (Decimal("0.5"), Decimal(2))
"""One run that somebody measured stands for half to twice its cost: our assumption."""

SESSION_SPREAD = (Decimal("0.5"), Decimal(3))
"""A typical session that a reader types stands for half to three times its cost: the mean lies above a typical session,
since a few are dear (TraceLab: median 0.61, mean 9.70 dollars), and a 5-minute cache writes again after pauses."""


def described(scenario: Scenario, catalog: Catalog, on: date) -> Demand:
    """Return the demand that a scenario describes, at the prices of the day `on`."""
    families = _families(catalog, on, by_hours=scenario.day == AGENT_HOURS)
    if scenario.day == OWN:
        found = _own_amount(scenario)
    elif scenario.day == AGENT_HOURS:
        found = _agent_hours(scenario, catalog, families)
    else:
        found = published_day.demand_of(scenario, catalog, on, families)
    found = fable.told_apart(found, families.share(fable.FAMILY, scenario), scenario, catalog)
    return changed(found, scenario, catalog)


def _own_amount(scenario: Scenario) -> Demand:
    a_day = money.times(scenario.session_usd or money.ZERO, scenario.sessions)
    low, high = (ordinary_week.per_month(money.times(a_day, factor), scenario) for factor in SESSION_SPREAD)
    return ordinary_week.demand_of(
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
        ordinary_week.per_month(money.times(money.ROUNDED.multiply(an_hour, scenario.hours), factor), scenario)
        for factor in RUN_SPREAD
    )
    return ordinary_week.demand_of(
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
