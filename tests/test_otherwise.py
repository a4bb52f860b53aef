"""The same described work on other models: what is told of it there is what a scenario of its own tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from calculator.forecast import MILLION
from calculator.otherwise import Families
from tests.answers import LOADED, ON, answer

if TYPE_CHECKING:
    from calculator.estimate import Estimate

FAMILIES = ("opus", "sonnet", "haiku", "fable")


def alone(family: str, day: str) -> Estimate:
    """Return the answer for somebody who uses one family alone."""
    return answer(f"day={day}&hours=2&models=own&{family}=100")


@pytest.mark.parametrize("day", ["average", "hours"])
@pytest.mark.parametrize("used", FAMILIES)
@pytest.mark.parametrize("instead", FAMILIES)
def test_a_what_if_is_the_scenario_that_it_names(day: str, used: str, instead: str) -> None:
    found = {each.id: each.usd for each in alone(used, day).ahead.what_ifs}
    if instead == used:
        return
    api, told = alone(instead, day).option("api"), found.get(instead) or found["opus_to_sonnet"]
    assert api is not None
    for mine, other in zip(told, api.range, strict=True):
        assert mine == pytest.approx(other, rel=0.15)


@pytest.mark.parametrize("day", ["average", "hours"])
def test_long_prompts_are_open_where_a_model_charges_more_for_them(day: str) -> None:
    for family in FAMILIES:
        names = {unknown.id for unknown in alone(family, day).demand.unknowns}
        assert ("prompts" in names) is (family == "haiku")
    times = Families(LOADED, ON).long_prompts({"haiku": 100})
    assert times == 5 * MILLION  # every rate of Haiku 5.5 is five times as high above its step


def test_hours_that_were_measured_tell_one_family_against_another() -> None:
    """A what-if of hours goes by the two runs, not by the list prices, which are twice as far apart."""
    (percent,) = [each.percent for each in alone("opus", "hours").ahead.what_ifs if each.id == "opus_to_sonnet"]
    runs = [LOADED.facts[f"usage.per_agent_hour.{family}_5_5"].number for family in ("sonnet", "opus")]
    assert percent == round(runs[0] * 100 / runs[1])
