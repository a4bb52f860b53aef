"""What each way to pay really comes to in the months that follow: dollars and blocked hours."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

from tests.simulation.demand import DAY, MONTH_HOURS, WEEK, Costs, Hour, wanted
from tests.simulation.plan import Meter, Passed, Replay
from tests.simulation.prices import fee

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.readers import Reader

MONTHS = 8
"""Months that could follow, for each reader: their intervals and choices are judged on all of them."""
PAST_WEEKS = 8
"""Simulated before the present, so that no window starts empty where the evidence begins."""
TIER_USD = {"start": 500.0, "build": 1000.0, "scale": 200_000.0}
"""Monthly cap of the API by tier; published."""


class Cost(NamedTuple):
    """One way to pay in one month."""

    usd: float
    blocked_hours: float


type Month = dict[str, Cost]
"""Way to pay -> cost. `PLAN` waits at the limits, `PLAN+credits` pays list prices past them, `api` and `api-1h` use a
key alone with that cache lifetime."""


class Past(NamedTuple):
    """What a reader's plan let pass until now."""

    passed: Passed
    meter: Meter
    """The plan's windows as they stand now."""
    level: float
    """Deviation of the last week, which the next ones take up."""


def past_of(reader: Reader, seed: str) -> Past:
    """Simulate the weeks before the present."""
    rng = random.Random(f"{seed}-past")  # noqa: S311  # no secret
    hours, level = wanted(reader, rng, -PAST_WEEKS * WEEK, 0, rng.gauss(0, 1))
    meter = Meter(reader.world, reader.plan)
    replay = Replay(Costs(reader), meter, delayed=reader.work == "delayed", banked=False)
    return Past(replay.run(hours), meter, level)


def months_of(reader: Reader, past: Past, seed: str) -> list[Month]:
    """Simulate months that could follow; in each, the same demand meets every way to pay."""
    costs = Costs(reader)
    months = []
    for number in range(MONTHS):
        rng = random.Random(f"{seed}-month-{number}")  # noqa: S311
        hours, _ = wanted(reader, rng, 0, MONTH_HOURS + DAY, past.level)
        months.append(_month(reader, costs, [hour for hour in hours if hour.at < MONTH_HOURS], past.meter))
    return months


def _month(reader: Reader, costs: Costs, hours: list[Hour], now: Meter) -> Month:
    month = {
        "api": _api(hours, costs.usd_five_minutes, TIER_USD[reader.tier]),
        "api-1h": _api(hours, costs.usd_one_hour, TIER_USD[reader.tier]),
    }
    for plan in reader.ladder:
        start = now if plan == reader.plan else Meter(reader.world, plan)
        runs = [
            Replay(costs, deepcopy(start), delayed=delayed, banked=reader.banked).run(hours)
            for delayed in sorted({False, reader.work == "delayed"})
        ]
        extra = sum(share * costs.usd_five_minutes(hour) for hour, share in runs[0].refused)
        month[plan] = Cost(fee(plan), runs[-1].blocked_hours)
        month[f"{plan}+credits"] = Cost(fee(plan) + extra, 0.0)
    return month


def _api(hours: list[Hour], price: Callable[[Hour], float], cap: float) -> Cost:
    """Pay for each hour until the tier's cap; from then on every hour of the month is refused."""
    spent = blocked = 0.0
    for hour in hours:
        usd = price(hour)
        paid = min(usd, cap - spent)
        spent += paid
        if usd > 0:
            blocked += 1 - paid / usd
    return Cost(spent, blocked)
