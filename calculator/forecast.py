"""Seeded draws and their percentiles: from what is unknown and what varies to a range.

Whole numbers only: the same input gives the same range in every Python, whatever its mathematics library. Draws are
stratified (one from each of `DRAWS` equal parts, in an order of its own for each purpose), so few suffice, and the
same draws serve every option and every scenario: two results differ because their inputs do, never by chance.
"""

from __future__ import annotations

import random
from enum import IntEnum
from functools import cache, lru_cache
from math import isqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

DRAWS = 200
SEED = 20250828
"""Any fixed number serves; this one is the day weekly limits began."""
HUNDRED, MILLION = 100, 1_000_000
LOW_PERCENTILE, MIDDLE_PERCENTILE, HIGH_PERCENTILE = 10, 50, 90
MONTH_WEEKS = (1000, 1000, 1000, 1000, 348)
"""A month is four whole weeks and 348 thousandths of a fifth: 30.4375 days."""


class Purpose(IntEnum):
    """What a column of draws is for; each has an order of its own.

    Its number is the seed of the order, and that of 100,000 whose order has least to do with those before it: two
    unknowns that rise together by chance would make every range too wide, or too narrow.
    """

    WEEK = 0
    SECOND_WEEK = 81_521
    THIRD_WEEK = 33_287
    FOURTH_WEEK = 82_941
    FIFTH_WEEK = 78_737
    PIECE = 60_501
    CAPACITY = 5_924
    MULTIPLE = 92_719
    FIVE_HOURS = 55_448
    SHORT = 32_790
    # what a demand leaves open, each by its id: another one beside changes no draw of it
    LEVEL = 76_904
    NEAREST = 18_045
    SPLIT = 89_928
    DRIFT = 46_431
    BLOCKED_WORK = 1_610
    PROMPTS = 13_616
    PAUSES = 54_809
    SAMPLE = 88_851
    AGENTS = 26_073
    TEAMS = 15_240
    GROWTH = 89_140


WEEKS = (Purpose.WEEK, Purpose.SECOND_WEEK, Purpose.THIRD_WEEK, Purpose.FOURTH_WEEK, Purpose.FIFTH_WEEK)
"""Those of the weeks of a month."""


class Range(NamedTuple):
    """The 10th, 50th and 90th percentile of some draws."""

    low: int
    mid: int
    high: int


@cache
def strata(purpose: int) -> tuple[int, ...]:
    """Return `DRAWS` whole numbers below a million, one from each of `DRAWS` equal parts, shuffled."""
    rng = random.Random(SEED + purpose)  # noqa: S311  # a seeded draw, not a secret
    part = MILLION // DRAWS
    drawn = [place * part + rng.randrange(part) for place in range(DRAWS)]
    rng.shuffle(drawn)
    return tuple(drawn)


@lru_cache(maxsize=256)
def between(low: int, high: int, purpose: int) -> tuple[int, ...]:
    """Return one whole number from `low` to `high` for each draw, evenly spread.

    >>> min(between(5, 8, Purpose.CAPACITY)) >= 5, max(between(5, 8, Purpose.CAPACITY)) <= 8
    (True, True)
    """
    width = high - low
    return tuple(low + width * drawn // MILLION for drawn in strata(purpose))


HALVES = (MILLION // 2, MILLION // 4, MILLION // 8)


def geometric(low: int, high: int, place: int) -> int:
    """Return the number that lies at `place` millionths between two others, about evenly by ratios.

    Geometric means halve the interval a few times, and what is left is straight.

    >>> geometric(1000, 16000, 500_000), geometric(1000, 16000, 0)
    (4000, 1000)
    """
    for half in HALVES:
        middle = isqrt(low * high)
        if place < half:
            high = middle
        else:
            low, place = middle, place - half
    return low + (high - low) * place // HALVES[-1]


@lru_cache(maxsize=64)
def by_ratio(low: int, high: int, purpose: int) -> tuple[int, ...]:
    """Return one whole number from `low` to `high` for each draw, evenly spread by ratios."""
    return tuple(geometric(low, high, drawn) for drawn in strata(purpose))


@cache
def picks(count: int) -> tuple[tuple[int, ...], ...]:
    """Return for each week of a month the place, among `count` weeks, that each draw takes."""
    return tuple(tuple(drawn * count // MILLION for drawn in strata(week)) for week in WEEKS)


def spread(values: Sequence[int]) -> Range:
    """Return the range of some draws.

    >>> spread(range(200))
    Range(low=20, mid=100, high=179)

    Raises:
        ValueError: When there is none.
    """
    if not values:
        message = "a range needs at least one draw"
        raise ValueError(message)
    ordered, count = sorted(values), len(values)
    low = count * LOW_PERCENTILE // 100
    return Range(ordered[low], ordered[count * MIDDLE_PERCENTILE // 100], ordered[count - 1 - low])
