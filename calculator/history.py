"""A reader's own past: from the responses in their logs to weeks of demand, priced as an API key would be billed.

Reading is done once (`read`, the long part); `demand_of` makes a `Demand` of it for each scenario.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from itertools import accumulate, pairwise
from math import isqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from calculator import dates, money, sliding
from calculator.billing import Tariffs
from calculator.cache_life import CacheLife
from calculator.dates import HOUR_US, MINUTE_US
from calculator.demand import WEEK_PERCENTS, WEEKS_PER_MONTH, changed
from calculator.forecast import MILLION
from calculator.mix import current_model
from calculator.usage import KINDS, Tokens
from calculator.uses import Collected, Use, Uses, numbers, summed
from calculator.weeks import Demand, Slot, Unknown, Week, week
from calculator.windows import DAYS_OF_WEEK, MINUTES_OF_DAY, MINUTES_OF_HOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from calculator.billing import Tariff
    from calculator.catalog import Catalog
    from calculator.scenario import Scenario
    from calculator.usage import Response
    from calculator.windows import Rules

SLOT_MINUTES = 60
"""Work is counted in clock hours in which a response came, as a person would say that they worked from 9 to 12."""
FEW_WEEKS = 3
"""With fewer whole weeks than this, how weeks differ is taken from our assumption for a described reader."""
HUNDRED, THOUSAND = 100, 1000
PICO = 1_000_000
"""A price of one dollar per million tokens is so many pico-dollars per token; micro-dollars are as many of those."""
MODEL_CHOICES = ("opus", "sonnet", "haiku", "fable")
VARIANTS = ("1h", "as_made", "fast", "opus_to_sonnet", "agents_on_haiku", *MODEL_CHOICES)
"""What else the same responses are priced as: with an hour's cache, as they were made, in fast mode where a model has
one, with all of Opus on Sonnet, with side conversations on Haiku, or all on one model."""
SONNET, HAIKU = MODEL_CHOICES.index("sonnet"), MODEL_CHOICES.index("haiku")
HOURS_OF_DAY = 24
HOURS_BEFORE_1970 = 3 * HOURS_OF_DAY
"""From the Monday before to 1 January 1970, a Thursday."""
A_DAY = timedelta(days=1)
FIVE_HOURS_US, WEEK_US = 5 * HOUR_US, DAYS_OF_WEEK * HOURS_OF_DAY * HOUR_US


@dataclass(kw_only=True)
class History:
    """What logs hold for a forecast."""

    uses: Uses = field(default_factory=partial(Uses.of, ()))
    unpriced_tokens: int = 0
    undated: int = 0
    """Responses without a moment, or with one that cannot be; they are in no week."""
    made: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    """What `once` has made."""

    def once[T](self, make: Callable[[], T], *key: object) -> T:
        """Return what `make` returns, made once for each key, which begins with a word for what it is.

        An estimate is asked for at every change of an input, and most of what it needs of the logs stays the same.
        """
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]

    @cached_property
    def hours(self) -> frozenset[int]:
        """Hours since 1970 with a use."""
        return frozenset(at_us // HOUR_US for at_us in self.uses.at_us)

    @property
    def active_days(self) -> int:
        """Days with a use."""
        return len({hour // HOURS_OF_DAY for hour in self.hours})

    @cached_property
    def days_at(self) -> list[int]:
        """Days with a use at each hour of the clock."""
        counts = Counter(hour % HOURS_OF_DAY for hour in self.hours)
        return [counts[hour] for hour in range(HOURS_OF_DAY)]

    def before(self, moment: datetime) -> int:
        """Return how many uses came before a moment."""
        return bisect_left(self.uses.at_us, dates.micros(moment))

    def until(self, moment: datetime) -> int:
        """Return how many uses came until a moment, those at it among them."""
        return bisect_right(self.uses.at_us, dates.micros(moment))

    def sums(self, meter: str) -> Sequence[int]:
        """Return what a plan's meter counts of all uses before each one, and of all."""
        return self.once(lambda: numbers(accumulate(self.uses.counted(meter), initial=0)), "sums", meter)

    def of(self, family: str) -> History:
        """Return the uses of one model family alone."""
        return self.once(lambda: History(uses=self.uses.of_family(family)), "of", family)

    @cached_property
    def weeks(self) -> list[Uses]:
        """The uses of each whole week, see `blocks`; asked for once all uses are there."""
        return blocks(self)

    @cached_property
    def tokens(self) -> Mapping[str, Tokens]:
        """Tokens of an ordinary week by model family."""
        return _tokens(self.weeks)

    @cached_property
    def first(self) -> datetime:
        """The moment of the first response."""
        return dates.moment(self.uses.at_us[0])

    @cached_property
    def last(self) -> datetime:
        """The moment of the last response."""
        return dates.moment(self.uses.at_us[-1])


