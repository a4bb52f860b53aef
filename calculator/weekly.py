"""A reader's past as logs tell it, by the week: the weeks of demand that it makes.

Reading is done once, see `calculator.history`; `demand_of` makes a `Demand` of it for each scenario.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from functools import partial
from math import isqrt
from typing import TYPE_CHECKING

from calculator import dates, money, sliding
from calculator.adjustments import GONE, MAY_BE, changed
from calculator.columns import summed
from calculator.dates import HOUR_US, MINUTE_US
from calculator.forecast import HUNDRED, MILLION
from calculator.ordinary_week import WEEK_PERCENTS, WEEKS_PER_MONTH
from calculator.rates import HAIKU, MODEL_CHOICES, PICO, SONNET, model_rates, times
from calculator.usage import Tokens
from calculator.uses import by_minute, in_windows
from calculator.weeks import Demand, Slot, Unknown, Week, scaled, week
from calculator.windows import DAYS_OF_WEEK, HOURS_OF_DAY, MINUTES_OF_DAY, MINUTES_OF_HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from decimal import Decimal

    from calculator.catalog import Catalog
    from calculator.history import History
    from calculator.scenario import Scenario
    from calculator.uses import Uses
    from calculator.windows import Rules

SLOT_MINUTES = 60
"""Work is counted in clock hours in which a response came, as a person would say that they worked from 9 to 12."""
FEW_WEEKS = 3
"""With fewer whole weeks than this, how weeks differ is taken from our assumption for a described reader."""
THOUSAND = 1000
WORKDAYS = 5
"""Days with use in the week of a reader of whom less than a week is known."""
VARIANTS = ("1h", "fast", "opus_to_sonnet", "agents_on_haiku", *MODEL_CHOICES)
"""What else the same responses are priced as: with an hour's cache, in fast mode where a model has one, all of Opus on
Sonnet, side conversations on Haiku, or all on one model."""
HOURS_OF_WEEK = HOURS_OF_DAY * DAYS_OF_WEEK
HOURS_BEFORE_1970 = 3 * HOURS_OF_DAY
"""From the Monday before to 1 January 1970, a Thursday."""


def demand_of(  # noqa: PLR0913  # what was logged, and what was kept out in its two forms
    history: History,
    scenario: Scenario,
    catalog: Catalog,
    on: date,
    wanted: History | None = None,
    *,
    short_hours: Decimal | None = None,
    apart: str = "",
) -> Demand:
    """Return the demand that the logs show.

    Args:
        history: At least one priced response.
        scenario: Names the rules and how demand changes, see `calculator.adjustments.changed`.
        catalog: Prices for the choice of models.
        on: The day whose prices apply.
        wanted: The same logs with what a limit kept out of them; the logs themselves when None.
        short_hours: Hours of work a week that the five-hour limit kept out beside, by the reader's own account.
        apart: A model family whose work is told apart within each week, if one is.
    """
    rules, parts, scale = scenario.rules, history.weeks, _short_span(history)
    weeks = _weeks_of(wanted or history, rules, catalog, on, apart)
    if short_hours:
        weeks = history.once(partial(_with_hours, weeks, short_hours, scale), "hours", short_hours, *weeks)
    kept_out = _kept_out(_weeks_of(history, rules, catalog, on), weeks, scenario.lost)
    if scale != MILLION:
        weeks = [scaled(each, scale) for each in weeks]
    sample = sample_of(weeks)
    if len(weeks) < FEW_WEEKS:
        weeks = [scaled(each, percent * MILLION // HUNDRED) for each in weeks for percent in WEEK_PERCENTS]
    mean = sum(each.usd for each in weeks) // len(weeks)
    if len(parts) >= FEW_WEEKS:
        weeks = history.once(partial(widened, weeks), "wide", *weeks)
    month = money.ROUNDED.multiply(money.ratio(mean, MILLION), WEEKS_PER_MONTH)
    found = Demand(
        low=month,
        high=month,
        basis=_basis(history, len(parts), short=scale != MILLION),
        weeks=tuple(weeks),
        unknowns=(sample, *kept_out),
        variants=VARIANTS,
        tokens=history.tokens,
        route="logs",
        apart=apart,
    )
    return changed(found, scenario, catalog)


def missing_weeks(history: History, rules: Rules, catalog: Catalog, on: date) -> Iterator[Week]:
    """Make the weeks of logs under some rules, and yield each that was not there; all are kept with the logs."""
    for place in range(len(history.weeks)):
        if place not in _known(history, rules, on):
            yield _week_at(place, history, rules, catalog, on)


def _known(history: History, rules: Rules, on: date) -> dict[int, Week]:
    return history.once(dict, "weeks", rules.counting, on)


def _week_at(place: int, history: History, rules: Rules, catalog: Catalog, on: date) -> Week:
    known = _known(history, rules, on)
    if place not in known:
        known[place] = _made(place, history, rules, catalog, on)
    return known[place]


def _weeks_of(history: History, rules: Rules, catalog: Catalog, on: date, apart: str = "") -> list[Week]:
    weeks = [_week_at(place, history, rules, catalog, on) for place in range(len(history.weeks))]
    if not apart:
        return weeks
    return history.once(lambda: _told_apart(weeks, history, rules, apart), "weeks", rules.counting, on, apart)


def _told_apart(weeks: list[Week], history: History, rules: Rules, family: str) -> list[Week]:
    return [
        replace(each, own=_of_family(each, uses, rules.meter, family))
        for each, uses in zip(weeks, history.weeks, strict=True)
    ]


def _of_family(whole: Week, uses: Uses, meter: str, family: str) -> Week:
    """Return one family's work in the slots of a week; of a slot's minutes, its share of what the meter counts."""
    by_slot = _by_slot(uses.on_plan().of_family(family), meter)
    slots = []
    for slot in whole.slots:
        usd, counted = (amount // PICO for amount in by_slot.get(slot.at, (0, 0)))
        slots.append(Slot(slot.at, usd, counted, slot.minutes * counted // max(slot.meter, 1)))
    return week(slots)


def _made(place: int, history: History, rules: Rules, catalog: Catalog, on: date) -> Week:
    uses = history.weeks[place]
    if not rules.sliding:
        variants = history.once(lambda: _variants(history, catalog, on), "variants", on)
        return _week(uses, variants[place], rules.meter)
    counted = uses.on_plan()
    slide = sliding.slide(by_minute(counted, rules.meter), in_windows(counted, rules.meter), PICO)
    return replace(_week_at(place, history, rules.anchored, catalog, on), slide=slide)


def _with_hours(weeks: list[Week], more: Decimal, scale: int) -> list[Week]:
    """Return weeks with so many more hours of work like theirs in an ordinary one, which is so many millionths of them.

    What a limit refuses is in no log: the work that was wanted is what was done and what was lost.
    """
    worked = sum(each.minutes for each in weeks) * scale // (len(weeks) * MILLION)
    if not worked:
        return weeks
    return [scaled(each, MILLION * (worked + int(more * MINUTES_OF_HOUR)) // worked) for each in weeks]


def _kept_out(seen: list[Week], wanted: list[Week], lost: str) -> tuple[Unknown, ...]:
    """Return how far what was filled in may be wrong; nothing where nothing was."""
    logged, whole = (max(sum(each.usd for each in weeks), 1) for weeks in (seen, wanted))
    if logged >= whole:
        return ()
    share = logged * MILLION // whole
    gone = lost in GONE
    low = (MILLION + share) // 2 if gone else share
    why = (
        f"A limit kept {HUNDRED - share * HUNDRED // MILLION}% of your work out of your logs, by what you did at the"
        f" same hours of other days, or by the hours that you name. {MAY_BE[gone]}"
    )
    return (Unknown(id="blocked_work", low=low, high=2 * MILLION - share, why=why, after_evidence=True),)


def _short_span(history: History) -> int:
    """Return what less than a week of logs must be multiplied by to stand for a whole one, in millionths.

    Its days are repeated, those without use among them, but not to more than five with use, unless there were more.
    """
    times_us = history.uses.at_us
    minutes = (times_us[-1] - times_us[0]) // MINUTE_US
    days = max(-(-minutes // MINUTES_OF_DAY), 1)
    repeated, full = MILLION * DAYS_OF_WEEK // days, MILLION * WORKDAYS // history.active_days
    return max(min(repeated, full), MILLION) if days < DAYS_OF_WEEK else MILLION


def _week(uses: Uses, variants: tuple[int, ...], meter: str) -> Week:
    counted = uses.on_plan()
    slots = [
        Slot(at=at, usd=usd // PICO, meter=amount // PICO, minutes=SLOT_MINUTES)
        for at, (usd, amount) in _by_slot(counted, meter).items()
    ]
    windows = tuple(sorted(amount // PICO for amount in in_windows(counted, meter)))
    return week(slots, variants, windows, _beside(uses, counted))


def _beside(uses: Uses, counted: Uses) -> tuple[int, int]:
    """Return micro-dollars of fast mode, and minutes of the hours in which there was nothing else."""
    if counted is uses:
        return 0, 0
    return sum(uses.beside_plan().usd) // PICO, len(uses.hours - counted.hours) * SLOT_MINUTES


def _by_slot(uses: Uses, meter: str) -> dict[int, list[int]]:
    """Return pico-dollars and what the meter counts in each slot with use, by the minute of the week."""
    slots = [(at_us // HOUR_US + HOURS_BEFORE_1970) % HOURS_OF_WEEK * SLOT_MINUTES for at_us in uses.at_us]
    return summed(slots, uses.usd, uses.counted(meter))


def _variants(history: History, catalog: Catalog, on: date) -> list[tuple[int, ...]]:
    """Return micro-dollars of each week under each of `VARIANTS`, which do not hang on what a plan counts."""
    models = [model_rates(family, catalog, on) for family in MODEL_CHOICES]
    return [tuple(amount // PICO for amount in _priced_otherwise(part, models)) for part in history.weeks]


def _priced_otherwise(uses: Uses, models: list[tuple[tuple[int, tuple[int, ...]], ...]]) -> tuple[int, ...]:
    """Return pico-dollars under each of `VARIANTS`.

    A rate holds between two lengths of prompt, so tokens are added up between these before they are priced.
    """
    steps = sorted({above for ladder in models for above, _ in ladder if above >= 0})
    by_model = [0] * len(models)
    on_sonnet = on_haiku = 0
    for (passed, opus, sidechain), (*counts, usd) in summed(_alike(uses, steps), *uses.tokens, uses.usd).items():
        tokens, prompt = Tokens(*counts), steps[passed - 1] + 1 if passed else 0
        on = [times(tokens, next(rates for above, rates in ladder if prompt > above)) for ladder in models]
        by_model = [amount + more for amount, more in zip(by_model, on, strict=True)]
        on_sonnet += on[SONNET] if opus else usd
        on_haiku += on[HAIKU] if sidechain else usd
    return (sum(uses.usd_1h), sum(uses.usd_fast), on_sonnet, on_haiku, *by_model)


def _alike(uses: Uses, steps: Sequence[int]) -> list[tuple[int, bool, bool]]:
    """Return for each use what its price under another model hangs on: prompt, whether it is Opus or a sidechain."""
    return [
        (bisect_left(steps, fresh + read + short + long), family == "opus", sidechain)
        for family, sidechain, fresh, _, read, short, long in zip(
            uses.family, uses.sidechain, *uses.tokens, strict=True
        )
    ]


def widened(weeks: list[Week]) -> list[Week]:
    """Return each of some weeks thrice, unless all are the same: as it is, and lighter and heavier by a factor.

    Weeks drawn from a few lie closer together than those that they are a sample of: their variance is smaller by one
    part in their count. The factor gives that back.
    """
    amounts, count = [each.usd for each in weeks], len(weeks)
    mean = max(sum(amounts) // count, 1)
    variance = sum((amount * THOUSAND // mean - THOUSAND) ** 2 for amount in amounts) // (count - 1)
    step = min(isqrt(variance * 3 // (2 * count)), THOUSAND // 2) * MILLION // THOUSAND
    return (
        [scaled(each, factor) for each in weeks for factor in (MILLION - step, MILLION, MILLION + step)]
        if step
        else weeks
    )


def sample_of(weeks: list[Week]) -> Unknown:
    """Return how far the mean of so few weeks may lie from the true one: three standard errors to each side, by ratios.

    Even draws over √3 errors would have their spread; neighbouring weeks hang together, so they are worth fewer.
    """
    amounts, count = [each.usd for each in weeks], len(weeks)
    mean = max(sum(amounts) // count, 1)
    percents = [amount * HUNDRED // mean for amount in amounts]
    if count < FEW_WEEKS:
        percents = list(WEEK_PERCENTS)
    variance = sum((percent - HUNDRED) ** 2 for percent in percents) * PICO // max(len(percents) - 1, 1)
    error = min(isqrt(9 * variance // count) * MILLION // (HUNDRED * 1000), MILLION * 9 // 10)
    return Unknown(
        id="sample",
        low=MILLION * MILLION // (MILLION + error),
        high=MILLION + error,
        why=f"{count} {'week is' if count == 1 else 'weeks are'} a sample: your ordinary one may differ.",
    )


NO_MOMENT = "the moment they were made is missing, or cannot be"


def _basis(history: History, weeks: int, *, short: bool) -> tuple[str, ...]:
    days = (history.last.date() - history.first.date()).days + 1
    active = "One day" if history.active_days == 1 else f"{history.active_days} days"
    drawn = f"{weeks} whole weeks" if weeks > 1 else "one week"
    missing = f"{history.unpriced_tokens:,} tokens have no price and are not in this: the true amount is higher."
    whole = max(sum(history.uses.usd), 1)
    gone = history.gone_usd * HUNDRED // whole
    adrift = f"{history.undated:,} of the responses are in the totals and not in this: {NO_MOMENT}."
    return (
        *([missing] if history.unpriced_tokens else []),
        *([adrift] if history.undated else []),
        *(
            [
                f"{gone}% of it, in dollars, is of models or fast modes that can't be had any more, at their last"
                " prices. On today's the same work costs something else: see what it would cost otherwise."
            ]
            if gone
            else []
        ),
        f"Your logs from {dates.show_span(history.first.date(), history.last.date())}, {days} days: a month is drawn"
        f" {'from single weeks among' if weeks > 1 else 'from'} {drawn} in them, counted back from the last response.",
        *(
            [
                f"{active} with use are less than a week: they are repeated until it is full, but not beyond five days"
                " with use. An assumption of this page."
            ]
            if short
            else []
        ),
        *(
            ["Less than three whole weeks: how weeks differ is an assumption of this page."]
            if weeks < FEW_WEEKS
            else ["A few weeks lie closer together than all that could be, so each is drawn lighter and heavier, too."]
        ),
        "Logs show what your plan let through. If you were blocked, you wanted more than this.",
        "Priced at today's prices as an API key would be billed: with a 5-minute cache, so that after a pause of 5 to"
        " 60 minutes what you read from a 1-hour cache is written again. The pauses are those of your logs.",
        "An hour of work is a clock hour (UTC) in which a response came.",
        "Claude Code deletes logs after 30 days unless told otherwise, and chats elsewhere leave none.",
    )
