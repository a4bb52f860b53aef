"""A reader's past as exports tell it, by the day: the weeks it makes, and what a plan let through of it.

What exports leave open is a factor among the unknowns, or stands on what the reader says: hours of an active day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from calculator import dates, fable, money
from calculator.adjustments import changed
from calculator.forecast import HUNDRED, MILLION
from calculator.measured import week_factor
from calculator.ordinary_week import START_OF_WORK, WEEK_PERCENTS, WEEKS_PER_MONTH
from calculator.passed import Passed
from calculator.rates import PICO
from calculator.spending import VARIANTS
from calculator.usage import Tokens
from calculator.weekly import FEW_WEEKS, sample_of
from calculator.weeks import PROMPTS, Demand, Slot, Unknown, scaled, week
from calculator.windows import DAYS_OF_WEEK, MINUTES_OF_DAY, reset_before

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.scenario import Scenario
    from calculator.spending import Amount, Spending
    from calculator.weeks import Week

PAUSES = (100, 150)
"""Percent of the cost of what a plan cached for an hour, or nobody says for how long: under an API key's five minutes
some of what was read is written again, at 12.5 times the price. Our assumption: at most about 8% of the reads."""
EXPORTS = "exports"


def demand_of(spending: Spending, scenario: Scenario, catalog: Catalog) -> Demand:
    """Return the demand that exports with at least one day of use show."""
    weeks = [_week(spending, number, scenario) for number in reversed(range(_count(spending)))]
    if spending.count < DAYS_OF_WEEK:
        weeks = [scaled(each, MILLION * DAYS_OF_WEEK // spending.count) for each in weeks]
    sample = sample_of(weeks)
    if len(weeks) < FEW_WEEKS or "month" in spending.periods:
        weeks = [scaled(each, percent * MILLION // HUNDRED) for each in weeks for percent in WEEK_PERCENTS]
    unknowns = (sample, *_unknowns(spending), *_blocked(spending, scenario))
    low = money.ROUNDED.multiply(money.ratio(sum(each.usd for each in weeks) // len(weeks), MILLION), WEEKS_PER_MONTH)
    high = low
    for unknown in unknowns[1:]:
        high = money.ROUNDED.multiply(high, money.ratio(unknown.high, MILLION))
    tokens = {
        family: Tokens(*(part * DAYS_OF_WEEK // spending.count for part in parts))
        for family, parts in spending.tokens.items()
    }
    found = Demand(
        low=low,
        high=high,
        basis=tuple(_basis(spending)),
        weeks=tuple(weeks),
        unknowns=unknowns,
        variants=VARIANTS if spending.has_tokens else (),
        long_prompts=_long_prompts(spending) if spending.has_tokens else (),
        tokens=tokens if spending.has_tokens else None,
        route=EXPORTS,
    )
    found = fable.told_apart(found, spending.share(fable.FAMILY), scenario, catalog)
    return changed(found, scenario, catalog)


def _count(spending: Spending) -> int:
    """Return the number of whole weeks, counted back from the last day; what there is stands for one."""
    return max(spending.count // DAYS_OF_WEEK, 1)


def _week(spending: Spending, number: int, scenario: Scenario) -> Week:
    """Return the week that ends so many weeks before the last day; its active days are the days with use."""
    last = spending.last - timedelta(days=number * DAYS_OF_WEEK)
    minutes = int(scenario.hours * 60)
    if spending.periods & {"week", "month"}:
        minutes = minutes * scenario.days // DAYS_OF_WEEK
    days = [last - timedelta(days=back) for back in range(DAYS_OF_WEEK)]
    amounts = [(day, spending.days[day]) for day in days if day in spending.days]
    slots = [
        Slot(
            at=day.weekday() * MINUTES_OF_DAY + START_OF_WORK,
            usd=(amount.usd - amount.fast) // PICO,
            meter=_metered(spending, amount, scenario.meter),
            minutes=minutes,
        )
        for day, amount in amounts
        if amount.usd > amount.fast
    ]
    beside = sum(amount.fast for _, amount in amounts) // PICO, minutes * (len(amounts) - len(slots))
    others = [sum(parts) // PICO for parts in zip(*(amount.others for _, amount in amounts), strict=True)]
    return week(slots, tuple(others or [0] * len(VARIANTS)), beside=beside)


def _metered(spending: Spending, amount: Amount, meter: str) -> int:
    """Return what the plan's meter counts of an amount: dollars where tokens are not known."""
    return (amount.weights if meter == "weights" and spending.has_tokens else amount.made) // PICO


