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
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from calculator import dates, money, sliding
from calculator.billing import Tariffs
from calculator.cache_life import with_life
from calculator.demand import WEEK_PERCENTS, WEEKS_PER_MONTH, changed
from calculator.forecast import MILLION
from calculator.mix import current_model
from calculator.usage import KINDS, Tokens
from calculator.weeks import Demand, Slot, Unknown, Week, week
from calculator.windows import DAYS_OF_WEEK, MINUTES_OF_DAY, MINUTES_OF_HOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
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
A_DAY, WEEK = timedelta(days=1), timedelta(days=DAYS_OF_WEEK)
FIVE_HOURS = timedelta(hours=5)


class Use(NamedTuple):
    """One response, priced: pico-dollars and meter units."""

    at: datetime
    family: str
    tokens: Tokens
    """As an API key makes them: a five-minute cache."""
    usd: int
    usd_1h: int
    usd_as_made: int
    weights: int
    """By the third-party weights."""
    sidechain: bool
    usd_fast: int

    def counted(self, meter: str) -> int:
        """Return what a plan's meter counts of it: `cost` as it was made, or the `weights` of its tokens."""
        return self.usd_as_made if meter == "cost" else self.weights


@dataclass(kw_only=True)
class History:
    """What logs hold for a forecast."""

    uses: list[Use] = field(default_factory=list)
    """In order of time."""
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
    def moments(self) -> list[datetime]:
        """When each use was."""
        return [use.at for use in self.uses]

    @cached_property
    def _days_worked(self) -> tuple[int, list[int]]:
        hours = {(use.at.date(), use.at.hour) for use in self.uses}
        counts = Counter(hour for _, hour in hours)
        return len({day for day, _ in hours}), [counts[hour] for hour in range(24)]

    @property
    def active_days(self) -> int:
        """Days with a use."""
        return self._days_worked[0]

    @property
    def days_at(self) -> list[int]:
        """Days with a use at each hour of the clock."""
        return self._days_worked[1]

    def sums(self, meter: str) -> list[int]:
        """Return what a plan's meter counts of all uses before each one, and of all."""
        return self.once(lambda: [0, *accumulate(use.counted(meter) for use in self.uses)], "sums", meter)

    def of(self, family: str) -> History:
        """Return the uses of one model family alone."""
        return self.once(lambda: History(uses=[use for use in self.uses if use.family == family]), "of", family)

    @cached_property
    def weeks(self) -> list[list[Use]]:
        """The uses of each whole week, see `blocks`; asked for once all uses are there."""
        return blocks(self)

    @cached_property
    def tokens(self) -> Mapping[str, Tokens]:
        """Tokens of an ordinary week by model family."""
        return _tokens(self.weeks)

    @property
    def first(self) -> datetime:
        """The moment of the first response."""
        return self.uses[0].at

    @property
    def last(self) -> datetime:
        """The moment of the last response."""
        return self.uses[-1].at


def read(responses: Iterable[Response], catalog: Catalog, on: date) -> History:
    """Price every response as an API key would be billed on the day `on`, in order of time.

    A response whose model has no price on that day keeps the price of its own day. One row with a wrong clock would
    make the logs centuries long: a moment before the oldest known model or after tomorrow is taken for none.
    """
    dated, history = [], History()
    released = min(model.released for model in catalog.models if model.released is not None)
    earliest, latest = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (released, on + 2 * A_DAY))
    for response in responses:
        if response.at is None or not earliest <= response.at < latest:
            history.undated += 1
        else:
            dated.append(response)
    dated.sort(key=attrgetter("at"))
    pricer, add = Pricer(catalog, on), history.uses.append
    for response, short, long in with_life(dated):
        tokens, (rates, family, weights, fast) = response.tokens, pricer.of(response)
        if rates is None:
            history.unpriced_tokens += tokens.total
            continue
        searches = response.web_searches * pricer.search
        usd = times(short, rates)
        usd_1h = usd if long is short else times(long, rates)
        as_made = usd if short is tokens else usd_1h if long is tokens else times(tokens, rates)
        counted = times(tokens, weights)
        add(
            Use(
                response.at,  # pyright: ignore[reportArgumentType]  # only those that have one are here
                family,
                short,
                usd + searches,
                usd_1h + searches,
                as_made + searches,
                counted,
                response.sidechain,
                usd * fast + searches,
            )
        )
    return history


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


