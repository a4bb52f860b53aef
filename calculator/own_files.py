"""What a reader's own files mean for an estimate: the same in the page and on the command line.

Logs take the place of the described month, or exports do where no logs count. Percentages that a plan showed measure
the plan: by the use in the logs or, without logs, by that of an ordinary week.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from calculator import daily, expected, fable, gaps, measured, own_week, passed, weekly
from calculator.demand import described
from calculator.estimate import estimate
from calculator.percentage import percentage
from calculator.seen import Seen
from calculator.sources.plan_usage import FIVE_HOURS, read_notices

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.estimate import Estimate
    from calculator.gaps import Gap
    from calculator.history import History
    from calculator.scenario import Scenario
    from calculator.sources.door import Door
    from calculator.sources.plan_usage import Shown
    from calculator.spending import Spending
    from calculator.weeks import Demand


def shown_by(door: Door) -> list[Shown]:
    """Return what files and messages in logs show of plans' limits."""
    return [*door.shown, *read_notices(door.logs.notices)]


def estimate_from(  # noqa: PLR0913  # what was read, in its three forms
    scenario: Scenario,
    catalog: Catalog,
    on: date,
    shown: Sequence[Shown],
    past: History | None,
    *,
    spending: Spending | None = None,
) -> Estimate:
    """Decide a scenario by what was read.

    Args:
        scenario: The reader's inputs.
        catalog: The dated prices, plans and published figures.
        on: The day whose prices apply.
        shown: What plans showed, see `shown_by`.
        past: The logs among it laid out in time; None when there are none, or another source is to count.
        spending: The exports that count, by the day; used where no logs are.
    """
    again = partial(estimate_from, catalog=catalog, on=on, shown=shown, past=past, spending=spending)
    wanted = None
    if past is not None and past.uses:
        demand, seen, wanted = _by_logs(scenario, catalog, on, shown, past)
    elif spending is not None and spending.days:
        demand, seen = _by_exports(scenario, catalog, on, shown, spending)
    else:
        demand, again, past = described(scenario, catalog, on), None, None
        seen = expected.seen(shown, demand.counted, catalog, on)
    if demand.route != "logs":
        seen = replace(seen, own_week=own_week.told(shown))
    return replace(estimate(scenario, catalog, on, demand, seen), past=past, wanted=wanted, again=again)


def _by_logs(
    scenario: Scenario, catalog: Catalog, on: date, shown: Sequence[Shown], past: History
) -> tuple[Demand, Seen, History]:
    """Return what logs with at least one use say of demand and plan, and the logs with what was wanted.

    What the plan holds is measured on the logs as they are; what is wanted is that with its gaps filled.
    """
    found = gaps.of_shown(shown, past) or _of_wall(scenario, past)
    short = scenario.short
    if short is not None and gaps.of_shown(shown, past, (FIVE_HOURS,)):
        short = None  # what they tell of is filled in: not twice
    counted = past.on_plan
    own, wanted = own_week.of_logs(shown, counted, gaps.filled(past, found), scenario.rules, catalog, on=on)
    apart, beside = "" if own is None else own.stops, False
    if not apart and fable.FAMILY in counted.families:
        apart, beside = fable.FAMILY, fable.beside(scenario, catalog)
        counted = counted.without(apart) if beside else counted
    demand = weekly.demand_of(past, scenario, catalog, on, wanted, short_hours=short, apart=apart)
    demand = replace(demand, beside=beside)
    return demand, replace(_of_plan(scenario, catalog, on, shown, counted), own_week=own), wanted


def _of_wall(scenario: Scenario, past: History) -> tuple[Gap, ...]:
    """Return the stretches that a named day of the wall tells of."""
    return gaps.of_wall(past, int(scenario.wall), scenario.rules.anchors) if scenario.wall.isdigit() else ()


def _of_plan(scenario: Scenario, catalog: Catalog, on: date, shown: Sequence[Shown], counted: History) -> Seen:
    """Return what logs say of the plan, by the part of them that it counts."""
    if not counted.uses:
        return Seen()
    through = passed.passed(counted, scenario.rules, catalog, on)
    seen = measured.seen(shown, counted, scenario.rules, catalog, on)
    if through.full and seen.short_hours is None and through.fills(seen.five_hours):
        seen = replace(seen, five_hours=None)  # windows that a limit has cut off do not tell what was wanted
    return replace(
        seen,
        wall=passed.Wall(passed=through) if scenario.wall.isdigit() else None,
        used=percentage(scenario, counted, catalog, on),
        least=(through.week, through.window, through.full),
    )


def _by_exports(
    scenario: Scenario, catalog: Catalog, on: date, shown: Sequence[Shown], spending: Spending
) -> tuple[Demand, Seen]:
    """Return what exports with at least one day of use say of demand and plan, with what plans showed beside them.

    Only what a plan let through says something of the plan: the use of an API account does not.
    """
    demand = daily.demand_of(spending, scenario, catalog)
    if spending.account:
        day = measured.reset_day(shown)
        return demand, Seen(evidence=() if day is None else (day,))
    through = daily.passed(spending, scenario.meter, catalog, on, beside=demand.apart if demand.beside else "")
    wall = passed.Wall(passed=through, files="exports") if scenario.wall.isdigit() else None
    return demand, replace(expected.seen(shown, demand.counted, catalog, on), wall=wall, least=(through.week, 0, 0))
