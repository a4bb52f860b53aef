"""A scenario survives the way into a link and back; what is not understood says so."""

from decimal import Decimal
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.scenario import DAYS, DEFAULT, LABELS, MIXES, OWN, READERS, WALLS, Scenario, parse

PLANS = ("pro", "max", "ultra")
AMOUNT = st.decimals(0, 100_000, places=2).map(lambda amount: Decimal(f"{amount.normalize():f}"))


def _shares(weights: list[int]) -> dict[str, int]:
    """Return four shares that sum to 100."""
    cuts = sorted(weights)
    edges = [0, *cuts, 100]
    return dict(zip(("fable", "opus", "sonnet", "haiku"), (b - a for a, b in pairwise(edges)), strict=True))


SCENARIOS = st.builds(
    lambda shares, **rest: Scenario(**rest, **(shares if rest["models"] == OWN else {})),
    shares=st.lists(st.integers(0, 100), min_size=3, max_size=3).map(_shares),
    plan=st.sampled_from(PLANS),
    days=st.integers(1, 7),
    day=st.sampled_from(DAYS),
    wall=st.sampled_from(WALLS),
    models=st.sampled_from([*MIXES, OWN]),
    fee=st.none() | AMOUNT,
    session_usd=AMOUNT,
    sessions=st.decimals(0, 1000, places=1).map(lambda number: Decimal(f"{number.normalize():f}")),
    discount=st.decimals(0, 100, places=1).map(lambda number: Decimal(f"{number.normalize():f}")),
)


@given(SCENARIOS)
def test_a_link_opens_the_scenario_it_was_made_from(scenario: Scenario) -> None:
    assert parse("#" + scenario.fragment, PLANS) == (scenario, ())


@given(st.text(max_size=60))
def test_any_text_gives_a_scenario(text: str) -> None:
    scenario, misread = parse(text, PLANS)
    assert parse(scenario.fragment, PLANS) == (scenario, ())
    assert all(len(wrong.value) <= 41 for wrong in misread)


@given(st.sampled_from(sorted(READERS)), st.text(max_size=20))
def test_a_damaged_field_keeps_the_others(name: str, value: str) -> None:
    scenario, _ = parse(urlencode({"plan": "max", "days": "3", "wall": "2", name: value}), PLANS)
    kept = {"plan": "max", "days": 3, "wall": "2"}
    kept.pop(name, None)
    assert {field: getattr(scenario, field) for field in kept} == kept


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("days=0", "days", "a whole number from 1 to 7 is expected; 5 stands."),
        ("days=-2", "days", "a whole number"),
        ("days=3.5", "days", "a whole number"),
        ("days=٣", "days", "a whole number"),
        ("plan=gold", "plan", "one of pro, max, ultra is expected; pro stands."),
        ("fee=-1", "fee", "an amount in dollars from 0 to 100,000 is expected; the published fee stands."),
        ("fee=1e3", "fee", "an amount in dollars"),
        ("discount=101", "discount", "a percentage from 0 to 100 is expected; 0 stands."),
        ("sessions=" + "9" * 5000, "sessions", "a number from 0 to 1,000"),
        ("day=own", "session_usd", "type what one session cost"),
        ("models=own&opus=60&sonnet=30", "models", "the four shares add up to 90, not 100"),
        ("colour=red", "colour", "is no input of this page"),
        ("<script>=1", "<script>", "is no input of this page"),
    ],
)
def test_what_is_not_understood_is_named_with_what_stands(query: str, field: str, said: str) -> None:
    scenario, (wrong,) = parse(query, PLANS)
    assert (wrong.field, scenario) == (field, DEFAULT)
    assert said in wrong.sentence


def test_what_is_given_twice_counts_once_and_is_named() -> None:
    scenario, (wrong,) = parse("plan=max&plan=pro", PLANS)
    assert (scenario.plan, wrong.field, wrong.value) == ("max", "plan", "pro")
    assert wrong.sentence == "Plan: it is given more than once; max stands."


def test_a_wrong_input_keeps_its_last_good_value() -> None:
    last, _ = parse("days=2&fee=29.99", PLANS)
    scenario, misread = parse("days=9&fee=lots", PLANS, last)
    assert (scenario.days, scenario.fee, len(misread)) == (2, Decimal("29.99"), 2)


def test_every_input_has_a_label_and_a_reader() -> None:
    assert set(LABELS) == set(READERS) == set(Scenario.__dataclass_fields__)
