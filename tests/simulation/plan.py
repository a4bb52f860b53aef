"""What a plan lets through: two windows, a meter for one family beside them, free resets, and work that waits."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from tests.simulation.demand import WEEK
from tests.simulation.prices import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.simulation.demand import Costs, Hour
    from tests.simulation.readers import World

FIVE = 5
ROUNDING = 1e-9
NOTHING_FABLE = ("pro", "team_standard")
"""Plans on which Fable is billed as usage credits."""
CATCH_UP = 0.5
"""Delayed work is done in later hours, at most half as much again as was wanted in them."""
OTHERS = (1, 2, 1, 2)
"""The family that takes over at the limit of one: Opus for Fable and Sonnet, Sonnet for Opus and Haiku."""
KEPT_HOURS = 24
"""Of delayed work no more is kept than so many of the busiest hour: the rest is given up."""


class Wall(NamedTuple):
    """A limit that was reached."""

    at: float
    """Hours since the present."""
    window: str
    """`week`, `five`, or `own`: the week of one family."""
    family: int
    """Index into `FAMILIES`; of the work that met it."""
    resets_at: float


class Percent(NamedTuple):
    """What the plan's meter shows at a moment."""

    at: int
    five: float
    five_resets_at: float
    week: float
    week_resets_at: float
    own: tuple[str, float] | None
    """The family with a week of its own, and how much of that is used."""


class Meter:
    """The windows of one plan as time goes on. Units are the world's."""

    def __init__(self, world: World, plan: str) -> None:
        """Start with nothing used."""
        self.world = world
        self.week_limit = world.week[plan]
        self.five_limit = world.five_hours[plan]
        self.own_limits = [float("inf")] * len(FAMILIES)
        if world.own_meter:
            family, share = world.own_meter
            none = family == "fable" and plan in NOTHING_FABLE
            self.own_limits[FAMILIES.index(family)] = 0.0 if none else share * self.week_limit
        self.week_start = float("-inf")
        self.week_used = 0.0
        self.own_used = [0.0] * len(FAMILIES)
        self.five_start = float("-inf")
        self.recent: deque[tuple[float, float]] = deque()
        self.five_used = 0.0

    def advance(self, at: int) -> None:
        """Open new windows where the old ones have ended; `at` is an hour with work."""
        if at >= self.week_start + WEEK:
            fixed = at - (at - self.world.anchor) % WEEK
            self.week_start = at if self.world.drifting else fixed
            self.week_used, self.own_used = 0.0, [0.0] * len(FAMILIES)
        if self.world.sliding:
            while self.recent and self.recent[0][0] <= at - FIVE:
                self.five_used -= self.recent.popleft()[1]
        elif at >= self.five_start + FIVE:
            self.five_start, self.five_used = at, 0.0

    def room(self, family: int) -> tuple[float, str]:
        """Return how many units are left for a family, and which window is the narrowest."""
        room = self.week_limit - self.week_used, "week"
        own = self.own_limits[family] - self.own_used[family], "own"
        five = float("inf") if self.five_limit is None else self.five_limit - self.five_used, "five"
        left, window = min(room, own, five, key=itemgetter(0))
        return max(0.0, left), window

    def use(self, at: int, family: int, units: float) -> None:
        """Count units."""
        self.week_used += units
        self.own_used[family] += units
        self.five_used += units
        if self.world.sliding:
            self.recent.append((at, units))

    def clear_five(self) -> None:
        """Empty the five-hour window."""
        self.five_used = 0.0
        self.recent.clear()

    def clear_week(self) -> None:
        """Empty the weekly windows."""
        self.week_used, self.own_used = 0.0, [0.0] * len(FAMILIES)

    def resets_at(self, window: str) -> float:
        """Return when a window is next empty, or has room again."""
        if window != "five":
            return self.week_start + WEEK
        return (self.recent[0][0] if self.recent else 0.0) + FIVE if self.world.sliding else self.five_start + FIVE

    def percent(self, at: int) -> Percent:
        """Return what the plan's own display would show."""
        five = 0.0 if not self.five_limit else 100 * self.five_used / self.five_limit
        week = 100 * self.week_used / self.week_limit
        return Percent(
            at, min(100.0, five), self.resets_at("five"), min(100.0, week), self.resets_at("week"), self._own()
        )

    def _own(self) -> tuple[str, float] | None:
        if not self.world.own_meter:
            return None
        family = self.world.own_meter[0]
        used, limit = (of[FAMILIES.index(family)] for of in (self.own_used, self.own_limits))
        return family, min(100.0, 100 * used / limit) if limit else 100.0


