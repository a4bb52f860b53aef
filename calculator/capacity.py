"""What a plan gives a week, measured against what its reader wants in an ordinary week.

No plan publishes its capacity, so it is measured from evidence: each piece gives bounds, and the bounds of several are
intersected. Because the reset day is often not known, bounds are kept apart for each weekday on which the week may
begin; a weekday that the evidence rules out is dropped. Bounds are in millionths of an ordinary week of the demand, so
dollars never enter: "I hit the wall on day 3" says how much of my wants the plan covers, whatever they cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from calculator.forecast import HUNDRED, MILLION, Purpose, geometric, spread, strata
from calculator.nouns import counted
from calculator.windows import DAYS_OF_WEEK, THOUSAND, through

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from calculator.weeks import Demand
    from calculator.windows import Rules

OPEN_FACTOR = 4
"""Where evidence gives no upper bound, draws reach this many times the lower one: an assumption of this page."""
LEAST_HELD = MILLION * 2 // 5
"""Without evidence, a plan is taken to hold at least so much of an ordinary week, however much that is: the limit on
Wednesday, of which people complain, leaves about as much, and whom it stops earlier does not stay. Our assumption."""
LEAST_OPEN = 2
"""Draws above a lower bound reach at least so many times it, where published facts would have them stop below."""
HALF_DAY = 500


class Bound(NamedTuple):
    """What a plan gives a week, in millionths of an ordinary wanted week."""

    low: int
    high: int | None
    """None where nothing bounds it from above."""

    def meets(self, other: Bound) -> Bound | None:
        """Return what both allow; None when they exclude each other.

        >>> Bound(1, 5).meets(Bound(3, None)), Bound(1, 2).meets(Bound(3, 4))
        (Bound(low=3, high=5), None)
        """
        low = max(self.low, other.low)
        highs = [high for high in (self.high, other.high) if high is not None]
        high = min(highs) if highs else None
        return None if high is not None and high < low else Bound(low, high)

    @property
    def top(self) -> int:
        """The upper bound that draws use."""
        return self.low * OPEN_FACTOR if self.high is None else self.high


class Evidence(Protocol):
    """One thing that the reader saw of their own plan."""

    @property
    def id(self) -> str:
        """The input or file that it came from."""
        ...

    def bound(self, demand: Demand, anchor: int) -> Bound | None:
        """Return what it says if the week begins on the weekday `anchor`; None when it then cannot be true.

        The demand is what the plan counts of all, and its ordinary week the unit.
        """
        ...

    def said(self) -> str:
        """Return it as a sentence for the reader."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WallDay:
    """In the weeks in which the limit is reached, it is on this day of seven, counted from the reset."""

    day: int
    id: str = "wall"

    def bound(self, demand: Demand, anchor: int) -> Bound | None:
        """Return the use of light days up to the begin of that day, and of a heavy week's heavy days up to its end.

        People name the day of the weeks in which the limit comes, which are ordinary to heavy ones; and days within a
        week are taken to differ as weeks do. A day without work cannot be the one.
        """
        before, after = (through(demand.weekdays, anchor, days * THOUSAND) for days in (self.day - 1, self.day))
        light, heavy = light_and_heavy(demand)
        return Bound(before * light // MILLION, after * heavy**2 // MILLION**2) if after > before else None

    def said(self) -> str:
        """Say it."""
        return f"You reach the weekly limit on day {self.day} of 7."


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverBlocked:
    """The weekly limit is not reached, in heavy weeks either."""

    id: str = "wall"

    def bound(self, demand: Demand, anchor: int) -> Bound | None:
        """Return that the plan holds a heavy week."""
        del anchor
        return Bound(light_and_heavy(demand)[1], None)

    def said(self) -> str:
        """Say it."""
        return "You never reach the weekly limit."


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """So many percent of the week are used, and it resets in so many days: one moment of one week."""

    percent: Decimal
    """As shown; rounded there to a whole one."""
    days_left: Decimal
    """Until the reset."""
    id: str = "used"

    def bound(self, demand: Demand, anchor: int) -> Bound | None:
        """Return the use that an ordinary, a light or a heavy week has brought by now, over the share that is used."""
        elapsed = DAYS_OF_WEEK * THOUSAND - int(self.days_left * THOUSAND)
        least, most = (through(demand.weekdays, anchor, elapsed + step) for step in (-HALF_DAY, HALF_DAY))
        light, heavy = light_and_heavy(demand)
        low = least * light * HUNDRED * 2 // (MILLION * (int(self.percent) * 2 + 1))
        if int(self.percent) < 1:
            return Bound(low, None)
        high = most * heavy * HUNDRED * 2 // (MILLION * (int(self.percent) * 2 - 1))
        return Bound(low, high) if high else None

    def said(self) -> str:
        """Say it."""
        return f"{self.percent}% of the week were used with {counted(self.days_left, 'day')} to the reset."


def light_and_heavy(demand: Demand) -> tuple[int, int]:
    """Return a light and a heavy week against an ordinary one, in millionths."""
    found = spread([each.meter for each in demand.weeks])
    return found.low * MILLION // demand.mean_meter, found.high * MILLION // demand.mean_meter


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What is known of the reader's plan."""

    bounds: tuple[tuple[int, Bound], ...]
    """Weekday of the reset and what the evidence allows then, all as likely; empty without evidence."""
    basis: tuple[str, ...] = ()
    """The evidence, one sentence each."""
    prior: tuple[int, int] | None = None
    """Micro-dollars a week at list prices, from and to, that published facts allow for the plan; by ratios, all as
    likely. It stands for the upper bound where the evidence has none, and for everything where there is none."""
    least: int = 0
    """What the plan let through already, in millionths of an ordinary week; counts where there is no evidence."""
    conflict: str | None = None
    """Id of the first piece of evidence that contradicts those before it or the demand, and was left out."""
    against: tuple[str, ...] = ()
    """The evidence before it that it contradicts, one sentence each; empty where it is the demand."""

    @property
    def known(self) -> bool:
        """Whether any evidence bounds it: a day of the reset does not, nor a week of which nothing is used yet."""
        return any(bound.low or bound.high is not None for _, bound in self.bounds)

    @property
    def whole(self) -> Bound:
        """The least and the most that any reset day allows."""
        highs = [bound.high for _, bound in self.bounds]
        return Bound(
            min(bound.low for _, bound in self.bounds),
            None if None in highs else max(high for high in highs if high is not None),
        )

    def draws(self, ordinary: Sequence[int]) -> list[int] | None:
        """Return the capacity of each draw, in millionths of an ordinary week; None where nothing is known at all.

        Args:
            ordinary: Micro-dollars of an ordinary week in each draw.
        """
        places = strata(Purpose.CAPACITY)
        if self.known:
            every = zip(self._pieces(), ordinary, places, strict=True)
            return [self.within(piece, week, place) for (_, piece), week, place in every]
        if self.prior is None:
            return None
        return [self._unseen(week, place) for week, place in zip(ordinary, places, strict=True)]

    def at(self, place: int, week: int) -> int:
        """Return the capacity at a place of all that is possible, in millionths of an ordinary week.

        Args:
            place: In millionths.
            week: Micro-dollars of an ordinary week.
        """
        if self.known:
            return self.within(self.whole, week, place)
        return MILLION if self.prior is None else self._unseen(week, place)

    def within(self, bound: Bound, week: int, place: int) -> int:
        """Return what lies at a place within some bounds, see `at`."""
        if bound.high is not None or self.prior is None:
            return bound.low + (bound.top - bound.low) * place // MILLION
        return self._open(bound.low, week, place)

    def _unseen(self, week: int, place: int) -> int:
        """Return a draw of a plan of which nothing was seen: who tells of no limit is taken to have an ordinary week.

        Anthropic expected fewer than one user in twenty to reach a weekly limit. Where published facts don't let the
        plan hold that much, it is as much as they do.
        """
        _, most = self.prior or (0, 0)
        return self._open(max(LEAST_HELD, self.least, min(MILLION, most * MILLION // max(week, 1))), week, place)

    def _open(self, low: int, week: int, drawn: int) -> int:
        """Return a draw above a lower bound, as far up as published facts allow."""
        least, most = self.prior or (0, 0)
        from_ = max(low, least * MILLION // (week or 1), 1)
        return geometric(from_, max(most * MILLION // (week or 1), from_ * LEAST_OPEN), drawn)

    def anchors(self) -> list[int]:
        """Return the weekday of the reset in each draw."""
        return [anchor for anchor, _ in self._pieces()]

    def _pieces(self) -> list[tuple[int, Bound]]:
        """Return the weekday of the reset and its bounds in each draw, the narrowest plan in the same draws always."""
        ordered = sorted(self.bounds, key=lambda each: (each[1].low, each[1].top))
        return [ordered[drawn * len(ordered) // MILLION] for drawn in strata(Purpose.PIECE)]


def measure(
    evidence: Iterable[Evidence],
    demand: Demand,
    rules: Rules,
    prior: tuple[int, int] | None = None,
    least: int = 0,
) -> Capacity:
    """Return what the evidence says of the plan on which it was seen.

    Evidence that contradicts what came before it, or a demand of which the plan counts nothing, is left out and named
    in `Capacity.conflict`.

    Args:
        evidence: The best first.
        demand: What it was seen beside.
        rules: On which weekdays the week may begin.
        prior: See `Capacity.prior`.
        least: See `Capacity.least`.
    """
    bounds: dict[int, Bound] | None = None
    basis: list[str] = []
    conflict, against = None, ()
    counted = demand.counted
    used = any(each.meter for each in counted.weeks)
    for piece in evidence:
        told = ((anchor, piece.bound(counted, anchor)) for anchor in rules.anchors)
        found = {anchor: bound for anchor, bound in told if bound is not None and (used or bound.high is None)}
        met = found if bounds is None else _met(bounds, found)
        if met:
            bounds = met
            basis.append(piece.said())
        elif conflict is None:
            conflict, against = piece.id, tuple(basis)
    if counted is not demand:
        bounds = {anchor: _of(bound, counted, demand) for anchor, bound in (bounds or {}).items()}
    return Capacity(
        bounds=tuple((bounds or {}).items()),
        basis=tuple(basis),
        prior=prior,
        least=least,
        conflict=conflict,
        against=against,
    )


def _of(bound: Bound, counted: Demand, demand: Demand) -> Bound:
    """Return bounds in millionths of an ordinary week of all, given in those of what the plan counts."""
    low, high = bound
    return Bound(
        low * counted.mean_meter // demand.mean_meter,
        None if high is None else high * counted.mean_meter // demand.mean_meter,
    )


def _met(first: dict[int, Bound], second: dict[int, Bound]) -> dict[int, Bound]:
    pairs = ((anchor, first[anchor].meets(second[anchor])) for anchor in first if anchor in second)
    return {anchor: bound for anchor, bound in pairs if bound is not None}
