"""The same described work on other models: what is told of it there is what a scenario of its own tells."""

from __future__ import annotations

from datetime import date

import pytest

from calculator import catalog
from calculator.decision import Estimate, estimate
from calculator.forecast import MILLION
from calculator.otherwise import Families
from calculator.scenario import parse

ON = date(2026, 11, 23)
LOADED = catalog.load()
FAMILIES = ("opus", "sonnet", "haiku", "fable")


def answer(family: str, day: str) -> Estimate:
    """Return the answer for somebody who uses one family alone."""
    scenario, misread = parse(f"day={day}&hours=2&models=own&{family}=100", ("pro",))
    assert not misread
    return estimate(scenario, LOADED, ON)


@pytest.mark.parametrize("day", ["average", "hours"])
@pytest.mark.parametrize("used", FAMILIES)
@pytest.mark.parametrize("instead", FAMILIES)
def test_a_what_if_is_the_scenario_that_it_names(day: str, used: str, instead: str) -> None:
    found = {each.id: each.usd for each in answer(used, day).ahead.what_ifs}
    if instead == used:
        return
    api, told = answer(instead, day).option("api"), found.get(instead) or found["opus_to_sonnet"]
    assert api is not None
    for mine, other in zip(told, api.range, strict=True):
        assert mine == pytest.approx(other, rel=0.15)


@pytest.mark.parametrize("day", ["average", "hours"])
def test_long_prompts_are_open_where_a_model_charges_more_for_them(day: str) -> None:
    for family in FAMILIES:
        names = {unknown.id for unknown in answer(family, day).demand.unknowns}
        assert ("prompts" in names) is (family == "haiku")
    times = Families(LOADED, ON).long_prompts({"haiku": 100})
    assert times == 5 * MILLION  # every rate of Haiku 5.5 is five times as high above its step


def test_hours_that_were_measured_tell_one_family_against_another() -> None:
    """A what-if of hours goes by the two runs, not by the list prices, which are twice as far apart."""
    (percent,) = [each.percent for each in answer("opus", "hours").ahead.what_ifs if each.id == "opus_to_sonnet"]
    runs = [LOADED.facts[f"usage.per_agent_hour.{family}_5_5"].number for family in ("sonnet", "opus")]
    assert percent == round(runs[0] * 100 / runs[1])
