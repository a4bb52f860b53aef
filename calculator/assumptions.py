"""Everything that an answer takes for granted, one sentence each: of the demand, of the plan, and of a blocked hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator import fable, five_hours, money
from calculator.forecast import HUNDRED, MILLION
from calculator.scenario import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.capacity import Capacity
    from calculator.case import Case
    from calculator.catalog import Catalog
    from calculator.scenario import Scenario
    from calculator.seen import OwnWeek
    from calculator.weeks import Demand


def assumptions(case: Case, capacity: Capacity, scenario: Scenario, catalog: Catalog) -> tuple[str, ...]:
    """Return what an answer rests on beside what the reader said, each sentence once."""
    unknowns = (unknown.why for unknown in case.demand.unknowns)
    plan, hours = _of_the_plan(case, capacity, scenario, catalog), _of_hours(case, scenario)
    short = _of_five_hours(case, catalog, assumed=not capacity.known)
    fast = _of_fast_mode(case.demand)
    return tuple(dict.fromkeys((*case.demand.basis, *fast, *unknowns, *plan, *short, *hours)))


def _of_fast_mode(demand: Demand) -> Iterator[str]:
    whole = sum(week.usd for week in demand.weeks)
    share = (whole - sum(week.held_usd for week in demand.weeks)) * HUNDRED // max(whole, 1)
    if share:
        yield (
            f"{share}% of it, in dollars, is in fast mode, which no plan holds: it is billed to usage credits from the"
            " first token. So it comes on top of every plan's fee, counts to no limit and is blocked by none."
        )


def _of_the_plan(case: Case, capacity: Capacity, scenario: Scenario, catalog: Catalog) -> Iterator[str]:
    if case.own_week is not None:
        yield _of_a_model(case, case.own_week)
    if case.demand.apart == fable.FAMILY and case.week_of_a_model is None:
        yield fable.said(catalog)
    if not capacity.known:
        yield from _without_evidence(capacity)
        return
    if len(capacity.bounds) > 1:
        yield "The weekday of your reset is not known: every one that your evidence allows is taken to be as likely."
    if any(bound.high is None for _, bound in capacity.bounds):
        yield (
            "Nothing says how much your plan holds at the most: it is taken to lie between what is sure and what"
            " published facts allow, at least twice of what is sure."
        )
    if case.demand.seen:
        counted = (
            "list prices"
            if scenario.meter == "cost" or case.demand.tokens is None
            else "tokens by weights that two users fitted"
        )
        yield f"Your plan is taken to count {counted}; Anthropic publishes no meter."
    if case.demand.route == "exports":
        yield "Blocked work is taken to be an even share of each week, since exports do not tell hours."
    if not case.demand.seen:
        yield "Work is taken to be even over your active days, which begin on Monday."


def _of_a_model(case: Case, own: OwnWeek) -> str:
    often = "once" if own.walls == 1 else f"{own.walls} times"
    times = f"reached {often}" if own.walls else "not reached in them"
    if case.week_of_a_model is None:
        why = "your logs show that you went on" if own.goes_on else "as if you always went on"
        return (
            f"Your files tell of a weekly limit of a single model, {times}. No number here counts with it: {why} with"
            " another model there."
        )
    model, ordinary = own.family.capitalize(), sum(week.own.meter for week in case.demand.weeks if week.own)
    a_week = max(ordinary // len(case.demand.weeks), 1)
    low, high = (end * HUNDRED * case.demand.mean_meter // (MILLION * a_week) for end in case.week_of_a_model)
    return (
        f"Your files tell of a weekly limit of a single model, {model}, {times}. By your logs it holds {low} to {high}%"
        f" of your ordinary week of {model}; on other plans, more or less of it as of their weeks. Past it, work on"
        f" {model} is blocked or paid for, as if you never switched models, and other models go on."
    )


def _of_five_hours(case: Case, catalog: Catalog, *, assumed: bool) -> Iterator[str]:
    said = five_hours.said(case, catalog, assumed=assumed)
    if said is not None:
        yield said
    if case.demand.route == "logs":
        yield (
            "The five-hour limit is taken to count the past five hours at every moment; sources disagree."
            if case.rules.sliding
            else "The five-hour limit is taken to begin with the first use after the last five hours ended; sources"
            " disagree."
        )


def _without_evidence(capacity: Capacity) -> Iterator[str]:
    if capacity.prior is not None:
        low, high = map(money.show_about, capacity.prior)
        yield (
            f"You gave no evidence of your plan: its week is taken to hold between {low} and {high} of use at list"
            " prices, as wide as published facts are; and, as far as that allows, an ordinary week of yours, since few"
            " users were expected to reach the limit, or two fifths of one at least."
        )


def _of_hours(case: Case, scenario: Scenario) -> Iterator[str]:
    yield (
        "Where use drifts or grows, your hours of work do so by its square root: half of it, by ratios, is longer work,"
        " half is more in each hour."
    )
    if scenario.hour is not None and scenario.hour == DEFAULT.hour:
        yield f"A blocked hour costs you {money.show_price(scenario.hour)}, the default of this page."
    if case.demand.route != "logs" and scenario.hours == DEFAULT.hours:
        yield f"An active day has {money.plain(scenario.hours)} hours of work, the default of this page."
