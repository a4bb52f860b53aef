"""A month drawn from the days of a log is seeded, scales with usage, and brackets what it was drawn from."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.forecast import DAYS_PER_MONTH, month_of_logs

FIRST = date(2026, 9, 1)
COSTS = st.lists(st.decimals(0, 500, places=4), min_size=1, max_size=60)


def days(costs: list[Decimal]) -> dict[date, Decimal]:
    return {FIRST + timedelta(days=place): cost for place, cost in enumerate(costs)}


@given(COSTS)
def test_the_same_days_give_the_same_month(costs: list[Decimal]) -> None:
    assert month_of_logs(days(costs)) == month_of_logs(days(costs))


@given(COSTS)
def test_a_month_lies_between_all_least_and_all_dearest_days(costs: list[Decimal]) -> None:
    month = month_of_logs(days(costs))
    assert min(costs) * DAYS_PER_MONTH - Decimal("0.01") <= month.low
    assert month.low <= month.high <= max(costs) * DAYS_PER_MONTH + Decimal("0.01")


def test_even_days_give_a_point() -> None:
    month = month_of_logs(days([Decimal(10)] * 28))
    assert month.low == month.high == Decimal(10) * DAYS_PER_MONTH


def test_days_without_usage_count() -> None:
    sparse = month_of_logs({FIRST: Decimal(70), FIRST + timedelta(days=27): Decimal(70)})
    assert sparse.high < 70 * DAYS_PER_MONTH / 2


def test_little_evidence_is_said_to_be_little() -> None:
    assert "less than two weeks" in month_of_logs(days([Decimal(1)] * 5)).basis[0]
    assert "less than two weeks" not in month_of_logs(days([Decimal(1)] * 14)).basis[0]


def test_tokens_without_a_price_are_named_first() -> None:
    assert month_of_logs(days([Decimal(1)]), 1234).basis[0].startswith("1,234 tokens have no price")


def test_no_day_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        month_of_logs({})
