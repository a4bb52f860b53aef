"""What an answer takes for granted is named, once each, and only where it matters."""

from datetime import date
from decimal import Decimal

import pytest

from calculator import catalog
from calculator.conflicts import conflicts
from calculator.estimate import estimate
from calculator.scenario import Scenario
from tests.answers import answer

ON = date(2026, 11, 23)
LOADED = catalog.load()


def named(scenario: Scenario) -> str:
    found = estimate(scenario, LOADED, ON)
    assert len(set(found.assumptions)) == len(found.assumptions)
    assert set(found.assumptions) >= {*found.demand.basis, *(unknown.why for unknown in found.demand.unknowns)}
    return " ".join(found.assumptions)


def test_one_of_a_kind_is_said_in_the_singular() -> None:
    found = answer("plan=pro&wall=unknown&short=1&used=40&left=1")
    said = " ".join((*found.assumptions, *found.decision.capacity.basis))
    assert "takes 1 hour of work a week" in said
    assert "with 1 day to the reset" in said
    (sentence,) = (each.sentence for each in conflicts(answer("plan=pro&days=1&hours=1&short=2")))
    assert "the 1 hour that you work" in sentence


@pytest.mark.parametrize(
    ("piece", "with_it", "without"),
    [
        ("weekday of your reset is not known", Scenario(wall="3"), Scenario(wall="3", reset="Monday")),
        ("at the most", Scenario(wall="never"), Scenario(wall="3")),
        ("between $25 and $200 of use", Scenario(), Scenario(wall="3")),
        ("between $88 and $1,000 of use", Scenario(plan="max"), Scenario()),
        ("begin on Monday", Scenario(wall="3"), Scenario()),
        ("A blocked hour costs you $10", Scenario(), Scenario(hour=Decimal(40))),
        ("A blocked hour costs you", Scenario(), Scenario(hour=None)),
        ("6 hours of work", Scenario(), Scenario(hours=Decimal(3))),
    ],
)
def test_each_assumption_is_named_where_it_is_made(piece: str, with_it: Scenario, without: Scenario) -> None:
    assert piece in named(with_it)
    assert piece not in named(without)