@dataclass(slots=True)
class Passed:
    """What a plan let through."""

    refused: list[tuple[Hour, float]] = field(default_factory=list)
    """Hours with the share that was refused."""
    done: list[tuple[Hour, float]] = field(default_factory=list)
    """Hours with the tokens that were done (work that had waited included), and the share of the hour that was open."""
    walls: list[Wall] = field(default_factory=list)
    switched: list[Wall] = field(default_factory=list)
    """Limits of one family at which the reader went on with another."""
    percents: list[Percent] = field(default_factory=list)

    @property
    def blocked_hours(self) -> float:
        """Hours in which work was wanted and refused; a part of an hour counts as a part."""
        return sum(share for _, share in self.refused)


class Replay:
    """Hours that pass through a plan."""

    def __init__(self, costs: Costs, meter: Meter, *, delayed: bool, banked: bool) -> None:
        """Prepare.

        Args:
            costs: How far an hour moves the meter; its reader says whether free resets are used.
            meter: The plan's windows; changed.
            delayed: Blocked work waits and is done later, as far as later hours have time.
            banked: A banked reset is held.
        """
        self._costs = costs
        self._meter = meter
        self._delayed = delayed
        self._banked = banked
        self._free_again = float("-inf")
        self._waiting = self._busiest = 0.0

    def run(self, hours: Iterable[Hour]) -> Passed:
        """Pass hours, in order."""
        passed = Passed()
        for wanted in hours:
            self._meter.advance(wanted.at)
            hour = self._switched(wanted, passed)
            units = self._costs.units(hour)
            room, window = self._room(hour, units)
            used = min(units, room)
            refused = 1 - used / units
            if refused > ROUNDING:
                resets_at = self._meter.resets_at(window)
                passed.refused.append((hour, refused))
                passed.walls.append(Wall(hour.at + 1 - refused, window, hour.family, resets_at))
            used += self._caught_up(units, used, room)
            self._meter.use(hour.at, hour.family, used)
            if used > 0:
                done = hour._replace(tokens=self._costs.tokens(hour.family, used))
                passed.done.append((done, 1 - refused))
            passed.percents.append(self._meter.percent(hour.at + 1))
        return passed

    def _switched(self, hour: Hour, passed: Passed) -> Hour:
        """Return the hour with another family where its own meter is used up and the reader would rather go on."""
        own = self._meter.own_limits[hour.family] - self._meter.own_used[hour.family]
        if self._costs.reader.switches and own < self._costs.units(hour):
            passed.switched.append(Wall(hour.at, "own", hour.family, self._meter.resets_at("own")))
            return hour._replace(family=OTHERS[hour.family])
        return hour

    def _room(self, hour: Hour, units: float) -> tuple[float, str]:
        """Return how much may be used, and by which window, after the free resets that the reader takes."""
        room, window = self._meter.room(hour.family)
        if room < units and window == "five" and self._costs.reader.resets and hour.at >= self._free_again:
            self._free_again = hour.at + WEEK
            self._meter.clear_five()
            room, window = self._meter.room(hour.family)
        if room < units and window != "five" and self._banked:
            self._banked = False
            self._meter.clear_five()
            self._meter.clear_week()
            room, window = self._meter.room(hour.family)
        return room, window

    def _caught_up(self, units: float, used: float, room: float) -> float:
        """Return how much of the work that waits is done in an hour, and let what was refused in it wait."""
        if not self._delayed:
            return 0.0
        self._busiest = max(self._busiest, units)
        done = min(self._waiting, CATCH_UP * units, room - used)
        self._waiting = min(self._waiting - done + units - used, KEPT_HOURS * self._busiest)
        return done
