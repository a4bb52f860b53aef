"""What would change a verdict: exact points, a wall that comes when it can, intervals that only ever add options."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import catalog, money
from calculator.capacity import Bound, Capacity, WallDay
from calculator.case import case_of
from calculator.demand import described
from calculator.estimate import estimate
from calculator.forecast import DRAWS, MILLION
from calculator.options import options
from calculator.scenario import OWN, Scenario
from calculator.turning import Turning, _percents, ranked
from calculator.worlds import ordinary, week_usd
from tests.test_scenario import SCENARIOS

ON = date(2026, 11, 23)
LOADED = catalog.load()
PRO = Scenario(wall="3")
SHARES = st.integers(0, 4 * MILLION)


def turn(scenario: Scenario) -> Turning:
    found = estimate(scenario, LOADED, ON)
    return Turning(found.decision.case, found.decision.capacity, LOADED)


@settings(deadline=None)
@given(SCENARIOS)
def test_break_even_breaks_even(scenario: Scenario) -> None:
    case = case_of(scenario, described(scenario, LOADED, ON), LOADED)
    at = turn(scenario).break_even
    if at is None or not 1000 < at < 10_000 * MILLION:  # no use to speak of, or a thousand times the fee
        return
    month = ordinary(case.demand, None, multiplier=at).usd()
    api = sum(month) // len(month) * int((100 - scenario.discount) * 100) // 10_000
    assert api == pytest.approx(money.micro(case.own_fee), rel=0.003, abs=5)


def test_without_use_nothing_breaks_even() -> None:
    assert turn(replace(PRO, day=OWN, session_usd=Decimal(0))).break_even is None


def within(low: int, high: int | None) -> tuple[str, ...]:
    case = case_of(PRO, described(PRO, LOADED, ON), LOADED)
    return Turning(case, Capacity(bounds=((0, Bound(low, high)),)), LOADED).possible


@settings(deadline=None, max_examples=30)
@given(st.lists(SHARES, min_size=4, max_size=4))
def test_a_wider_interval_of_evidence_never_narrows_what_may_be_best(ends: list[int]) -> None:
    least, low, high, most = sorted(ends)
    assert set(within(low, high)) <= set(within(least, most))


@settings(deadline=None)
@given(SHARES, SHARES)
def test_an_ordinary_month_is_blocked_less_by_a_plan_that_holds_more(one: int, other: int) -> None:
    case = case_of(PRO, described(PRO, LOADED, ON), LOADED)
    less, more = (options(case, ordinary(case.demand, holds), LOADED) for holds in sorted((one, other)))
    for before, after in zip(_blocked(less), _blocked(more), strict=True):
        assert before >= after


def _blocked(priced: tuple) -> list[int]:
    return [sum(option.minutes) for option in sorted(priced, key=lambda option: option.id)]


def test_weekdays_of_the_wall_add_up_to_the_weeks_that_reach_it() -> None:
    weekdays = turn(replace(PRO, days=7, growth=10_000)).weekdays
    assert weekdays is not None
    assert sum(weekdays) == 100  # every week of a hundred times the use


def test_the_wall_comes_on_days_with_work_and_after_the_reset() -> None:
    weekdays = turn(replace(PRO, reset="Monday", days=5)).weekdays
    assert weekdays is not None
    assert sum(weekdays) >= 60  # it is not reached in the lighter weeks
    assert weekdays[5:] == (0, 0)
    assert weekdays[2] == max(weekdays)


@given(st.lists(st.integers(min_value=0, max_value=200), min_size=8, max_size=8).filter(any))
def test_shares_in_percent_add_up_and_are_off_by_less_than_one(counts: list[int]) -> None:
    shares = _percents(counts)
    assert sum(shares) == 100
    assert all(
        abs(share * sum(counts) - count * 100) < sum(counts) for share, count in zip(shares, counts, strict=True)
    )


def test_the_chart_of_walls_leaves_out_days_that_cannot_be_one() -> None:
    days = [point.at for point in turn(replace(PRO, reset="Monday", days=3)).by_wall]
    assert days == [1, 2, 3, 8]


def test_what_turns_the_verdict_comes_first() -> None:
    swings = ranked(turn(PRO).swings)
    turns = [swing.low != swing.high for swing in swings]
    assert turns == sorted(turns, reverse=True)
    assert "capacity" in {swing.id for swing in swings}


def test_the_wall_that_was_typed_is_on_the_curve_of_walls() -> None:
    case = case_of(PRO, described(PRO, LOADED, ON), LOADED)
    curve = {point.at: point.costs["stay"].minutes or 0 for point in Turning(case, Capacity(bounds=()), LOADED).by_wall}
    assert curve[8] == 0
    assert list(curve.values()) == sorted(curve.values(), reverse=True)
    assert WallDay(day=3) == case.evidence[0]


def test_the_verdict_is_held_against_the_reset_day_and_the_five_hours_where_they_are_not_known() -> None:
    ids = {swing.id: swing for swing in turn(replace(PRO, short=Decimal(5))).swings}
    assert {"reset_day", "five_hours", "capacity", "multiple"} <= set(ids)
    assert ids["five_hours"].micro_usd > 0
    assert "reset_day" not in {swing.id for swing in turn(replace(PRO, reset="Monday")).swings}


def test_without_evidence_the_verdict_is_held_against_what_the_plan_may_hold() -> None:
    swings = {swing.id: swing for swing in turn(replace(PRO, wall="unknown")).swings}
    assert swings["capacity"].micro_usd > 0


@pytest.mark.parametrize("given", [{"used": 0, "left": Decimal(7)}, {"used": 0, "left": Decimal("6.5")}])
def test_evidence_of_nothing_is_no_evidence_of_a_plan_that_holds_nothing(given: dict) -> None:
    seen, unseen = (estimate(Scenario(plan="pro", **each), LOADED, ON) for each in (given, {}))
    assert not seen.decision.capacity.known
    assert seen.turning.by_use == unseen.turning.by_use
    assert [each.minutes for each in seen.options] == [each.minutes for each in unseen.options]
    assert seen.turning.weekdays is None


def test_an_ordinary_month_lies_where_the_months_that_are_drawn_do() -> None:
    """Where evidence has no upper end, published facts bound both alike."""
    found = estimate(Scenario(plan="pro", day="heavy", wall="never"), LOADED, ON)
    drawn = sorted(found.decision.capacity.draws([week_usd(found.demand)] * DRAWS) or ())
    ends = (found.decision.capacity.at(place, week_usd(found.demand)) for place in (0, MILLION // 2, MILLION))
    for end, draw in zip(ends, (drawn[0], drawn[len(drawn) // 2], drawn[-1]), strict=True):
        assert end == pytest.approx(draw, rel=0.02)


def test_the_best_at_an_end_of_what_the_plan_holds_is_among_those_that_may_be_best() -> None:
    for wall in ("1", "2", "3", "4"):
        turning = turn(Scenario(plan="pro", wall=wall))
        capacity = next(swing for swing in turning.swings if swing.id == "capacity")
        assert {capacity.low, capacity.high} <= set(turning.possible)


@pytest.mark.parametrize("part", ["by_use", "by_wall", "swings", "possible"])
def test_a_part_that_was_left_midway_goes_on_where_it_was(part: str) -> None:
    begun, whole = turn(PRO), turn(PRO)
    assert next(begun.toward(part)) is not None  # then another input came
    rest = list(begun.toward(part))
    assert len(rest) > 1
    assert getattr(begun, part) == getattr(whole, part)
    assert list(begun.toward(part)) == []
