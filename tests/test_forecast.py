"""Draws are the same everywhere, cover their interval evenly, and a range is what its name says."""

from itertools import combinations
from statistics import correlation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.forecast import DRAWS, MILLION, MONTH_WEEKS, WEEKS, Purpose, between, picks, spread, strata

LEVELS = st.integers(0, 10**15)


def test_one_draw_lies_in_each_of_equal_parts() -> None:
    part = MILLION // DRAWS
    for purpose in Purpose:
        assert sorted(drawn // part for drawn in strata(purpose)) == list(range(DRAWS))


def test_no_two_purposes_rise_together() -> None:
    """Orders by chance have correlations up to a fifth, which makes the range of a product a tenth too wide."""
    assert len(WEEKS) == len(MONTH_WEEKS)
    for one, other in combinations(Purpose, 2):
        assert abs(correlation(strata(one), strata(other))) <= 0.061


@given(LEVELS, LEVELS)
def test_draws_stay_in_their_interval(one: int, other: int) -> None:
    low, high = sorted((one, other))
    drawn = between(low, high, Purpose.CAPACITY)
    assert low <= min(drawn) <= max(drawn) <= high
    assert spread(drawn).mid == pytest.approx((low + high) / 2, rel=0.02, abs=1)


@given(st.integers(1, 60))
def test_every_week_of_a_log_is_drawn_about_as_often(count: int) -> None:
    for column in picks(count):
        times = [column.count(place) for place in range(count)]
        assert max(times) - min(times) <= 3  # a place may lose or gain a draw at each of its two ends


def test_a_month_is_as_long_as_a_twelfth_of_a_year() -> None:
    assert sum(MONTH_WEEKS) / 1000 * 7 == pytest.approx(365.25 / 12, abs=0.005)


@given(st.lists(LEVELS, min_size=1, max_size=300))
def test_a_range_is_ordered_and_inside(values: list[int]) -> None:
    low, mid, high = spread(values)
    assert min(values) <= low <= mid <= high <= max(values)


def test_no_draw_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one draw"):
        spread([])
