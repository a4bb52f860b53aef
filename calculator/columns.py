"""Columns of values side by side: numbers in as few bytes as they need, and two columns woven into one."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SIZES = ("I", "q")
"""Kinds of array for numbers, smallest first: four bytes each for what is not negative, or eight."""


def empty() -> array[int]:
    """Return a column of numbers with none in it."""
    return array(SIZES[0])


def numbers(values: Iterable[int]) -> Sequence[int]:
    """Return numbers of which each takes four bytes, or eight, unless one is too large for that."""
    return view(grown(empty(), values if isinstance(values, Sequence) else list(values)))


def summed[Key](keys: Sequence[Key], *columns: Sequence[int]) -> dict[Key, list[int]]:
    """Return the sum of each column by the keys of its numbers, in the order in which the keys appear."""
    places: defaultdict[Key, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        places[key].append(place)
    lists = [list(values) for values in columns]
    return {key: [sum(map(values.__getitem__, chosen)) for values in lists] for key, chosen in places.items()}


def grown(known: array[int] | list, values: Sequence) -> array[int] | list:
    """Return a column with more values; it gets larger places at the first number that these cannot hold, or a list."""
    if isinstance(known, array):
        try:
            known.extend(array(known.typecode, values))
        except OverflowError:
            larger = SIZES[SIZES.index(known.typecode) + 1 :]
            return grown(array(larger[0], known) if larger else list(known), values)
        return known
    known.extend(values)
    return known


def view(known: array[int] | list) -> Sequence:
    """Return a column whose stretches take no memory of their own."""
    return memoryview(known) if isinstance(known, array) else known


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
