"""What a reader's own files mean for an estimate: the same in the page and on the command line.

Logs take the place of the described month. Percentages that a plan showed measure the plan: by the use in the logs or,
without logs, by the use that the inputs describe.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from calculator import expected, history, measured
from calculator.decision import estimate
from calculator.demand import described
from calculator.sources.plan_usage import read_notices

if TYPE_CHECKING:
    from datetime import date

    from calculator.catalog import Catalog
    from calculator.decision import Estimate
    from calculator.history import History
    from calculator.scenario import Scenario
    from calculator.sources.door import Door


def estimate_from(scenario: Scenario, catalog: Catalog, on: date, door: Door, past: History | None) -> Estimate:
    """Decide a scenario by what was read.

    Args:
        scenario: The reader's inputs.
        catalog: The dated prices, plans and published figures.
        on: The day whose prices apply.
        door: What was read.
        past: The logs among it laid out in time; None when there are none, or another source is to count.
    """
    shown = [*door.shown, *read_notices(door.logs.notices)]
    if past is None or not past.uses:
        demand = described(scenario, catalog, on)
        return estimate(scenario, catalog, on, demand, expected.seen(shown, demand, catalog, on))
    demand = history.demand_of(past, scenario, catalog, on)
    seen = measured.seen(shown, past, scenario.meter, catalog, on)
    return replace(estimate(scenario, catalog, on, demand, seen), past=past)
