"""What exports tell of a reader's past: the dollars of each day at today's prices, and of the same tokens otherwise.

An export adds many responses up. Dollars are whole pico-dollars here, as in `calculator.rates`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from calculator.forecast import MILLION
from calculator.otherwise import Families
from calculator.rates import MODEL_CHOICES, PICO, SONNET, Pricer, model_rates, times
from calculator.sources.export import added_up
from calculator.sources.source import MERGED, span
from calculator.usage import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.cells import Cell
    from calculator.selection import Selection
    from calculator.sources.source import Portion
    from calculator.usage import Response

VARIANTS = ("fast", "opus_to_sonnet", *MODEL_CHOICES)
"""What the same tokens are also priced as. What an hour's cache or other sub-agents would change, no export tells."""
ACCOUNTS = MERGED | {"analytics"}
"""Kinds that tell of an API account, not of what a plan let through."""


class Amount(NamedTuple):
    """Use in pico-dollars, and in the units of a plan's meter."""

    usd: int = 0
    """As an API key makes it: written to the cache for five minutes, prompts as short as they may be."""
    made: int = 0
    """With the writes that were made; as a plan's meter counts list prices."""
    longest: int = 0
    """As `usd`, with prompts as long as they may be."""
    paused: int = 0
    """The part of `usd` that pauses may make dearer."""
    weights: int = 0
    """By the third-party weights."""
    fast: int = 0
    """The part of `usd` in fast mode, which every plan bills to usage credits and no meter counts."""
    others: tuple[int, ...] = (0,) * len(VARIANTS)
    """Under each of `VARIANTS`."""

    def plus(self, other: Amount) -> Amount:
        """Add part by part."""
        return Amount(
            self.usd + other.usd,
            self.made + other.made,
            self.longest + other.longest,
            self.paused + other.paused,
            self.weights + other.weights,
            self.fast + other.fast,
            tuple(map(int.__add__, self.others, other.others)),
        )

    def share(self, part: int, whole: int) -> Amount:
        """Return so much of it."""
        *amounts, others = self
        return Amount(
            *(each * part // whole for each in amounts), others=tuple(each * part // whole for each in others)
        )


class Entry(NamedTuple):
    """A line of an export."""

    day: date
    """The first one that it spans."""
    period: str
    family: str
    tokens: Tokens | None
    """None where it states dollars alone."""
    amount: Amount | None
    """None where it has no price."""


@dataclass(kw_only=True)
class Spending:
    """What exports hold for a forecast."""

    days: dict[date, Amount] = field(default_factory=dict)
    """Each day with use; days whose credits outweigh it are left out."""
    tokens: dict[str, Tokens] = field(default_factory=dict)
    """All tokens by model family."""
    usd: dict[str, int] = field(default_factory=dict)
    """Pico-dollars of all of it by model family; empty names for what no model is known of."""
    long_prompts: dict[str, int] = field(default_factory=dict)
    """Model family -> what it costs with long prompts against short ones, in millionths, by the published split."""
    has_tokens: bool = True
    """Whether all of it can be priced under other models."""
    unpriced_tokens: int = 0
    left_out: int = 0
    """Entries of days that cannot be, or are not over."""
    periods: set[str] = field(default_factory=set)
    """What one entry spans."""
    account: bool = False
    """Whether it is the use of an API account, not what a plan let through."""

    @property
    def first(self) -> date:
        """The first day with use."""
        return min(self.days)

    @property
    def last(self) -> date:
        """The last day with use."""
        return max(self.days)

    @property
    def count(self) -> int:
        """Days from the first to the last."""
        return (self.last - self.first).days + 1

    @cached_property
    def total(self) -> Amount:
        """The sum of all days."""
        found = Amount()
        for amount in self.days.values():
            found = found.plus(amount)
        return found

    def share(self, family: str) -> int:
        """Return a model family's part of all dollars, in millionths."""
        return max(self.usd.get(family, 0), 0) * MILLION // max(sum(self.usd.values()), 1)


def read(selection: Selection, catalog: Catalog, on: date) -> Spending:
    """Price the exports that count at the prices of the day `on`, or of their own day where there is none then.

    A day before the oldest known model cannot be. The day `on` is not over: it counts only where there is no other.
    """
    families = Families(catalog, on)
    found = Spending(long_prompts={name: families.long_prompts({name: 1}) for name in MODEL_CHOICES})
    prices = _Prices(catalog, on)
    portions = [portion for source in selection.spending for portion in source.portions()]
    entries = [entry for portion in portions for entry in _entries(portion, prices)]
    earliest = min(model.released for model in catalog.models if model.released is not None)
    past = any(earliest <= entry.day < on for entry in entries)
    end = on if past else on + timedelta(days=1)
    for entry in entries:
        if earliest <= entry.day < end:
            _count(found, entry, min(span(entry.day, entry.period), (end - entry.day).days))
        else:
            found.left_out += 1
    found.days = {day: amount for day, amount in found.days.items() if amount.usd > 0}
    found.account = any(source.kind.id in ACCOUNTS for source in selection.spending)
    return found


def _count(found: Spending, entry: Entry, days: int) -> None:
    """Spread an entry over the days that it spans."""
    if entry.amount is None:
        found.unpriced_tokens += entry.tokens.total if entry.tokens else 0
        return
    if not entry.amount.usd:
        return
    found.periods.add(entry.period)
    found.usd[entry.family] = found.usd.get(entry.family, 0) + entry.amount.usd
    part = entry.amount.share(1, days)
    for number in range(days):
        day = entry.day + timedelta(days=number)
        found.days[day] = found.days.get(day, Amount()).plus(part)
    if entry.tokens is None:
        found.has_tokens = False
    else:
        found.tokens[entry.family] = found.tokens.get(entry.family, Tokens()).plus(entry.tokens)


def _entries(portion: Portion, prices: _Prices) -> Iterator[Entry]:
    """Yield what an export says: tokens where it counts them, dollars where it has nothing else."""
    counted = False
    for response in portion.responses:
        counted = True
        yield prices.of(response, portion.period)
    for cell in portion.cells:
        counted = True
        yield prices.again(cell, portion.period)
    for line in () if counted else portion.stated:
        yield Entry(line.day, portion.period, "", None, _alone(int(line.usd * PICO * PICO)))


def _alone(usd: int) -> Amount:
    """Return dollars of which nothing else is known."""
    return Amount(usd, usd, usd, weights=usd)


class _Prices:
    """Prices entries at the rates of a day."""

    def __init__(self, catalog: Catalog, on: date) -> None:
        self._pricer, self._catalog = Pricer(catalog, on), catalog
        self._then: dict[date, Pricer] = {}
        self._models = [model_rates(family, catalog, on)[-1][1] for family in MODEL_CHOICES]

    def of(self, response: Response, period: str) -> Entry:
        """Price tokens that were added up."""
        rates, family, weights, fast, _ = self._pricer.of(response)
        dearest = self._pricer.of(response, dearest=True).usd
        if rates is None or dearest is None:
            return Entry(response.day, period, family, response.tokens, None)
        fresh, output, read_again, short, long = response.tokens
        tokens = Tokens(fresh, output, read_again, short + long, 0)
        searches = response.web_searches * self._pricer.search
        cost = times(tokens, rates)
        usd = cost + searches
        on = [times(tokens, each) + searches for each in self._models]
        counted = not response.fast
        amount = Amount(
            usd,
            (times(response.tokens, rates) + searches) * counted,
            times(tokens, dearest) + searches,
            usd if long or response.split_unknown else 0,
            times(response.tokens, weights) * counted,
            usd * response.fast,
            (cost * fast + searches, on[SONNET] if family == "opus" else usd, *on),
        )
        return Entry(response.day, period, family, response.tokens, amount)

    def again(self, cell: Cell, period: str) -> Entry:
        """Price a part of this site's export again: its dollars, by how prices have changed for its tokens since.

        That keeps what the dollars knew of each response, such as its prompt's length or fast mode.
        """
        place = cell.place
        if not place.priced:
            return Entry(place.day, period, "", cell.tokens, None)
        usd = int(cell.usd * PICO * PICO)
        response = added_up(place.model, place.day, cell.tokens, most=0, web_searches=cell.web_searches)
        entry = self.of(response, period)
        if place.day not in self._then:
            self._then[place.day] = Pricer(self._catalog, place.day)
        then = self._then[place.day].of(response).usd
        base = times(cell.tokens, then) + cell.web_searches * self._pricer.search if then else 0
        if entry.amount is None or not base:
            return Entry(place.day, period, "", None, _alone(usd))
        return entry._replace(amount=entry.amount.share(usd, base))
