"""Priced responses in order of time, kept in columns.

A large log holds hundreds of thousands. As numbers side by side a response takes about eighty bytes, where objects
take four times as much, and what adds them up need not make an object of each.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, compress
from typing import TYPE_CHECKING, NamedTuple, overload

from calculator import dates
from calculator.dates import HOUR_US, MINUTE_US
from calculator.windows import DAYS_OF_WEEK, HOURS_OF_DAY

if TYPE_CHECKING:
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


class Turns:
    """Whose turn it is, place by place: 0 for the first of two columns, 1 for the second."""

    def __init__(self, whose: bytes) -> None:
        """Count them once, so that nobody counts from the beginning."""
        self.whose = whose
        blocks = (whose.count(1, start, start + STRIDE) for start in range(0, len(whose), STRIDE))
        self._sums = list(accumulate(blocks, initial=0))

    def before(self, place: int) -> int:
        """Return how many of the second's come before a place."""
        block = place // STRIDE
        return self._sums[block] + self.whose.count(1, block * STRIDE, place)


STRIDE = 1024
"""Places that are counted together."""


class Woven[T](Sequence[T]):
    """Two columns as one, without a copy."""

    __slots__ = ("_end", "_mine", "_start", "_theirs", "_whose")

    def __init__(self, mine: Sequence[T], theirs: Sequence[T], whose: Turns, start: int, end: int) -> None:
        """Take the two columns, and from where to where it is whose turn."""
        self._mine, self._theirs, self._whose, self._start, self._end = mine, theirs, whose, start, end

    def __len__(self) -> int:
        """Return how many values there are."""
        return self._end - self._start

    def __iter__(self) -> Iterator[T]:
        """Yield the values in order."""
        turns = memoryview(self._whose.whose)[self._start : self._end]
        return map(next, map((iter(self._mine), iter(self._theirs)).__getitem__, turns))

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Woven[T]: ...

    def __getitem__(self, place: int | slice) -> T | Woven[T]:
        """Return one value, or a stretch of them, which has no steps."""
        if not isinstance(place, slice):
            first = range(len(self))[place]
            return next(iter(self[first : first + 1]))
        first, last, step = place.indices(len(self))
        if step != 1:
            message = "two columns are not woven in steps"
            raise ValueError(message)
        start, end = self._start + first, self._start + max(first, last)
        before, until = (self._whose.before(each) - self._whose.before(self._start) for each in (start, end))
        mine = self._mine[first - before : end - self._start - until]
        return Woven(mine, self._theirs[before:until], self._whose, start, end)


class Collected:
    """Uses on their way into columns, of which few are objects at once."""

    def __init__(self) -> None:
        """Start with none."""
        self._columns: list[array[int] | list] = [[] if name in OBJECTS else array(SIZES[0]) for name in Use._fields]
        self._some: list[Use] = []

    def add(self, use: Use) -> None:
        """Take the next one in order of time."""
        self._some.append(use)
        if len(self._some) == AT_ONCE:
            self._settle()

    def uses(self) -> Uses:
        """Return them all; more cannot be taken from then on."""
        self._settle()
        return Uses(*map(_view, self._columns))

    def _settle(self) -> None:
        if self._some:
            self._columns = list(map(_grown, self._columns, zip(*self._some, strict=True)))
            self._some.clear()


OBJECTS = frozenset({"family", "sidechain"})
"""Columns that hold no numbers, but few different objects many times."""


SIZES = ("I", "q")
"""Kinds of array for numbers, smallest first: four bytes each for what is not negative, or eight."""


def numbers(values: Iterable[int]) -> Sequence[int]:
    """Return numbers of which each takes four bytes, or eight, unless one is too large for that."""
    return _view(_grown(array(SIZES[0]), values if isinstance(values, Sequence) else list(values)))


def summed[Key](keys: Sequence[Key], *columns: Sequence[int]) -> dict[Key, list[int]]:
    """Return the sum of each column by the keys of its numbers, in the order in which the keys appear."""
    places: defaultdict[Key, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        places[key].append(place)
    lists = [list(values) for values in columns]
    return {key: [sum(map(values.__getitem__, chosen)) for values in lists] for key, chosen in places.items()}


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


def _grown(known: array[int] | list, values: Sequence) -> array[int] | list:
    """Return a column with more values; it gets larger places at the first number that these cannot hold, or a list."""
    if isinstance(known, array):
        try:
            known.extend(array(known.typecode, values))
        except OverflowError:
            larger = SIZES[SIZES.index(known.typecode) + 1 :]
            return _grown(array(larger[0], known) if larger else list(known), values)
        return known
    known.extend(values)
    return known


def _view(known: array[int] | list) -> Sequence:
    """Return a column whose stretches take no memory of their own."""
    return memoryview(known) if isinstance(known, array) else known