class Recording:
    """Prices the responses of logs one by one, in order of time, as an API key would be billed on a day.

    A response whose model has no price on that day keeps the price of its own day. One row with a wrong clock would
    make the logs centuries long: a moment before the oldest known model or after tomorrow is taken for none.
    """

    def __init__(self, catalog: Catalog, on: date) -> None:
        """Use the prices of the day `on`, which is the present."""
        released = min(model.released for model in catalog.models if model.released is not None)
        self._span = tuple(datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (released, on + 2 * A_DAY))
        self._pricer, self._cache, self._uses = Pricer(catalog, on), CacheLife(), Collected()
        self._unpriced_tokens = self._undated = 0

    def note(self, response: Response) -> None:
        """Take the next response."""
        earliest, latest = self._span
        if response.at is None or not earliest <= response.at < latest:
            self._undated += 1
            return
        tokens, (short, long) = response.tokens, self._cache.of(response)
        rates, family, weights, fast = self._pricer.of(response)
        if rates is None:
            self._unpriced_tokens += tokens.total
            return
        searches = response.web_searches * self._pricer.search
        usd = times(short, rates)
        usd_1h = usd if long is short else times(long, rates)
        as_made = usd if short is tokens else usd_1h if long is tokens else times(tokens, rates)
        self._uses.add(
            Use(
                dates.micros(response.at),
                family,
                response.sidechain,
                *short,
                usd + searches,
                usd_1h + searches,
                as_made + searches,
                times(tokens, weights),
                usd * fast + searches,
            )
        )

    def history(self) -> History:
        """Return what the responses so far hold."""
        return History(uses=self._uses.uses(), unpriced_tokens=self._unpriced_tokens, undated=self._undated)


def read(responses: Iterable[Response], catalog: Catalog, on: date) -> History:
    """Return what responses hold, see `Recording`."""
    recording = Recording(catalog, on)
    for response in responses:
        recording.note(response)
    return recording.history()


def times(tokens: Tokens, rates: tuple[int, ...]) -> int:
    """Return what tokens of each kind come to at whole rates."""
    return (
        tokens[0] * rates[0] + tokens[1] * rates[1] + tokens[2] * rates[2] + tokens[3] * rates[3] + tokens[4] * rates[4]
    )


class Rate(NamedTuple):
    """What tokens of a response cost and weigh, each kind of them."""

    usd: tuple[int, ...] | None
    """Pico-dollars per token; None where no price is known."""
    family: str
    """The model's; empty where nobody knows it."""
    weights: tuple[int, ...]
    """Meter units per token."""
    fast: int
    """What fast mode multiplies the price by; 1 where the model has none, or the response was fast."""


