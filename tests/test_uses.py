"""Uses in columns are the uses that went in, whatever is asked of them."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import uses
from calculator.columns import numbers, summed
from calculator.uses import Use, Uses

COUNTS = st.integers(0, 10**7) | st.integers(0, 10**25)
"""Some are larger than eight bytes can hold."""
SOME = st.lists(
    st.builds(
        Use,
        st.integers(0, 50),
        st.sampled_from(["opus", "sonnet", ""]),
        st.booleans(),
        *[COUNTS] * 10,
    ),
    max_size=9,
).map(lambda found: sorted(found, key=lambda use: use.at_us))


@given(SOME, st.integers(0, 9), st.integers(0, 9))
def test_a_stretch_holds_what_a_list_would(given_uses: list[Use], start: int, end: int) -> None:
    made = Uses.of(given_uses)
    assert list(made) == given_uses
    assert list(made[start:end]) == given_uses[start:end]
    assert [made[place] for place in range(-len(made), len(made))] == given_uses * 2
    assert (len(made), bool(made)) == (len(given_uses), bool(given_uses))
    assert made == Uses.of(iter(given_uses))


@given(SOME, SOME, st.integers(0, 18), st.integers(0, 18))
def test_others_come_in_their_place_and_behind_those_of_the_same_moment(
    mine: list[Use], others: list[Use], start: int, end: int
) -> None:
    both = Uses.of(mine).with_others(others)
    whole = sorted([*mine, *others], key=lambda use: use.at_us)
    assert list(both) == whole
    assert list(both[start:end]) == whole[start:end]
    assert [both[place] for place in range(-len(both), len(both))] == whole * 2
    assert list(both[start:].with_others(others)) == sorted([*whole[start:], *others], key=lambda use: use.at_us)
    assert list(both.of_family("opus")) == [use for use in whole if use.family == "opus"]


def test_what_is_woven_is_not_taken_in_steps() -> None:
    with pytest.raises(ValueError, match="steps"):
        Uses.of(()).with_others(())[::2]


@given(SOME)
def test_families_are_told_apart(given_uses: list[Use]) -> None:
    made = Uses.of(given_uses)
    assert list(made.of_family("opus")) == [use for use in given_uses if use.family == "opus"]


@given(SOME)
def test_columns_are_summed_by_keys(given_uses: list[Use]) -> None:
    made = Uses.of(given_uses)
    found = summed(made.family, made.usd, made.input)
    assert list(found) == list(dict.fromkeys(use.family for use in given_uses))
    for family, sums in found.items():
        mine = [use for use in given_uses if use.family == family]
        assert sums == [sum(use.usd for use in mine), sum(use.input for use in mine)]


@given(SOME)
def test_a_column_is_one_thing_of_each(given_uses: list[Use]) -> None:
    made = Uses.of(given_uses)
    assert list(zip(*made.tokens, strict=True)) == [use[3:8] for use in given_uses]
    assert list(made.counted("cost")) == [use.usd_as_made for use in given_uses]
    assert list(made.counted("weights")) == [use.weights for use in given_uses]


def test_many_uses_are_added_in_several_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uses, "AT_ONCE", 2)
    large = 10**20
    some = [
        Use(place, "opus", place > 2, 0, 0, 0, 0, usd, 0, 0, 0, 0, 0) for place, usd in enumerate((1, 2, large, 4, 5))
    ]
    assert list(Uses.of(some)) == some


def test_no_use_is_none_and_no_place() -> None:
    with pytest.raises(IndexError):
        Uses.of(())[0]


def test_a_number_takes_four_bytes_or_eight() -> None:
    assert memoryview(numbers(range(1000))).nbytes == 4000  # pyright: ignore[reportArgumentType]
    assert memoryview(numbers(range(-1000, 0))).nbytes == 8000  # pyright: ignore[reportArgumentType]
    assert memoryview(numbers([*range(999), 2**32])).nbytes == 8000  # pyright: ignore[reportArgumentType]
    assert list(numbers([1, 2**32, 2**63])) == [1, 2**32, 2**63]


def test_others_take_few_bytes_more() -> None:
    """What was read stays where it is: a byte a response says whose turn it is, and eight are its moment."""
    some = [Use(2**50 + place, "opus", place < 0, *[10**9] * 10, fast=False) for place in range(5000)]
    mine = Uses.of(some)
    tracemalloc.start()
    try:
        both = mine.with_others(some[:10])
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert len(both) == 5010
    assert taken < 12 * len(both)
