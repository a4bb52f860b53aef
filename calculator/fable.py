"""Fable on plans: on some it runs on usage credits from the first message, on others up to a share of the week is held.

That was published for Fable 5, is quoted for Fable 5.1 and not confirmed for Fable 5.2; whoever took it to be part of
every plan would find a plan far too cheap.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from calculator import dates
from calculator.forecast import MILLION
from calculator.weeks import scaled

if TYPE_CHECKING:
    from calculator.catalog import Catalog, Plan
    from calculator.scenario import Scenario
    from calculator.weeks import Demand

FAMILY = "fable"
SHARE = "plan_limits.fable.share_of_week"


def share(plan: Plan, catalog: Catalog) -> int:
    """Return how much of its week a plan holds for Fable at the most, in millionths."""
    return int(catalog.facts[SHARE].number * MILLION) if plan.includes_fable else 0


def beside(scenario: Scenario, catalog: Catalog) -> bool:
    """Tell whether the reader's plan holds none of it, and does not count it."""
    return not catalog.plan(scenario.plan).includes_fable


def told_apart(demand: Demand, part: int, scenario: Scenario, catalog: Catalog) -> Demand:
    """Return a demand of which so many millionths of every week are Fable."""
    if not part:
        return demand
    weeks = tuple(replace(each, own=scaled(each, part)) for each in demand.weeks)
    return replace(demand, weeks=weeks, apart=FAMILY, beside=beside(scenario, catalog))


def said(catalog: Catalog) -> str:
    """Say what is published, and how far it is known."""
    fact = catalog.facts[SHARE]
    with_fee = [plan for plan in catalog.plans if plan.claude_code and plan.usage_included]
    held, billed = (
        _names([plan.name for plan in with_fee if plan.includes_fable is included]) for included in (True, False)
    )
    since = "" if fact.valid_from is None else f", since {dates.show(fact.valid_from)}"
    return (
        f"Fable is taken to run on usage credits on {billed}, and up to {_percent(catalog)} of the week to be part of"
        f" {held}: so Anthropic wrote of Fable 5{since}, and is quoted for Fable 5.1. Nothing confirms it for Fable"
        " 5.2. Past that its work is blocked or paid for, as if you never went on with another model."
    )


def note(plan: Plan, catalog: Catalog) -> str:
    """Say what it means for one plan."""
    if plan.includes_fable:
        return f"Fable is part of it up to {_percent(catalog)} of the week, as published for Fable 5."
    return "Fable is not part of it, as published for Fable 5: it runs on usage credits."


def _percent(catalog: Catalog) -> str:
    return f"{int(catalog.facts[SHARE].number * 100)}%"


def _names(names: list[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1]
