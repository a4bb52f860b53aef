"""Evidence from files: percentages that a plan showed, laid over the use that the logs hold.

A percentage says which share of the plan a known use was, so it measures the plan itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from calculator.capacity import Bound
from calculator.forecast import HUNDRED, MILLION
from calculator.rises import LENGTHS, rises
from calculator.seen import Seen
from calculator.sources.plan_usage import ALL, FIVE_HOURS, HISTORY, MESSAGE, STATUS_LINE, WEEK
from calculator.windows import DAYS_OF_WEEK, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from calculator.capacity import Evidence
    from calculator.catalog import Catalog
    from calculator.history import History
    from calculator.rises import Rise
    from calculator.sources.plan_usage import Shown
    from calculator.weeks import Demand
    from calculator.windows import Rules

COUNTED_PERCENTS = (65, 125)
"""Of what one window showed, what a plan may hold in others: how it counts is not published, models change from hour to
hour, and other programs draw on it as well. It reaches further down, since some accounts have a week of one model,
which may end before the week that is shown. Our assumption."""
NAMES = {
    STATUS_LINE: "the status line",
    HISTORY: "Claude Desktop's history",
    MESSAGE: "limit messages in your logs",
    "used": "the percentage that you typed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a plan gives a week, measured in the meter of the logs."""

    id: str
    low: int
    high: int
    """In the units of `Slot.meter`."""
    anchor: int | None
    count: int
    """Windows in which it was measured."""
    use: str = "the use in your logs"
    """What the percentages were laid over."""

    def bound(self, demand: Demand, anchor: int) -> Bound | None:
        """Return it in millionths of an ordinary week."""
        if self.anchor not in {None, anchor}:
            return None
        mean = demand.mean_meter
        return Bound(self.low * MILLION // mean, self.high * MILLION // mean)

    def said(self) -> str:
        """Say it."""
        windows = "one window" if self.count == 1 else f"{self.count} windows"
        reset = "" if self.anchor is None else f" The week resets on {WEEKDAYS[self.anchor]} (UTC)."
        return f"Your plan was measured in {windows}, by {NAMES[self.id]} and {self.use}.{reset}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetDay:
    """The weekday on which the week begins, and nothing else."""

    anchor: int
    id: str = STATUS_LINE

    def bound(self, demand: Demand, anchor: int) -> Bound | None:
        """Return that everything is possible on that day, nothing on another."""
        del demand
        return Bound(0, None) if anchor == self.anchor else None

    def said(self) -> str:
        """Say it."""
        return f"The week resets on {WEEKDAYS[self.anchor]} (UTC)."


class Meter:
    """Use between two moments, in the units of `Slot.meter`."""

    def __init__(self, history: History, meter: str, family: str = "") -> None:
        """Measure the uses of logs, or of one model family in them."""
        self.first, self.last = history.first, history.last
        counted = history.of(family) if family else history
        self._counted, self._sums = counted, counted.sums(meter)

    def trailing(self, length_us: int) -> list[int]:
        """Return the use of so much time up to each use, itself among it."""
        found, oldest, times_us = [], 0, self._counted.uses.at_us
        for place, at_us in enumerate(times_us):
            while at_us - times_us[oldest] >= length_us:
                oldest += 1
            found.append((self._sums[place + 1] - self._sums[oldest]) // MILLION)
        return found

    def between(self, start: datetime, end: datetime) -> int:
        """Return the use from `start` (inclusive) until `end` (exclusive)."""
        first, last = self._counted.before(start), self._counted.before(end)
        return (self._sums[last] - self._sums[first]) // MILLION


def seen(shown: Sequence[Shown], history: History, rules: Rules, catalog: Catalog, on: date) -> Seen:
    """Return what percentages and messages say of the plan, beside logs with at least one use."""

    def found() -> Seen:
        counted = Meter(history, rules.meter)
        raised = last_raised(catalog)
        weeks: list[Evidence] = [*evidence(shown, counted, catalog, on)]
        day = reset_day(shown)
        return Seen(
            evidence=tuple(weeks if day is None or weeks else [day]),
            short_hours=hours_lost(shown, history, raised),
            five_hours=five_hours(shown, counted, raised, sliding=rules.sliding),
        )

    return history.once(found, "seen", tuple(shown), rules.counting, on)


def last_raised(catalog: Catalog) -> datetime:
    """Return the day on which five-hour limits were last raised, nobody knows by how much: older evidence tells less.

    Raises:
        TypeError: When the fact holds no day.
    """
    day = catalog.facts["timeline.five_hours_raised"].value
    if not isinstance(day, date):
        message = f"timeline.five_hours_raised is no date but {day!r}"
        raise TypeError(message)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def five_hours(shown: Sequence[Shown], counted: Meter, raised: datetime, *, sliding: bool) -> tuple[int, int] | None:
    """Return what the plan gives in five hours, from evidence since the limit was last raised."""
    found = [
        rise
        for source in (HISTORY, MESSAGE, STATUS_LINE)
        for rise in rises(shown, source, counted.last, FIVE_HOURS)
        if rise.start >= max(counted.first, raised)
    ]
    uses = [_past_five_hours(rise, counted) if sliding else counted.between(rise.start, rise.end) for rise in found]
    known = ends(zip(uses, uses, found, strict=True))
    return None if known is None else _in_others(*known[:2])


def _in_others(low: int, high: int) -> tuple[int, int]:
    """Return what other windows may hold by what was seen in some."""
    least, most = COUNTED_PERCENTS
    return low * least // HUNDRED, high * most // HUNDRED


def _past_five_hours(rise: Rise, counted: Meter) -> int:
    """Return by how much the use of the past five hours grew in a rise; one that begins at nothing shows all of it."""
    length = LENGTHS[FIVE_HOURS]
    before = counted.between(rise.start - length, rise.start) if rise.source == HISTORY else 0
    return max(counted.between(rise.end - length, rise.end) - before, 0)


def ends(uses: Iterable[tuple[int, int, Rise]]) -> tuple[int, int, int] | None:
    """Return bounds that most rises allow, and how many there are: a fifth at each end is left out.

    Args:
        uses: The least and the most use of each rise, in the units of `Slot.meter`.
    """
    known = [(least, most, rise) for least, most, rise in uses if most and rise.points > rise.margin]
    if not known:
        return None
    lows = sorted(int(least * ALL / (rise.points + rise.margin)) for least, _, rise in known)
    highs = sorted(int(most * ALL / (rise.points - rise.margin)) for _, most, rise in known)
    left_out = len(known) // 5
    return lows[left_out], max(highs[-1 - left_out], lows[left_out]), len(known)


def evidence(shown: Sequence[Shown], counted: Meter, catalog: Catalog, on: date, window: str = WEEK) -> list[Measured]:
    """Return what each kind of file says of the plan's week, the best kind first.

    Args:
        shown: Percentages from files and messages.
        counted: The use in the logs.
        catalog: Tells how limits have changed since.
        on: The day for which the plan is measured.
        window: The week of all, or of a single model.
    """
    found = []
    for source in (HISTORY, MESSAGE, STATUS_LINE):
        day_before = counted.first - timedelta(days=1)
        within = [rise for rise in rises(shown, source, counted.last, window) if rise.start >= day_before]
        uses = (counted.between(rise.start, rise.end) for rise in within)
        piece = measured(source, [(use, use, rise) for use, rise in zip(uses, within, strict=True)], catalog, on)
        if piece is not None:
            found.append(piece)
    return found


def measured(source: str, uses: Sequence[tuple[int, int, Rise]], catalog: Catalog, on: date) -> Measured | None:
    """Return the bounds that the rises together allow.

    Args:
        source: What showed them.
        uses: The least and the most use of each, in the units of `Slot.meter`.
        catalog: Tells how limits have changed since.
        on: The day for which the plan is measured.
    """
    now = week_factor(catalog, on)
    then = [week_factor(catalog, rise.end.date()) for _, _, rise in uses]
    known = ends(
        (least * now // each, most * now // each, rise) for (least, most, rise), each in zip(uses, then, strict=True)
    )
    if known is None:
        return None
    low, high = _in_others(*known[:2])
    anchors = {rise.anchor for _, _, rise in uses}
    return Measured(id=source, low=low, high=high, anchor=anchors.pop() if len(anchors) == 1 else None, count=known[2])


def week_factor(catalog: Catalog, on: date) -> int:
    """Return weekly limits on a day against those before May 2026, in hundredths."""
    for name in ("against_spring_2026", "promotion"):
        fact = catalog.facts[f"plan_limits.week.{name}"]
        begun = fact.valid_from is None or fact.valid_from <= on
        if begun and (fact.valid_until is None or on < fact.valid_until):
            return int(fact.number * 100)
    return 100


def hours_lost(shown: Iterable[Shown], history: History, raised: datetime) -> Decimal | None:
    """Return the hours of work a week that the five-hour limit took, as limit messages and the reader's own hours say.

    An hour between a wall and its reset counts by how often the reader works at that hour of an active day, but only
    since the limit was last `raised`. None without any such message: that they are missing proves nothing.
    """
    lost, seen, days_at, since = 0, set(), history.days_at, max(history.first, raised)
    for each in shown:
        if each.window != FIVE_HOURS or each.at is None or each.resets_at is None or each.percent < ALL:
            continue
        if each.resets_at in seen or not since <= each.at <= history.last:
            continue
        seen.add(each.resets_at)
        moment = each.at + timedelta(hours=1)
        while moment < each.resets_at:
            lost += days_at[moment.hour]
            moment += timedelta(hours=1)
    weeks = max(Decimal((history.last - since) // timedelta(days=1) + 1) / DAYS_OF_WEEK, Decimal(1))
    return (lost / (weeks * history.active_days)).quantize(Decimal("0.1")) if seen else None


def reset_day(shown: Iterable[Shown]) -> ResetDay | None:
    """Return the weekday on which the week resets, where a file names the moment."""
    named = [each.resets_at for each in shown if each.window == WEEK and each.resets_at is not None]
    return ResetDay(anchor=max(named).weekday()) if named else None