class Pricer:
    """Finds the rates of responses as whole numbers."""

    def __init__(self, catalog: Catalog, on: date) -> None:
        """Use the prices of the day `on`."""
        self._catalog = catalog
        self._today, self._then = Tariffs(catalog, on), Tariffs(catalog)
        self._on = on
        self._fast = int(catalog.facts["api.fast.multiplier"].number)
        self._known: dict[int, tuple[Rate, Tariff]] = {}
        self.search = int(catalog.usd_per_1000_web_searches * PICO * PICO / 1000)

    def of(self, response: Response, *, dearest: bool = False) -> Rate:
        """Return the rate of the day, or that of the response's own day where it has no price any more.

        Of many responses added up it is that of the shortest prompt that it may be, or the `dearest`.
        """
        tariff = self._today.dearest(response) if dearest else self._today.of(response)
        if tariff.rates is None:
            tariff = self._then.dearest(response) if dearest else self._then.of(response)
        known = self._known.get(id(tariff))
        if known is None:  # a tariff is of one model, fast or not; it is kept, so its id stays its own
            known = self._known[id(tariff)] = (self._rate(response, tariff), tariff)
        return known[0]

    def _rate(self, response: Response, tariff: Tariff) -> Rate:
        rates, model = tariff.rates, self._catalog.find(response.model)
        family = model.family if model else ""
        return Rate(
            None if rates is None else tuple(int(getattr(rates, kind) * PICO) for kind in KINDS),
            family,
            meter_weights(family, self._catalog),
            self._fast if model and model.fast_on(self._on) and not response.fast else 1,
        )


def meter_weights(family: str, catalog: Catalog) -> tuple[int, ...]:
    """Return how much a token of each kind weighs on the plan's meter, by two users' fits (third-party).

    Families against each other as one user fitted them; Sonnet, which is not among them, half of Opus as in list
    prices. Kinds against each other as in list prices, but for cache reads, which another user found to weigh little.
    """
    fits = {"opus": "opus_5", "fable": "fable_5", "haiku": "haiku_4_5"}
    fit = catalog.facts[f"plan_limits.meter.{fits.get(family, 'opus_5')}"].number
    each = int(fit * PICO) // (2 if family == "sonnet" else 1)
    read = int(catalog.facts["plan_limits.meter.input_over_cache_read"].number)
    return each, each * 5, each // read, each * 5 // 4, each * 2