def _long_prompts(spending: Spending) -> tuple[int, ...]:
    """Return what each of the variants costs with long prompts against short ones, in millionths."""
    total = spending.total
    asis = max(total.longest * MILLION // max(total.usd, 1), MILLION)
    return tuple(spending.long_prompts.get(name, asis) for name in VARIANTS)


def _unknowns(spending: Spending) -> Iterator[Unknown]:
    """Yield what else the same tokens may cost an API key."""
    total = spending.total
    if total.longest > total.usd:
        yield Unknown(
            id=PROMPTS,
            low=MILLION,
            high=total.longest * MILLION // total.usd,
            why="How long each prompt was is not in your exports: between all short and all as long as a day's sum"
            " allows, where a model charges more for long ones.",
        )
    if total.paused:
        more = (PAUSES[1] - HUNDRED) * MILLION // HUNDRED
        yield Unknown(
            id="pauses",
            low=MILLION,
            high=MILLION + more * total.paused // total.usd,
            why="Pauses are not in your exports: where a plan kept the cache for an hour, or they do not say for how"
            f" long, an API key's 5 minutes are taken to cost up to {PAUSES[1] - HUNDRED}% more, an assumption of this"
            " page.",
        )


def _blocked(spending: Spending, scenario: Scenario) -> Iterator[Unknown]:
    """Yield how much a weekly limit may have kept out of what a plan let through."""
    if spending.account or not scenario.wall.isdigit() or int(scenario.wall) >= DAYS_OF_WEEK:
        return
    yield Unknown(
        id="blocked_work",
        low=MILLION,
        high=DAYS_OF_WEEK * MILLION // int(scenario.wall),
        why=f"You reach the weekly limit on day {scenario.wall}: your exports may hold all that you wanted, where you"
        " did it later, or only the part of the week until then.",
        after_evidence=True,
    )


def passed(spending: Spending, meter: str, catalog: Catalog, on: date, *, beside: str = "") -> Passed:
    """Return the heaviest weeks by the weekday of the reset, rescaled to the limits of the day `on`.

    Nothing is known of five hours. A model family that runs `beside` the plan is left out, as its part of all dollars.
    """
    part = MILLION - spending.share(beside)
    counted = {day: _metered(spending, amount, meter) * part // MILLION for day, amount in spending.days.items()}
    now, weeks = week_factor(catalog, on), []
    for anchor in range(DAYS_OF_WEEK):
        sure = most = 0
        start = reset_before(spending.first, anchor)
        while start <= spending.last:
            then = week_factor(catalog, start)
            rest = sum(counted.get(start + timedelta(days=number), 0) for number in range(1, DAYS_OF_WEEK))
            sure = max(sure, rest * now // then)
            most = max(most, (rest + counted.get(start, 0)) * now // then)
            start += timedelta(days=DAYS_OF_WEEK)
        weeks.append((sure, most))
    return Passed(tuple(weeks), 0, 0)


def _basis(spending: Spending) -> Iterator[str]:
    if spending.unpriced_tokens:
        yield f"{spending.unpriced_tokens:,} tokens have no price and are not in this: the true amount is higher."
    if spending.left_out:
        yield (
            f"{spending.left_out:,} entries of your exports are in the totals and not in this: their day is not over,"
            " or cannot be."
        )
    count = _count(spending)
    yield (
        f"Your exports from {dates.show_span(spending.first, spending.last)}, {spending.count} days: a month is drawn"
        f" {f'from single weeks among {count} whole weeks' if count > 1 else 'from one week'} in them, counted back"
        " from the last day."
    )
    if count < FEW_WEEKS:
        yield "Less than three whole weeks: how weeks differ is an assumption of this page."
    yield from _spread(spending)
    yield (
        "Exports do not tell the hours of a day, pauses, sub-agents or five-hour windows: every day with use has the"
        " hours that you type, and none of the rest is known."
    )
    yield (
        "Tokens are priced at today's prices as an API key would be billed, with a 5-minute cache."
        if spending.has_tokens
        else "Some of your exports tell dollars alone: these stay at the prices of their days, and no other model or"
        " mode is priced."
    )
    yield (
        "Your exports tell of an API account, which no plan limited: they measure no plan. A weekly limit that you name"
        " is taken to be met in weeks like these."
        if spending.account
        else "Exports show what your plan let through. If you were blocked, you wanted more than this."
    )


def _spread(spending: Spending) -> Iterator[str]:
    for period in sorted(spending.periods & {"week", "month"}):
        yield (
            f"An entry of your exports spans a {period}: its use is taken to be even over all of its days, and the"
            " hours of your active days too."
        )
    if "session" in spending.periods:
        yield "An entry of your exports spans a session: all of it is taken to be of the session's last day."
    if "month" in spending.periods:
        yield "Months do not tell how weeks differ, so that is an assumption of this page."
