"""What cannot be true together gets a sentence at its input, and says what was done about it."""

from __future__ import annotations

import pytest

from calculator.conflicts import conflicts
from tests.answers import answer


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("wall=2&used=10", "left", "Days to the reset: type this, too: “Used of the week” says nothing without it"),
        ("left=3", "used", "Used of the week: type this, too: “Days to the reset” says nothing without it"),
        ("hours=0", "hours", "Hours a day: without hours of work none can be blocked"),
        ("hours=0&used=80&left=4", "hours", "Hours a day: without hours of work none can be blocked"),
        ("wall=3&hours=0", "hours", "Hours a day: without hours of work none can be blocked"),
        ("day=own&session_usd=0&wall=3", "wall", "Weekly limit: this cannot be with your other inputs"),
        ("day=own&session_usd=1&sessions=0&wall=3", "wall", "Weekly limit: this cannot be with your other inputs"),
        ("days=3&wall=5&reset=Monday", "wall", "Weekly limit: this cannot be with your other inputs"),
        ("models=fable&wall=3", "wall", "Weekly limit: this cannot be with your other inputs"),
        ("short=40&hours=2", "short", "that is more than the 10 hours that you work in a week: all of these"),
        ("plan=ultra&short=20", "short", "Ultra has no five-hour limit (no, once the account is verified"),
        ("wall=2&used=10&left=4", "used", "contradicts what comes before it, and was left out. You reach the weekly"),
    ],
)
def test_it_is_said_at_its_input(query: str, field: str, said: str) -> None:
    (found,) = conflicts(answer(query))
    assert found.field == field
    assert said in found.sentence


@pytest.mark.parametrize(
    "query", ["", "wall=3", "used=10&left=4", "short=5", "wall=never&hours=0", "day=own&session_usd=0", "plan=ultra"]
)
def test_nothing_is_said_where_all_can_be(query: str) -> None:
    assert conflicts(answer(query)) == ()


def test_what_contradicts_is_in_the_data_too() -> None:
    told = answer("days=3&wall=5&reset=Monday").as_dict()["capacity"]
    assert told["conflict"] == "wall"
