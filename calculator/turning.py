"""What would change a verdict: more or less use, an earlier or a later wall, and what it hangs on most.

These are exact numbers of an ordinary month: everything unknown stands at its middle, and one thing moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from calculator import capacity as capacities
from calculator import replay
from calculator.capacity import NeverBlocked, WallDay
from calculator.choosing import cheapest
from calculator.forecast import MILLION, Purpose, strata
from calculator.options import micro, options
from calculator.windows import DAYS_OF_WEEK, MINUTES_OF_DAY
from calculator.worlds import ordinary, sampled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from calculator.capacity import Bound, Capacity
    from calculator.case import Case
    from calculator.catalog import Catalog
    from calculator.worlds import Worlds

USES = tuple(range(0, 31, 3))
"""Tenths of the use described, along the break-even chart."""
GRID = MILLION // 5
MOST_STEPS = 24
"""Capacities are tried every fifth of an ordinary week; from nearly five such weeks on nothing changes any more."""
HUNDRED = 100
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """What would change the verdict."""

    break_even: int | None
    """Millionths of the use described at which the API costs what the reader pays now; None without any use."""
    by_use: tuple[Point, ...]
    by_wall: tuple[Point, ...]
    swings: tuple[Swing, ...]
    """What the verdict hangs on, most first: those that turn it, then by how far they move its cost."""
    possible: tuple[str, ...]
    """Options that are best somewhere within the evidence; a wider interval never makes them fewer."""
    weekdays: tuple[int, ...] | None
    """In how many of 100 weeks the limit is reached on each weekday from Monday; None without evidence."""


def turning(case: Case, capacity: Capacity, catalog: Catalog) -> Turning:
    """Return what would change the verdict of a case."""
    holds = _middle(capacity.whole) if capacity.known else None
    return Turning(
        break_even=_break_even(case),
        by_use=tuple(_by_use(case, holds, catalog)),
        by_wall=tuple(_by_wall(case, catalog)),
        swings=_swings(case, capacity, catalog),
        possible=_possible(case, capacity, catalog),
        weekdays=_weekdays(case, capacity) if capacity.known else None,
    )


def _middle(bound: Bound) -> int:
    return (bound.low + bound.top) // 2


def _point(case: Case, worlds: Worlds, at: int, catalog: Catalog) -> Point:
    priced = options(case, worlds, catalog)
    costs = {
        option.id: Cost(
            sum(option.usd) // worlds.count,
            None if option.minutes is None else sum(option.minutes) // worlds.count,
        )
        for option in priced
    }
    return Point(at=at, costs=costs, best=cheapest(priced, case.hour_usd))


def _break_even(case: Case) -> int | None:
    month = ordinary(case.demand, None).usd()
    a_month = sum(month) // len(month) * int((HUNDRED - case.discount) * HUNDRED) // (HUNDRED * HUNDRED)
    return micro(case.own_fee) * MILLION // a_month if a_month else None


def _by_use(case: Case, holds: int | None, catalog: Catalog) -> Iterator[Point]:
    for tenths in USES:
        worlds = ordinary(case.demand, holds, multiplier=tenths * MILLION // 10)
        yield _point(case, worlds, tenths, catalog)


def _by_wall(case: Case, catalog: Catalog) -> Iterator[Point]:
    for day in range(1, DAYS_OF_WEEK + 2):
        evidence = WallDay(day=day) if day <= DAYS_OF_WEEK else NeverBlocked()
        found = capacities.measure((evidence,), case.demand, case.rules)
        if found.known:
            middles = [_middle(bound) for _, bound in found.bounds]
            yield _point(case, ordinary(case.demand, sum(middles) // len(middles)), day, catalog)


def _swings(case: Case, capacity: Capacity, catalog: Catalog) -> tuple[Swing, ...]:
    if case.hour_usd is None:
        return ()
    an_hour = micro(case.hour_usd)
    moved = _moved(case, capacity.whole if capacity.known else None)
    found = []
    for name, why, ends in moved:
        low, high = (_point(case, worlds, 0, catalog) for worlds in ends)
        found.append(
            Swing(
                id=name,
                why=why,
                low=low.best,
                high=high.best,
                micro_usd=abs(_least(high, an_hour) - _least(low, an_hour)),
            )
        )
    return tuple(sorted(found, key=lambda swing: (swing.low == swing.high, -swing.micro_usd, swing.id)))


def _moved(case: Case, whole: Bound | None) -> Iterator[tuple[str, str, list[Worlds]]]:
    """Yield each unknown with the worlds at its low and at its high end."""
    holds = None if whole is None else _middle(whole)
    for unknown in case.demand.unknowns:
        if unknown.low < unknown.high:
            yield (
                unknown.id,
                unknown.why,
                [ordinary(case.demand, holds, places={unknown.id: place}) for place in CENTRAL],
            )
    if whole is not None:
        ends = [whole.low + (whole.top - whole.low) * place // MILLION for place in CENTRAL]
        yield "capacity", "What your plan holds is known only so far.", [ordinary(case.demand, end) for end in ends]
        yield (
            "multiple",
            "How much more a week other plans hold is not published for all.",
            [ordinary(case.demand, holds, places={"multiple": place}) for place in CENTRAL],
        )


def _least(point: Point, an_hour: int) -> int:
    """Return what the best option costs, blocked hours included."""
    best = point.costs[point.best or ""]
    return best.usd + (best.minutes or 0) * an_hour // 60


def _possible(case: Case, capacity: Capacity, catalog: Catalog) -> tuple[str, ...]:
    """Return every option that is best at some capacity within the evidence, on a grid that covers it."""
    if not capacity.known or case.hour_usd is None:
        return ()
    whole = capacity.whole
    covered = range(whole.low // GRID, -(-whole.top // GRID) + 1)
    found = (_point(case, ordinary(case.demand, step * GRID), 0, catalog).best for step in covered[:MOST_STEPS])
    return tuple(dict.fromkeys(best for best in found if best is not None))


def _weekdays(case: Case, capacity: Capacity) -> tuple[int, ...]:
    """Return in how many of 100 drawn weeks the limit is reached on each weekday."""
    worlds = sampled(case.demand, capacity)
    pieces = strata(Purpose.PIECE)
    counts = [0] * DAYS_OF_WEEK
    for month, held, growth, piece in zip(worlds.months, worlds.holds or (), worlds.growth, pieces, strict=True):
        anchor = capacity.bounds[piece * len(capacity.bounds) // MILLION][0]
        limit = held * case.demand.mean_meter // max(growth, 1)
        reached = replay.wall(month[0], limit, anchor)
        if reached is not None:
            counts[(anchor + reached // MINUTES_OF_DAY) % DAYS_OF_WEEK] += 1
    return tuple(count * 100 // worlds.count for count in counts)
