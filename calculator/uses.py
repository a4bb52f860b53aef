"""Priced responses in order of time, kept in columns.

A large log holds hundreds of thousands. As numbers side by side a response takes about eighty bytes, where objects
take four times as much, and what adds them up need not make an object of each.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple, overload

from calculator import dates
from calculator.columns import Turns, Woven, empty, grown, numbers, view
from calculator.dates import HOUR_US, MINUTE_US
from calculator.windows import DAYS_OF_WEEK, HOURS_OF_DAY

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable, Iterator
    from datetime import datetime

FIVE_HOURS_US, WEEK_US = 5 * HOUR_US, DAYS_OF_WEEK * HOURS_OF_DAY * HOUR_US
AT_ONCE = 1024
"""Responses that are objects at once while columns are made of them."""


class Use(NamedTuple):
    """One response, priced: pico-dollars and meter units. Tokens are as an API key makes them: a five-minute cache."""

    at_us: int
    """Microseconds since 1970."""
    family: str
    """The model's."""
    sidechain: bool
    input: int
    output: int
    cache_read: int
    cache_write_5m: int
    cache_write_1h: int
    usd: int
    usd_1h: int
    usd_as_made: int
    weights: int
    """By the third-party weights."""
    usd_fast: int
    fast: bool = False
    """Whether it was made in fast mode, which every plan bills to usage credits: no limit counts it or stops it."""

    @property
    def at(self) -> datetime:
        """The moment (UTC)."""
        return dates.moment(self.at_us)

    @property
    def hour(self) -> int:
        """Its hour (UTC), counted from 1970."""
        return self.at_us // HOUR_US


@dataclass(frozen=True, slots=True)
class Uses(Sequence[Use]):
    """Uses in order of time, or a stretch of them, which shares their memory: a column for each field of a `Use`."""

    at_us: Sequence[int]
    family: Sequence[str]
    sidechain: Sequence[bool]
    input: Sequence[int]
    output: Sequence[int]
    cache_read: Sequence[int]
    cache_write_5m: Sequence[int]
    cache_write_1h: Sequence[int]
    usd: Sequence[int]
    usd_1h: Sequence[int]
    usd_as_made: Sequence[int]
    weights: Sequence[int]
    usd_fast: Sequence[int]
    fast: Sequence[bool]

    @classmethod
    def of(cls, uses: Iterable[Use]) -> Uses:
        """Take uses that come in order of time."""
        collected = Collected()
        for use in uses:
            collected.add(use)
        return collected.uses()

    @property
    def columns(self) -> tuple[Sequence, ...]:
        """All of them, in the order in which they stand here."""
        return tuple(getattr(self, name) for name in Use._fields)

    @property
    def tokens(self) -> tuple[Sequence[int], ...]:
        """A column for each kind of tokens, in the order of `calculator.usage.KINDS`."""
        return self.input, self.output, self.cache_read, self.cache_write_5m, self.cache_write_1h

    @property
    def hours(self) -> set[int]:
        """Hours (UTC), counted from 1970, with a use."""
        return {at_us // HOUR_US for at_us in self.at_us}

    def counted(self, meter: str) -> Sequence[int]:
        """Return what a plan's meter counts of each: `cost` as it was made, or the `weights` of its tokens."""
        return self.usd_as_made if meter == "cost" else self.weights

    def of_family(self, family: str) -> Uses:
        """Return those of one model family."""
        return self._chosen([each == family for each in self.family])

    def of_others(self, family: str) -> Uses:
        """Return those of all other model families."""
        return self._chosen([each != family for each in self.family])

    def on_plan(self) -> Uses:
        """Return those that a plan counts: all but fast ones."""
        return self._chosen([not fast for fast in self.fast]) if any(self.fast) else self

    def beside_plan(self) -> Uses:
        """Return those that run on usage credits on every plan."""
        return self._chosen([bool(fast) for fast in self.fast])

    def _chosen(self, chosen: list[bool]) -> Uses:
        return _made(compress(values, chosen) for values in self.columns)

    def with_others(self, others: Iterable[Use]) -> Uses:
        """Return these and others, in order of time, of which all but the moments stay in their own columns."""
        more = Uses.of(others)
        turns = bytearray(len(self) + len(more))
        for number, at_us in enumerate(more.at_us):
            turns[bisect_right(self.at_us, at_us) + number] = True
        whose = Turns(bytes(turns))
        woven = Uses(*(Woven(*both, whose, 0, len(turns)) for both in zip(self.columns, more.columns, strict=True)))
        return replace(woven, at_us=numbers(woven.at_us))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.at_us)

    def __iter__(self) -> Iterator[Use]:
        """Yield each as an object."""
        return map(Use._make, zip(*self.columns, strict=True))

    @overload
    def __getitem__(self, place: int) -> Use: ...

    @overload
    def __getitem__(self, place: slice) -> Uses: ...

    def __getitem__(self, place: int | slice) -> Use | Uses:
        """Return one as an object, or a stretch of them."""
        if isinstance(place, slice):
            return Uses(*(each[place] for each in self.columns))
        start = range(len(self))[place]
        return next(iter(self[start : start + 1]))


class Collected:
    """Uses on their way into columns, of which few are objects at once."""

    def __init__(self) -> None:
        """Start with none."""
        self._columns: list[array[int] | list] = [[] if name in OBJECTS else empty() for name in Use._fields]
        self._some: list[Use] = []

    def add(self, use: Use) -> None:
        """Take the next one in order of time."""
        self._some.append(use)
        if len(self._some) == AT_ONCE:
            self._settle()

    def uses(self) -> Uses:
        """Return them all; more cannot be taken from then on."""
        self._settle()
        return Uses(*map(view, self._columns))

    def _settle(self) -> None:
        if self._some:
            self._columns = list(map(grown, self._columns, zip(*self._some, strict=True)))
            self._some.clear()


OBJECTS = frozenset({"family", "sidechain"})
"""Columns that hold no numbers, but few different objects many times."""


def windows(uses: Uses) -> list[slice]:
    """Return the places of each five-hour window, which begins with the first use after the last one ended."""
    at_us, found, start = uses.at_us, [], 0
    while start < len(at_us):
        end = bisect_left(at_us, at_us[start] + FIVE_HOURS_US, start)
        found.append(slice(start, end))
        start = end
    return found


def in_windows(uses: Uses, meter: str) -> list[int]:
    """Return what the meter counts in each five-hour window."""
    counted = list(uses.counted(meter))
    return [sum(counted[window]) for window in windows(uses)]


def by_minute(uses: Uses, meter: str) -> list[tuple[int, int]]:
    """Return what the meter counts in each minute since 1970 with use, in order of time."""
    found: dict[int, int] = {}
    for at_us, counted in zip(uses.at_us, uses.counted(meter), strict=True):
        found[at_us // MINUTE_US] = found.get(at_us // MINUTE_US, 0) + counted
    return list(found.items())


def _made(columns: Iterable[Iterable]) -> Uses:
    """Return uses of columns that are made one after the other."""
    named = zip(Use._fields, columns, strict=True)
    made: list[Sequence] = [list(values) if name in OBJECTS else numbers(values) for name, values in named]
    return Uses(*made)
