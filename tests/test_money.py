"""Money is exact until it is shown, and is shown rounded once."""

from decimal import Decimal, Inexact

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from calculator import money

AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=6)


@pytest.mark.parametrize("wrong", [0.1, True, None, b"1", Decimal(1)])
def test_refuses_what_may_have_lost_digits(wrong: object) -> None:
    with pytest.raises(TypeError, match="money is made from text or whole numbers"):
        money.usd(wrong)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("wrong", ["", "ten", "NaN", "Infinity", "1,5"])
def test_refuses_text_that_is_no_amount(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no amount of money"):
        money.usd(wrong)


def test_a_lossy_step_is_an_error() -> None:
    with pytest.raises(Inexact):
        money.EXACT.divide(Decimal(1), Decimal(3))


@given(st.integers(0, 10**13), st.integers(0, 10**13), st.decimals(0, 1000, places=6))
def test_cost_is_additive(first: int, second: int, rate: Decimal) -> None:
    assert money.cost(first + second, rate) == money.add(money.cost(first, rate), money.cost(second, rate))


@given(AMOUNTS)
def test_plain_text_reads_back_as_the_same_amount(amount: Decimal) -> None:
    assert money.usd(money.plain(amount)) == amount
    assert "E" not in money.plain(amount)


@given(st.decimals(min_value="0.01", max_value=10**9, places=2))
def test_dollars_look_as_the_locale_data_has_them(amount: Decimal) -> None:
    assert money.show_usd(amount) == format_currency(amount, "USD", locale="en_US")


@given(AMOUNTS, AMOUNTS)
def test_a_shown_range_holds_the_range(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    shown = money.show_range(low, high).replace("about ", "").replace("$", "").replace(",", "").split("–")
    if low != high and len(shown) == 2:
        assert Decimal(shown[0]) <= low
        assert Decimal(shown[1]) >= high


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        ("140.2", "309", "$140–310"),
        ("7.53", "16.31", "$7.50–17"),
        ("20", "20", "$20"),
        ("0", "99.1", "$0–100"),
        ("1234.5", "5678", "$1,200–5,700"),
        ("125", "5678", "$125–5,700"),
        ("0", "0", "$0"),
    ],
)
def test_ranges_claim_two_figures(low: str, high: str, shown: str) -> None:
    assert money.show_range(money.usd(low), money.usd(high)) == shown
