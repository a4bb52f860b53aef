"""Uses in columns are the uses that went in, whatever is asked of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import uses
from calculator.uses import Use, Uses, numbers, summed

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


@given(SOME, SOME)
def test_others_come_in_their_place_and_behind_those_of_the_same_moment(mine: list[Use], others: list[Use]) -> None:
    both = Uses.of(mine).with_others(others)
    assert list(both) == sorted([*mine, *others], key=lambda use: use.at_us)


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
    some = [Use(place, "opus", place > 2, 0, 0, 0, 0, usd, *[0] * 5) for place, usd in enumerate((1, 2, large, 4, 5))]
    assert list(Uses.of(some)) == some


def test_no_use_is_none_and_no_place() -> None:
    with pytest.raises(IndexError):
        Uses.of(())[0]


def test_a_number_takes_eight_bytes() -> None:
    assert memoryview(numbers(range(1000))).nbytes == 8000  # pyright: ignore[reportArgumentType]
    assert list(numbers([1, 2**63])) == [1, 2**63]
