"""What would change a verdict: more or less use, an earlier or a later wall, and what it hangs on most.

These are exact numbers of an ordinary month: everything unknown stands at its middle, and one thing moves.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from calculator import capacity as capacities
from calculator import money, replay
from calculator.api_key import after_discount
from calculator.capacity import NeverBlocked, WallDay
from calculator.choosing import cheapest
from calculator.forecast import HUNDRED, MILLION
from calculator.options import options
from calculator.windows import DAYS_OF_WEEK, MINUTES_OF_DAY
from calculator.worlds import ordinary, sampled, week_usd

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from calculator.capacity import Capacity
    from calculator.case import Case
    from calculator.catalog import Catalog
    from calculator.hypotheses import Hypothesis
    from calculator.worlds import Worlds

NEVER_DAY = DAYS_OF_WEEK + 1
"""Stands among the days of the wall for a wall that never comes."""
USES = tuple(range(0, 31, 3))
"""Tenths of the use described, along the break-even chart."""
GRID = (*range(0, MILLION, MILLION // 20), *range(MILLION, 5 * MILLION, MILLION // 5))
"""Capacities that are tried: every twentieth of an ordinary week, then every fifth; from five such weeks on nothing
changes any more."""
HALF = MILLION // 2
CENTRAL = (MILLION // 10, MILLION * 9 // 10)
"""An unknown is moved over the middle 80% of what is possible."""


class Cost(NamedTuple):
    """An ordinary month of one option."""

    usd: int
    """Micro-dollars."""
    minutes: int | None
    """Blocked; None when not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """An ordinary month under one assumption."""

    at: int
    """Tenths of the use described, or the day of the wall; 8 stands for never."""
    costs: Mapping[str, Cost]
    best: str | None
    least: int | None
    """Micro-dollars of the best, blocked hours included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What happens to the verdict when one unknown moves over the middle 80% of what is possible."""

    id: str
    why: str
    low: str | None
    """The best option at its low end."""
    high: str | None
    """The best option at its high end."""
    micro_usd: int
    """How far the cost of the best option moves between the two ends, blocked hours included."""
    outcomes: tuple[()] = ()
    """An interval has no answers of its own between its ends."""


class Turning:
    """What would change the verdict of a case. Each part is computed when it is first asked for, or piece by piece."""

    def __init__(self, case: Case, capacity: Capacity, catalog: Catalog) -> None:
        """Take a case with what is known of its plan."""
        self._case = case
        self._capacity = capacity
        parts = {"by_use": _by_use, "by_wall": _by_wall, "swings": _swings, "possible": _possible}
        self._pieces: dict[str, Iterator[Any]] = {part: make(case, capacity, catalog) for part, make in parts.items()}
        self._made: dict[str, list[Any]] = {part: [] for part in self._pieces}

    def toward(self, part: str) -> Iterator[Any]:
        """Make what a part lacks yet, piece by piece: each takes a fraction of an answer's time."""
        for piece in self._pieces.get(part, ()):
            self._made[part].append(piece)
            yield piece

    def _whole(self, part: str) -> tuple[Any, ...]:
        for _ in self.toward(part):
            pass
        return tuple(self._made[part])

    @cached_property
    def break_even(self) -> int | None:
        """Millionths of the use described at which the API costs what the reader pays; None where it is always less."""
        return _break_even(self._case)

    @cached_property
    def by_use(self) -> tuple[Point, ...]:
        """An ordinary month at some multiples of the use described."""
        return self._whole("by_use")

    @cached_property
    def by_wall(self) -> tuple[Point, ...]:
        """An ordinary month for each day on which the wall may come."""
        return self._whole("by_wall")

    @cached_property
    def swings(self) -> tuple[Swing, ...]:
        """What happens to the verdict when each unknown moves; none without a price of a blocked hour."""
        return self._whole("swings")

    @cached_property
    def possible(self) -> tuple[str, ...]:
        """Options that are best somewhere within the evidence; a wider interval never makes them fewer."""
        return tuple(dict.fromkeys(best for best in self._whole("possible") if best is not None))

    @cached_property
    def weekdays(self) -> tuple[int, ...] | None:
        """In how many of 100 weeks the limit is reached on each weekday from Monday; None without evidence."""
        return _weekdays(self._case, self._capacity) if self._capacity.known else None

    def flips(self) -> tuple[tuple[int, str], ...]:
        """Return the days of the wall at which another option becomes the best, with that option."""
        found: list[tuple[int, str]] = []
        for point in self.by_wall:
            if point.best is not None and (not found or found[-1][1] != point.best):
                found.append((point.at, point.best))
        return tuple(found)


def _point(case: Case, worlds: Worlds, at: int, catalog: Catalog) -> Point:
    priced = options(case, worlds, catalog)
    costs = {
        option.id: Cost(
            sum(option.usd) // worlds.count,
            None if option.assumed else sum(option.minutes) // worlds.count,
        )
        for option in priced
    }
    best = cheapest(priced, case.hour_usd)
    return Point(at=at, costs=costs, best=best[0] if best else None, least=best[1] if best else None)