def blocks(history: History) -> list[Uses]:
    """Return the uses of each whole week, counted back from the last response; a part of a week at the begin is left.

    Where there is no whole week, what there is stands for one.
    """
    times_us = history.uses.at_us
    whole = max((times_us[-1] - times_us[0]) // WEEK_US, 1)
    starts = [bisect_right(times_us, times_us[-1] - WEEK_US * number) for number in range(whole, 0, -1)]
    return [history.uses[start:end] for start, end in pairwise([*starts, len(history.uses)])]


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
        scenario: Names the rules and how demand changes, see `calculator.demand.changed`.
        catalog: Prices for the choice of models.
        on: The day whose prices apply.
        wanted: The same logs with what a limit kept out of them; the logs themselves when None.
        short_hours: Hours of work a week that the five-hour limit kept out beside, by the reader's own account.
        apart: A model family whose work is told apart within each week, if one is.
    """
    rules, parts, scale = scenario.rules, history.weeks, _short_span(history)
    weeks = _with_hours(_weeks_of(wanted or history, rules, catalog, on, apart), short_hours, scale)
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
        basis=_basis(history, len(parts)),
        weeks=tuple(weeks),
        unknowns=(sample, *kept_out),
        variants=VARIANTS,
        tokens=history.tokens,
        route="logs",
    )
    return changed(found, scenario, catalog)


def _weeks_of(history: History, rules: Rules, catalog: Catalog, on: date, apart: str = "") -> list[Week]:
    if not apart:
        return history.once(lambda: _made(history, rules, catalog, on), "weeks", rules.counting, on)
    weeks = _weeks_of(history, rules, catalog, on)
    return history.once(lambda: _told_apart(weeks, history, rules, apart), "weeks", rules.counting, on, apart)


def _told_apart(weeks: list[Week], history: History, rules: Rules, family: str) -> list[Week]:
    return [
        replace(each, own=_of_family(each, uses, rules.meter, family))
        for each, uses in zip(weeks, history.weeks, strict=True)
    ]


def _of_family(whole: Week, uses: Uses, meter: str, family: str) -> Week:
    """Return one family's work in the slots of a week; of a slot's minutes, its share of what the meter counts."""
    by_slot = _by_slot(uses.of_family(family), meter)
    slots = []
    for slot in whole.slots:
        usd, counted = (amount // PICO for amount in by_slot.get(slot.at, (0, 0)))
        slots.append(Slot(slot.at, usd, counted, slot.minutes * counted // max(slot.meter, 1)))
    return week(slots)


def _made(history: History, rules: Rules, catalog: Catalog, on: date) -> list[Week]:
    if not rules.sliding:
        models = [model_rates(family, catalog, on) for family in MODEL_CHOICES]
        return [_week(part, rules.meter, models) for part in history.weeks]
    return [
        replace(each, slide=sliding.slide(by_minute(part, rules.meter), in_windows(part, rules.meter), PICO))
        for each, part in zip(_weeks_of(history, rules.anchored, catalog, on), history.weeks, strict=True)
    ]


def _with_hours(weeks: list[Week], more: Decimal | None, scale: int) -> list[Week]:
    """Return weeks with so many more hours of work like theirs in an ordinary one, which is so many millionths of them.

    What a limit refuses is in no log: the work that was wanted is what was done and what was lost.
    """
    worked = sum(each.minutes for each in weeks) * scale // (len(weeks) * MILLION)
    if not more or not worked:
        return weeks
    return [scaled(each, MILLION * (worked + int(more * MINUTES_OF_HOUR)) // worked) for each in weeks]


def _kept_out(seen: list[Week], wanted: list[Week], lost: str) -> tuple[Unknown, ...]:
    """Return how far what was filled in may be wrong; nothing where nothing was."""
    logged, whole = (max(sum(each.usd for each in weeks), 1) for weeks in (seen, wanted))
    if logged >= whole:
        return ()
    share = logged * MILLION // whole
    gone = lost in {"lost", "elsewhere"}
    low = (MILLION + share) // 2 if gone else share
    may_be = "It may be half of that, or twice." if gone else "It may be none, where you did it later, or twice that."
    why = (
        f"A limit kept {HUNDRED - share * HUNDRED // MILLION}% of your work out of your logs, by what you did at the"
        f" same hours of other days, or by the hours that you name. {may_be}"
    )
    return (Unknown(id="blocked_work", low=low, high=2 * MILLION - share, why=why, after_evidence=True),)


def _short_span(history: History) -> int:
    """Return what less than a week of logs must be multiplied by to stand for a whole one, in millionths."""
    minutes = (history.last - history.first) // timedelta(minutes=1)
    days = max(-(-minutes // MINUTES_OF_DAY), 1)
    return MILLION * DAYS_OF_WEEK // days if days < DAYS_OF_WEEK else MILLION


def _week(uses: Uses, meter: str, models: list[tuple[tuple[int, tuple[int, ...]], ...]]) -> Week:
    slots = [
        Slot(at=at, usd=usd // PICO, meter=counted // PICO, minutes=SLOT_MINUTES)
        for at, (usd, counted) in _by_slot(uses, meter).items()
    ]
    variants = tuple(amount // PICO for amount in _priced_otherwise(uses, models))
    return week(slots, variants, tuple(sorted(counted // PICO for counted in in_windows(uses, meter))))


def _by_slot(uses: Uses, meter: str) -> dict[int, list[int]]:
    """Return pico-dollars and what the meter counts in each slot with use, by the minute of the week."""
    found: dict[int, list[int]] = {}
    for at_us, usd, counted in zip(uses.at_us, uses.usd, uses.counted(meter), strict=True):
        hour = (at_us // HOUR_US + HOURS_BEFORE_1970) % (HOURS_OF_DAY * DAYS_OF_WEEK)
        sums = found.setdefault(hour * SLOT_MINUTES, [0, 0])
        sums[0] += usd
        sums[1] += counted
    return found


def windows(uses: Uses) -> list[Uses]:
    """Return the uses of each five-hour window, which begins with the first use after the last one ended."""
    starts, end = [], uses.at_us[0] if uses else 0
    for place, at_us in enumerate(uses.at_us):
        if at_us >= end:
            starts.append(place)
            end = at_us + FIVE_HOURS_US
    return [uses[start:end] for start, end in pairwise([*starts, len(uses)])]


def in_windows(uses: Uses, meter: str) -> list[int]:
    """Return what the meter counts in each five-hour window."""
    return [sum(window.counted(meter)) for window in windows(uses)]


def by_minute(uses: Uses, meter: str) -> list[tuple[int, int]]:
    """Return what the meter counts in each minute since 1970 with use, in order of time."""
    found: dict[int, int] = {}
    for at_us, counted in zip(uses.at_us, uses.counted(meter), strict=True):
        found[at_us // MINUTE_US] = found.get(at_us // MINUTE_US, 0) + counted
    return list(found.items())


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
    return (sum(uses.usd_1h), sum(uses.usd_as_made), sum(uses.usd_fast), on_sonnet, on_haiku, *by_model)


def _alike(uses: Uses, steps: Sequence[int]) -> list[tuple[int, bool, bool]]:
    """Return for each use what its price under another model hangs on: prompt, whether it is Opus or a sidechain."""
    return [
        (bisect_left(steps, fresh + read + short + long), family == "opus", sidechain)
        for family, sidechain, fresh, _, read, short, long in zip(
            uses.family, uses.sidechain, *uses.tokens, strict=True
        )
    ]


def model_rates(family: str, catalog: Catalog, on: date) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Return the rates of the family's current model by prompt length, longest first."""
    price = current_model(catalog, family, on).price_on(on)
    if price is None:
        message = f"no price for {family} on {on.isoformat()}"
        raise LookupError(message)
    ladder = [(-1, price.rates), *((step.above_prompt_tokens, step.rates) for step in price.steps)]
    return tuple(
        (above, tuple(int(getattr(rates, kind) * PICO) for kind in KINDS)) for above, rates in reversed(ladder)
    )


def scaled(each: Week, millionths: int) -> Week:
    """Return a week of so much more use."""
    slots = [
        slot._replace(
            usd=slot.usd * millionths // MILLION,
            meter=slot.meter * millionths // MILLION,
            minutes=slot.minutes * millionths // MILLION,
        )
        for slot in each.slots
    ]
    variants, windows = (
        tuple(amount * millionths // MILLION for amount in amounts) for amounts in (each.variants, each.windows)
    )
    slide = each.slide.scaled(millionths, MILLION) if each.slide else None
    own = scaled(each.own, millionths) if each.own else None
    return replace(week(slots, variants, windows), slide=slide, own=own)


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


def _tokens(parts: list[Uses]) -> Mapping[str, Tokens]:
    """Return tokens of an ordinary week by model family."""
    found: dict[str, Tokens] = {}
    for part in parts:
        for family, counts in summed(part.family, *part.tokens).items():
            found[family] = found.get(family, Tokens()).plus(Tokens(*counts))
    return {family: Tokens(*(count // len(parts) for count in tokens)) for family, tokens in found.items()}


NO_MOMENT = "the moment they were made is missing, or cannot be"


def _basis(history: History, weeks: int) -> tuple[str, ...]:
    days = (history.last.date() - history.first.date()).days + 1
    drawn = f"{weeks} whole weeks" if weeks > 1 else "one week"
    missing = f"{history.unpriced_tokens:,} tokens have no price and are not in this: the true amount is higher."
    adrift = f"{history.undated:,} of the responses are in the totals and not in this: {NO_MOMENT}."
    return (
        *([missing] if history.unpriced_tokens else []),
        *([adrift] if history.undated else []),
        f"Your logs from {dates.show_span(history.first.date(), history.last.date())}, {days} days: a month is drawn"
        f" {'from single weeks among' if weeks > 1 else 'from'} {drawn} in them, counted back from the last response.",
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
