"""A described month as weeks about an ordinary one: nobody who types it tells single weeks apart."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from calculator import money
from calculator.forecast import HUNDRED, MILLION
from calculator.otherwise import millionths
from calculator.weeks import PROMPTS, Demand, Slot, Unknown, Week, week
from calculator.windows import DAYS_OF_WEEK, MINUTES_OF_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calculator.otherwise import Other
    from calculator.scenario import Scenario
    from calculator.usage import Tokens

WEEKS_PER_MONTH = money.ratio(Decimal("365.25"), 84)
"""365.25 days a year, 12 months, 7 days a week."""

WEEK_PERCENTS = (50, 65, 75, 85, 95, 100, 105, 115, 125, 135, 150)
"""Weeks of a reader without logs, against their ordinary week: our assumption. The middle 80% lie from 65 to 135."""

START_OF_WORK = 9 * 60
"""Minutes after midnight at which a described day begins; only the drawing of a week shows it."""

NONE: Mapping[str, Other] = MappingProxyType({})


def per_month(usd_per_active_day: Decimal, scenario: Scenario) -> Decimal:
    """Return a month of the reader's active days at so much a day."""
    return money.ROUNDED.multiply(usd_per_active_day * scenario.days, WEEKS_PER_MONTH)


def demand_of(  # noqa: PLR0913  # the parts of one result
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
