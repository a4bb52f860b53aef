"""What the five-hour limit cuts off: less by larger windows, more by more use, and what was typed of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import catalog
from calculator.demand import described
from calculator.estimate import estimate
from calculator.five_hours import cut, holding, of_pro
from calculator.forecast import MILLION, Purpose, by_ratio, geometric
from calculator.scenario import AGENT_HOURS, OWN, Scenario
from calculator.worlds import sampled

ON = date(2026, 11, 23)
LOADED = catalog.load()
SHARES = st.integers(0, 8 * MILLION)


@given(SHARES, SHARES)
def test_a_larger_window_never_cuts_more(one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert MILLION >= cut(less) >= cut(more) >= 0


@given(st.integers(3000, MILLION))
def test_a_window_is_found_by_what_it_cuts(share: int) -> None:
    assert cut(holding(share)) == pytest.approx(share, abs=9)


def test_windows_that_hold_an_ordinary_one_cut_what_is_above_it() -> None:
    """Of amounts that fall by the same factor with each step, 1/e lies above the mean."""
    assert cut(MILLION) == pytest.approx(367_879, abs=10)


def lost(**changes: object) -> dict[str, int]:
    scenario = Scenario(plan="max", wall="never", **changes)  # pyright: ignore[reportArgumentType]
    return {way.id: sum(way.minutes) for way in estimate(scenario, LOADED, ON).options}


def test_more_use_loses_more_to_five_hours_and_smaller_windows_lose_most() -> None:
    now, tripled = lost(short=Decimal(2)), lost(short=Decimal(2), growth=300)
    assert now["stay"] < tripled["stay"]
    assert now["next_plan"] <= now["stay"] < now["smaller_plan"]


@pytest.mark.parametrize("day", ["average", OWN])
def test_what_it_takes_is_wanted_beside_the_day_that_it_let_be(day: str) -> None:
    """Three of thirty hours a week: up to a fifth more dollars."""
    told = Scenario(plan="pro", wall="never", day=day, session_usd=Decimal(9), short=Decimal(3))
    more, none = (described(each, LOADED, ON) for each in (told, replace(told, short=Decimal(0))))
    (unknown,) = (each for each in more.unknowns if each not in none.unknowns)
    assert (unknown.low, unknown.high) == (MILLION, MILLION * 12 // 10)
    assert (more.low, float(more.high)) == (none.low, pytest.approx(float(none.high) * 1.2))
    assert more.weeks == none.weeks


@pytest.mark.parametrize(
    ("lost", "low", "said"),
    [("unknown", 100, "none"), ("delayed", 100, "none"), ("lost", 105, "half"), ("elsewhere", 105, "half")],
)
def test_work_that_was_never_done_later_is_missing_at_the_least_by_half(lost: str, low: int, said: str) -> None:
    told = described(Scenario(plan="pro", short=Decimal(3), lost=lost), LOADED, ON)
    (unknown,) = (each for each in told.unknowns if each.id == "blocked_work")
    assert unknown.low * 100 == low * MILLION
    assert f"It may be {said}" in unknown.why


def test_more_hours_than_are_worked_are_all_of_them() -> None:
    most, absurd = (described(Scenario(short=Decimal(hours)), LOADED, ON) for hours in (30, 90))
    assert most == absurd


def test_hours_of_agents_are_wanted_ones() -> None:
    told, not_told = (described(Scenario(day=AGENT_HOURS, short=short), LOADED, ON) for short in (Decimal(3), None))
    assert told == not_told


def test_half_of_the_odds_that_are_typed_are_as_likely_as_double() -> None:
    """In the middle of a third and three times by ratios lies what is typed."""
    found = estimate(Scenario(plan="pro", wall="never", short=Decimal(4), hours=Decimal(8)), LOADED, ON).decision
    held = of_pro(found.case, sampled(found.case.demand, found.capacity), LOADED)
    assert held is not None
    shares = sorted(map(cut, held))
    odds = [share / (MILLION - share) / (0.1 / 0.9) for share in shares]
    assert odds[0] == pytest.approx(0.33, rel=0.02)
    assert odds[len(odds) // 2] == pytest.approx(1, rel=0.02)
    assert odds[-1] == pytest.approx(3, rel=0.02)


def test_however_many_hours_are_lost_a_larger_plan_lets_more_through() -> None:
    """Three times a half of the hours is not all of them: what is uncertain are the odds."""
    found = {way.id: way for way in estimate(Scenario(plan="pro", wall="never", short=Decimal(20)), LOADED, ON).options}
    assert max(found["next_plan"].minutes) < max(found["stay"].minutes) * 2 // 3


def test_no_hours_lost_here_leave_those_of_a_smaller_plan_open() -> None:
    found = {way.id: way for way in estimate(Scenario(plan="max", wall="never", short=Decimal(0)), LOADED, ON).options}
    hours = found["smaller_plan"].blocked_range
    assert hours is not None
    assert hours.low < hours.high
    assert sum(found["stay"].minutes) < sum(found["smaller_plan"].minutes)


@pytest.mark.parametrize(("plan", "way"), [("ultra", "stay"), ("max", "next_plan")])
def test_on_what_condition_a_plan_has_no_five_hour_limit_stands_beside_it(plan: str, way: str) -> None:
    found = {each.id: each for each in estimate(Scenario(plan=plan), LOADED, ON).options}
    said = "A five-hour limit on Ultra: no, once the account is verified; otherwise yes. None is counted here."
    assert [name for name, each in found.items() if said in each.notes] == [way]


@given(st.integers(1, 10**9), st.integers(1, 10**3), st.integers(0, MILLION - 1), st.integers(0, MILLION - 1))
def test_a_place_between_two_numbers_lies_between_them_in_order(low: int, times: int, one: int, other: int) -> None:
    early, late = (geometric(low, low * times, place) for place in sorted((one, other)))
    assert low <= early <= late <= low * times


def test_places_are_even_by_ratios() -> None:
    drawn = sorted(by_ratio(1000, 64_000, Purpose.CAPACITY))
    assert [sum(each < end for each in drawn) for end in (2000, 8000, 32_000)] == pytest.approx([33, 100, 167], abs=4)