def blocks(history: History) -> list[list[Use]]:
    """Return the uses of each whole week, counted back from the last response; a part of a week at the begin is left.

    Where there is no whole week, what there is stands for one.
    """
    whole = max((history.last - history.first) // WEEK, 1)
    starts = [bisect_right(history.moments, history.last - WEEK * number) for number in range(whole, 0, -1)]
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


def _of_family(whole: Week, uses: list[Use], meter: str, family: str) -> Week:
    """Return one family's work in the slots of a week; of a slot's minutes, its share of what the meter counts."""
    by_slot = _by_slot((use for use in uses if use.family == family), meter)
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


def _week(uses: list[Use], meter: str, models: list[tuple[tuple[int, tuple[int, ...]], ...]]) -> Week:
    slots = [
        Slot(at=at, usd=usd // PICO, meter=counted // PICO, minutes=SLOT_MINUTES)
        for at, (usd, counted) in _by_slot(uses, meter).items()
    ]
    variants = tuple(amount // PICO for amount in _priced_otherwise(uses, models))
    return week(slots, variants, tuple(sorted(counted // PICO for counted in in_windows(uses, meter))))


def _by_slot(uses: Iterable[Use], meter: str) -> dict[int, list[int]]:
    """Return pico-dollars and what the meter counts in each slot with use, by the minute of the week."""
    found: dict[int, list[int]] = {}
    for use in uses:
        at = use.at.weekday() * MINUTES_OF_DAY + use.at.hour * SLOT_MINUTES
        sums = found.setdefault(at, [0, 0])
        sums[0] += use.usd
        sums[1] += use.counted(meter)
    return found


def windows(uses: Iterable[Use]) -> list[list[Use]]:
    """Return the uses of each five-hour window, which begins with the first use after the last one ended."""
    found: list[list[Use]] = []
    for use in uses:
        if not found or use.at - found[-1][0].at >= FIVE_HOURS:
            found.append([])
        found[-1].append(use)
    return found


def in_windows(uses: Iterable[Use], meter: str) -> list[int]:
    """Return what the meter counts in each five-hour window."""
    return [sum(use.counted(meter) for use in window) for window in windows(uses)]


def by_minute(uses: Iterable[Use], meter: str) -> list[tuple[int, int]]:
    """Return what the meter counts in each minute with use, in order of time."""
    found: dict[int, int] = {}
    for use in uses:
        at = int(use.at.timestamp()) // 60
        found[at] = found.get(at, 0) + use.counted(meter)
    return list(found.items())


def _priced_otherwise(uses: list[Use], models: list[tuple[tuple[int, tuple[int, ...]], ...]]) -> tuple[int, ...]:
    """Return pico-dollars under each of `VARIANTS`.

    A rate holds between two lengths of prompt, so tokens are added up between these before they are priced.
    """
    steps = sorted({above for ladder in models for above, _ in ladder if above >= 0})
    alike: dict[tuple[int, bool, bool], list[Use]] = {}
    for use in uses:
        fresh, _, read, short, long = use.tokens
        key = (bisect_left(steps, fresh + read + short + long), use.family == "opus", use.sidechain)
        alike.setdefault(key, []).append(use)
    by_model = [0] * len(models)
    on_sonnet = on_haiku = 0
    for (passed, opus, sidechain), part in alike.items():
        tokens = Tokens(*map(sum, zip(*(use.tokens for use in part), strict=True)))
        prompt = steps[passed - 1] + 1 if passed else 0
        on = [times(tokens, next(rates for above, rates in ladder if prompt > above)) for ladder in models]
        usd = sum(use.usd for use in part)
        by_model = [amount + more for amount, more in zip(by_model, on, strict=True)]
        on_sonnet += on[SONNET] if opus else usd
        on_haiku += on[HAIKU] if sidechain else usd
    return (
        sum(use.usd_1h for use in uses),
        sum(use.usd_as_made for use in uses),
        sum(use.usd_fast for use in uses),
        on_sonnet,
        on_haiku,
        *by_model,
    )


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


def _tokens(parts: list[list[Use]]) -> Mapping[str, Tokens]:
    """Return tokens of an ordinary week by model family."""
    alike: dict[str, list[Tokens]] = {}
    for part in parts:
        for use in part:
            alike.setdefault(use.family, []).append(use.tokens)
    return {
        family: Tokens(*(sum(counts) // len(parts) for counts in zip(*tokens, strict=True)))
        for family, tokens in alike.items()
    }


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
