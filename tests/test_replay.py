"""Weeks run through windows: what is cut off is exact, falls as windows grow, and comes after the wall."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import catalog, replay
from calculator.capacity import Bound, Capacity
from calculator.demand import described
from calculator.estimate import estimate
from calculator.forecast import DRAWS, MILLION
from calculator.scenario import Scenario
from calculator.weeks import Demand, Slot, week
from calculator.worlds import sampled
from tests.test_capacity import LOGS, OF_LOGS

ON = date(2026, 11, 23)
LOADED = catalog.load()
LIMITS = st.integers(0, 3 * MILLION)


def only(demand: Demand) -> Demand:
    """Return the demand without anything unknown."""
    return Demand(
        low=demand.low, high=demand.high, basis=(), weeks=demand.weeks, variants=demand.variants, route=demand.route
    )


def run(demand: Demand, holds: int, **windows: object) -> replay.Overflow:
    worlds = sampled(only(demand), Capacity(bounds=((0, Bound(holds, holds)),)))
    return replay.months(worlds, worlds.holds or (), **windows)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("demand", [OF_LOGS, described(Scenario(), LOADED, ON)], ids=["logs", "described"])
@given(one=LIMITS, other=LIMITS)
def test_a_larger_week_never_blocks_more(demand: Demand, one: int, other: int) -> None:
    less, more = (run(demand, holds) for holds in sorted((one, other)))
    assert all(a >= b for a, b in zip(less.minutes, more.minutes, strict=True))
    assert all(a >= b for a, b in zip(less.usd, more.usd, strict=True))


@given(one=LIMITS, other=LIMITS)
def test_larger_five_hours_never_block_more(one: int, other: int) -> None:
    less, more = (run(OF_LOGS, MILLION, five_hours=[holds] * DRAWS) for holds in sorted((one, other)))
    assert all(a >= b for a, b in zip(less.minutes, more.minutes, strict=True))


@pytest.mark.parametrize("demand", [OF_LOGS, described(Scenario(), LOADED, ON)], ids=["logs", "described"])
def test_a_plan_that_holds_nothing_blocks_all_and_one_that_holds_all_blocks_nothing(demand: Demand) -> None:
    nothing, everything = run(demand, 0), run(demand, 2 * MILLION)
    worlds = sampled(only(demand), Capacity(bounds=()))
    assert nothing.minutes == worlds.minutes()
    assert nothing.usd == worlds.usd()
    assert set(everything.minutes) == set(everything.usd) == {0}


def test_hours_grow_by_the_square_root_of_use_and_share_its_drift() -> None:
    now, fourfold = (
        estimate(Scenario(wall="never", growth=growth), LOADED, ON).decision.case.demand for growth in (100, 400)
    )
    once, four = (sampled(demand, Capacity(bounds=())) for demand in (now, fourfold))
    assert four.minutes() == pytest.approx([2 * minutes for minutes in once.minutes()], rel=0.02)
    assert all(
        minutes == pytest.approx(whole // 1000 * (grown / MILLION) ** 0.5, rel=0.001)
        for minutes, whole, grown in zip(once.minutes(), once.drawn.minutes, once.growth, strict=True)
    )


def test_an_even_week_that_is_half_held_is_half_blocked() -> None:
    half = run(OF_LOGS, MILLION // 2)
    whole = sampled(only(OF_LOGS), Capacity(bounds=())).minutes()
    assert half.minutes == pytest.approx([minutes / 2 for minutes in whole], abs=30)


def test_five_hours_that_hold_four_hours_of_work_cut_one_of_six_a_day() -> None:
    """Six hours a day fall into a window of five and one of one, so that one hour of thirty in five is cut."""
    assert len(LOGS.uses) == 4 * 30
    an_hour = MILLION // 30
    cut = run(OF_LOGS, 2 * MILLION, five_hours=[4 * an_hour] * DRAWS)
    whole = sampled(only(OF_LOGS), Capacity(bounds=())).minutes()
    assert cut.minutes == pytest.approx([minutes / 6 for minutes in whole], rel=0.01)


def test_the_share_that_five_hours_cut_off_is_blocked_where_the_hours_of_a_week_are_known_too() -> None:
    half = run(OF_LOGS, 2 * MILLION, open_shares=[MILLION // 2] * DRAWS)
    whole = sampled(only(OF_LOGS), Capacity(bounds=())).minutes()
    assert half.minutes == pytest.approx([minutes / 2 for minutes in whole], abs=30)


def test_what_comes_late_in_the_week_is_blocked_first() -> None:
    """Dear mornings early in the week use it up; the hours after the wall count, not their price."""
    slots = [Slot(at=day * 1440, usd=(5 - day) * 100, meter=(5 - day) * 100, minutes=60) for day in range(5)]
    demand = Demand(low=OF_LOGS.low, high=OF_LOGS.high, basis=(), weeks=(week(slots),), route="logs")
    cut = run(demand, 900_000 // 15 * 10)  # 900 of 1,500 units: Monday and Tuesday
    assert set(cut.minutes) == {3 * 60 * 4348 // 1000}
    assert replay.wall(demand.weeks[0], 900, 0) == 2 * 1440


def test_the_week_begins_at_the_reset() -> None:
    slots = [Slot(at=day * 1440, usd=100, meter=100, minutes=60) for day in range(7)]
    walls = [replay.wall(week(slots), 250, anchor) for anchor in range(7)]
    assert walls == [2 * 1440 + 30] * 7
    assert all(early <= late for early, late in pairwise(walls))  # pyright: ignore[reportOperatorIssue]


def test_what_is_typed_of_five_hours_blocks_on_this_plan_and_hardly_on_one_with_larger_windows() -> None:
    quiet, short = (
        {way.id: way for way in estimate(Scenario(wall="never", short=hours), LOADED, ON).options}
        for hours in (None, Decimal(3))
    )
    assert sum(short["stay"].minutes) > 100 * 60
    assert short["credits"].range.mid > quiet["credits"].range.mid
    beside = sum(short["next_plan"].minutes) - sum(quiet["next_plan"].minutes)
    assert 0 <= beside < sum(short["stay"].minutes) // 20