def _break_even(case: Case) -> int | None:
    worlds = ordinary(case.demand, None)
    (a_month,) = after_discount(case, [sum(worlds.usd()) // worlds.count])
    more = a_month - sum(worlds.beside) // worlds.count
    return money.micro(case.own_fee) * MILLION // more if more > 0 else None


def _by_use(case: Case, capacity: Capacity, catalog: Catalog) -> Iterator[Point]:
    middle = capacity.at(HALF, week_usd(case.demand))
    for tenths in USES:
        worlds = ordinary(case.demand, middle, assumed=not capacity.known, multiplier=tenths * MILLION // 10)
        yield _point(case, worlds, tenths, catalog)


def _by_wall(case: Case, capacity: Capacity, catalog: Catalog) -> Iterator[Point]:
    week = week_usd(case.demand)
    for day in range(1, NEVER_DAY + 1):
        evidence = WallDay(day=day) if day <= DAYS_OF_WEEK else NeverBlocked()
        found = capacities.measure((evidence,), case.demand, case.rules, capacity.prior)
        if found.known:
            middles = [found.within(bound, week, HALF) for _, bound in found.bounds]
            yield _point(case, ordinary(case.demand, sum(middles) // len(middles)), day, catalog)


def _swings(case: Case, capacity: Capacity, catalog: Catalog) -> Iterator[Swing]:
    if case.hour_usd is None:
        return
    for name, why, ends in _moved(case, capacity):
        low, high = (_point(case, worlds, 0, catalog) for worlds in ends)
        moved = abs((high.least or 0) - (low.least or 0))
        yield Swing(id=name, why=why, low=low.best, high=high.best, micro_usd=moved)


def ranked(found: Iterable[Swing | Hypothesis]) -> tuple[Swing | Hypothesis, ...]:
    """Return what a verdict hangs on, most first: what turns it, then by how far it moves the cost of the best."""
    return tuple(sorted(found, key=lambda each: (each.low == each.high, -each.micro_usd, each.id)))


def _moved(case: Case, capacity: Capacity) -> Iterator[tuple[str, str, list[Worlds]]]:
    """Yield each unknown with the worlds at its low and at its high end."""
    week = week_usd(case.demand)
    middle, assumed = capacity.at(HALF, week), not capacity.known
    for unknown in case.demand.unknowns:
        if unknown.low < unknown.high:
            yield (
                unknown.id,
                unknown.why,
                [ordinary(case.demand, middle, assumed=assumed, places={unknown.id: place}) for place in CENTRAL],
            )
    yield (
        "capacity",
        "What your plan holds is known only so far." if capacity.known else "What your plan holds is not known.",
        [
            ordinary(case.demand, capacity.at(place, week), assumed=assumed, places={"capacity": place})
            for place in CENTRAL
        ],
    )
    if capacity.known and len(capacity.bounds) > 1:
        middles = sorted(capacity.within(bound, week, HALF) for _, bound in capacity.bounds)
        yield (
            "reset_day",
            "The weekday of your reset is not known, so the same evidence may mean less of the week or more.",
            [ordinary(case.demand, end) for end in (middles[0], middles[-1])],
        )
    yield (
        "five_hours",
        "What the five-hour limit takes is known only so far.",
        [ordinary(case.demand, middle, assumed=assumed, places={"five_hours": place}) for place in CENTRAL],
    )
    yield (
        "multiple",
        "How much more a week other plans hold is not published for all.",
        [ordinary(case.demand, middle, assumed=assumed, places={"multiple": place}) for place in CENTRAL],
    )


def _possible(case: Case, capacity: Capacity, catalog: Catalog) -> Iterator[str | None]:
    """Yield what is best at some capacities within the evidence, on a grid that covers it."""
    if not capacity.known or case.hour_usd is None:
        return
    week = week_usd(case.demand)
    first, last = (capacity.at(place, week) for place in (0, MILLION))
    for each in GRID[max(bisect_right(GRID, first) - 1, 0) : bisect_left(GRID, last) + 1]:
        yield _point(case, ordinary(case.demand, each), 0, catalog).best


def _weekdays(case: Case, capacity: Capacity) -> tuple[int, ...]:
    """Return in how many of 100 drawn weeks the limit is reached on each weekday; together as often as at all."""
    worlds = sampled(case.demand, capacity)
    counts = [0] * DAYS_OF_WEEK
    every = zip(worlds.drawn.each, worlds.holds or (), worlds.growth, capacity.anchors(), strict=True)
    for month, held, growth, anchor in every:
        limit = held * case.demand.mean_meter // max(growth, 1)
        reached = replay.wall(month[0].rest if case.demand.beside else month[0], limit, anchor)
        if reached is not None:
            counts[(anchor + reached // MINUTES_OF_DAY) % DAYS_OF_WEEK] += 1
    return _percents([*counts, worlds.count - sum(counts)])[:DAYS_OF_WEEK]


def _percents(counts: Sequence[int]) -> tuple[int, ...]:
    """Return shares in whole percent that add up to 100: what is left by rounding down goes where most was cut.

    >>> _percents([1, 1, 1]), _percents([7, 7, 186])
    ((34, 33, 33), (4, 3, 93))
    """
    whole = sum(counts)
    shares = [count * HUNDRED // whole for count in counts]
    cut = sorted(range(len(counts)), key=lambda each: -(counts[each] * HUNDRED % whole))
    for each in cut[: HUNDRED - sum(shares)]:
        shares[each] += 1
    return tuple(shares)
