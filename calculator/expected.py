"""Evidence from files without logs: percentages that a plan showed, laid over the use that a described month has."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from calculator.capacity import light_and_heavy
from calculator.forecast import MILLION
from calculator.measured import Measured, ends, reset_day, week_factor
from calculator.rises import rises
from calculator.seen import Seen
from calculator.sources.plan_usage import HISTORY, STATUS_LINE
from calculator.windows import DAYS_OF_WEEK, THOUSAND, through

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.rises import Rise
    from calculator.sources.plan_usage import Shown
    from calculator.weeks import Demand

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HALF_DAY = timedelta(hours=12)
"""Nobody works at the same hours every day: a use may have come so much earlier or later than an even day has it."""
USES = {
    HISTORY: "the use that {told}",
    STATUS_LINE: "the use that {told}, as if it had been captured today, since it names no moment",
}


class Expected:
    """The use of ordinary weeks between two moments (UTC), in the units of `Slot.meter`."""

    def __init__(self, demand: Demand, on: date) -> None:
        """Take a described month; what names no moment of its own is taken to be of noon on the day `on`."""
        self.last = datetime.combine(on, time(12), UTC)
        self._demand = demand

    def between(self, start: datetime, end: datetime) -> int:
        """Return the use from `start` until `end`; none when they stand the other way round."""
        share = max(self._until(end) - self._until(start), 0)
        return share * self._demand.mean_meter // MILLION

    def _until(self, moment: datetime) -> int:
        """Return the use since some Monday, in millionths of an ordinary week."""
        weeks, rest = divmod(moment - MONDAY, timedelta(days=DAYS_OF_WEEK))
        shares = self._demand.weekdays
        return weeks * sum(shares) + through(shares, 0, rest * THOUSAND // timedelta(days=1))


def seen(shown: Sequence[Shown], demand: Demand, catalog: Catalog, on: date) -> Seen:
    """Return what percentages say of the plan beside a described month."""
    found = [piece for source in (HISTORY, STATUS_LINE) if (piece := _measured(shown, source, demand, catalog, on))]
    day = reset_day(shown)
    return Seen(evidence=tuple(found if day is None or found else [day]))


def _measured(shown: Sequence[Shown], source: str, demand: Demand, catalog: Catalog, on: date) -> Measured | None:
    """Return the bounds that the rises together allow, if each may have come in a light or in a heavy week."""
    counted, now = Expected(demand, on), week_factor(catalog, on)
    light, heavy = light_and_heavy(demand)
    found = list(rises(shown, source, counted.last))

    def use(rise: Rise, moved: timedelta, factor: int) -> int:
        then = week_factor(catalog, rise.end.date())
        return counted.between(rise.start, rise.end + moved) * factor // MILLION * now // then

    known = ends((use(rise, -HALF_DAY, light), use(rise, HALF_DAY, heavy), rise) for rise in found)
    if known is None:
        return None
    low, high, count = known
    anchors = {rise.anchor for rise in found}
    anchor = anchors.pop() if len(anchors) == 1 else None
    told = "your exports have in an ordinary week" if demand.route == "exports" else "your inputs describe"
    return Measured(id=source, low=low, high=high, anchor=anchor, count=count, use=USES[source].format(told=told))
