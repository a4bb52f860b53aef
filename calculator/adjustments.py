"""What a reader says beside an ordinary month: agents side by side, blocked work, how the use to come differs.

It is the same on every route, but for what files show already.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from calculator import money
from calculator.forecast import HUNDRED, MILLION
from calculator.weeks import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.catalog import Catalog
    from calculator.scenario import Scenario
    from calculator.weeks import Demand

DRIFT = (62, 160)
"""Percent of the use so far that the months to come may bring: our assumption."""

GONE = frozenset({"lost", "elsewhere"})
"""What may have become of blocked work so that none of it was done later."""
MAY_BE = {True: "It may be half of that, or twice.", False: "It may be none, where you did it later, or twice that."}
"""How much work a limit kept out, by whether it is gone."""


def changed(demand: Demand, scenario: Scenario, catalog: Catalog) -> Demand:
    """Return the demand with what the reader says of it beside: agents, agent teams, blocked work, drift and growth."""
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
            f"{scenario.agents} agents side by side use {scenario.agents} times as much: an assumption of this page.",
        )
        team = catalog.facts["usage.agent_teams.tokens_over_session"].number
        yield _exactly(
            "teams",
            MILLION + int((team - 1) * scenario.teams * MILLION / HUNDRED),
            f"Agent teams do {scenario.teams}% of the work; they use about {money.plain(team)} times the tokens.",
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
        f"Your use to come is {scenario.growth}% of the use described here.",
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
