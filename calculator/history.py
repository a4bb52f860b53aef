"""A reader's own past: the responses in their logs, priced as an API key would be billed and laid out in time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from calculator import dates
from calculator.cache_life import CacheLife
from calculator.columns import numbers, summed
from calculator.rates import Pricer, times
from calculator.usage import Tokens
from calculator.uses import WEEK_US, Collected, Use, Uses
from calculator.windows import HOURS_OF_DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.usage import Response

A_DAY = timedelta(days=1)
MOST_MADE = 100
"""Things made of logs that are kept; an answer asks for some twenty."""


@dataclass(kw_only=True)
class History:
    """What logs hold for a forecast."""

    uses: Uses = field(default_factory=partial(Uses.of, ()))
    unpriced_tokens: int = 0
    undated: int = 0
    """Responses without a moment, or with one that cannot be; they are in no week."""
    gone_usd: int = 0
    """Pico-dollars of models and fast modes that can't be had any more, at their last prices."""
    made: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    """What `once` has made."""

    def once[T](self, make: Callable[[], T], *key: object) -> T:
        """Return what `make` returns, made once for each key, which begins with a word for what it is.

        An estimate is asked for at every change of an input, and most of what it needs of the logs stays the same. What
        was asked for long ago is made again: some of it hangs on numbers that are typed.
        """
        value = self.made.pop(key) if key in self.made else make()
        self.made[key] = value  # behind the others, as it was asked for last
        if len(self.made) > MOST_MADE:
            del self.made[next(iter(self.made))]
        return value

    @cached_property
    def hours(self) -> set[int]:
        """Hours (UTC), counted from 1970, with a use."""
        return self.uses.hours

    @cached_property
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

    def between(self, start: datetime, end: datetime) -> Uses:
        """Return the uses after one moment and before another."""
        return self.uses[bisect_right(self.uses.at_us, dates.micros(start)) : self.before(end)]

    def sums(self, meter: str) -> Sequence[int]:
        """Return what a plan's meter counts of all uses before each one, and of all."""
        return self.once(lambda: numbers(accumulate(self.uses.counted(meter), initial=0)), "sums", meter)

    def of(self, family: str) -> History:
        """Return the uses of one model family alone."""
        return self.once(lambda: History(uses=self.uses.of_family(family)), "of", family)

    def without(self, family: str) -> History:
        """Return the uses of all other model families."""
        return self.once(lambda: History(uses=self.uses.of_others(family)), "without", family)

    @cached_property
    def on_plan(self) -> History:
        """The uses that a plan counts, see `Uses.on_plan`."""
        uses = self.uses.on_plan()
        return self if uses is self.uses else History(uses=uses)

    @cached_property
    def families(self) -> frozenset[str]:
        """The model families in it."""
        return frozenset(self.uses.family)

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
        days = released, on + 2 * A_DAY
        self._span_us = tuple(dates.micros(datetime(day.year, day.month, day.day, tzinfo=UTC)) for day in days)
        self._pricer, self._cache, self._uses = Pricer(catalog, on), CacheLife(), Collected()
        self._unpriced_tokens = self._undated = self._gone_usd = 0

    def note(self, response: Response) -> None:
        """Take the next response."""
        (earliest_us, latest_us), at_us = self._span_us, response.at_us
        if at_us is None or not earliest_us <= at_us < latest_us:
            self._undated += 1
            return
        tokens, (short, long) = response.tokens, self._cache.of(response)
        rates, family, weights, fast, sold = self._pricer.of(response)
        if rates is None:
            self._unpriced_tokens += tokens.total
            return
        searches = response.web_searches * self._pricer.search
        usd = times(short, rates)
        usd_1h = usd if long is short else times(long, rates)
        as_made = usd if short is tokens else usd_1h if long is tokens else times(tokens, rates)
        if not sold:
            self._gone_usd += usd
        amounts = usd + searches, usd_1h + searches, as_made + searches, times(tokens, weights), usd * fast + searches
        self._uses.add(tuple.__new__(Use, (at_us, family, response.sidechain, *short, *amounts, response.fast)))

    def history(self) -> History:
        """Return what they hold, once all are noted."""
        return History(
            uses=self._uses.uses(),
            unpriced_tokens=self._unpriced_tokens,
            undated=self._undated,
            gone_usd=self._gone_usd,
        )


def read(responses: Iterable[Response], catalog: Catalog, on: date) -> History:
    """Return what responses hold, see `Recording`."""
    recording = Recording(catalog, on)
    for response in responses:
        recording.note(response)
    return recording.history()


def blocks(history: History) -> list[Uses]:
    """Return the uses of each whole week, counted back from the last response; a part of a week at the begin is left.

    Where there is no whole week, what there is stands for one.
    """
    times_us = history.uses.at_us
    whole = max((times_us[-1] - times_us[0]) // WEEK_US, 1)
    starts = [bisect_right(times_us, times_us[-1] - WEEK_US * number) for number in range(whole, 0, -1)]
    return [history.uses[start:end] for start, end in pairwise([*starts, len(history.uses)])]


def _tokens(parts: list[Uses]) -> Mapping[str, Tokens]:
    """Return tokens of an ordinary week by model family."""
    found: dict[str, Tokens] = {}
    for part in parts:
        for family, counts in summed(part.family, *part.tokens).items():
            found[family] = found.get(family, Tokens()).plus(Tokens(*counts))
    return {family: Tokens(*(count // len(parts) for count in tokens)) for family, tokens in found.items()}
