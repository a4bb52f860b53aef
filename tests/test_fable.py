"""Fable on plans: beside some of them, and up to a share of the week on others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from calculator import fable, history, money
from calculator.own_files import estimate_from
from calculator.present.calculator import View, body
from calculator.scenario import Scenario
from calculator.spending import Amount, Spending
from calculator.usage import Tokens
from tests.answers import LOADED, ON, answer
from tests.responses import response

if TYPE_CHECKING:
    from calculator.estimate import Estimate
    from calculator.option import Option

MODELS = {"fable": "claude-fable-5-2", "opus": "claude-opus-5-5"}


def logs(*families: str) -> history.History:
    """Return four weeks of five days, with an hour of each family a day."""
    found = []
    for number in range(4 * 5):
        week, day = divmod(number, 5)
        for hour, family in enumerate(families):
            at = datetime(2026, 10, 5, 9 + hour, tzinfo=UTC) + timedelta(days=7 * week + day)
            found.append(response(at, Tokens(output=100_000), "s", model=MODELS[family]))
    return history.read(found, LOADED, ON)


def of_logs(past: history.History, **given: object) -> Estimate:
    return estimate_from(Scenario(**given), LOADED, ON, (), past)  # pyright: ignore[reportArgumentType]


def option(found: Estimate, name: str) -> Option:
    """Return an option that is there."""
    priced = found.option(name)
    assert priced is not None
    return priced


def fable_part(found: Estimate) -> float:
    """Return the share of dollars that are Fable's."""
    week = found.demand.weeks[0]
    assert week.own is not None
    return week.own.usd / week.usd


@pytest.mark.parametrize("plan", ["pro", "team_standard"])
def test_where_it_is_not_part_of_the_plan_it_is_paid_for_beside_the_fee(plan: str) -> None:
    found = answer(f"plan={plan}&wall=never&models=fable")
    api, paid, fee = option(found, "api"), option(found, "credits"), found.decision.case.own_fee
    assert (paid.low, paid.high) == (api.low + fee, api.high + fee)
    assert min(option(found, "stay").minutes) > 0


def test_other_models_still_run_on_the_plan() -> None:
    alone, mixed = (
        answer(f"plan=pro&wall=never&{models}") for models in ("models=opus", "models=own&fable=50&opus=50")
    )
    fee, part = money.micro(mixed.decision.case.own_fee), fable_part(mixed)
    for paid, whole in zip(option(mixed, "credits").usd, option(mixed, "api").usd, strict=True):
        assert paid >= fee + whole * part * 0.99
    assert option(mixed, "credits").mid > option(alone, "credits").mid


def test_on_larger_plans_it_ends_with_half_of_the_week() -> None:
    half, whole = (answer(f"plan=max&wall=7&models={models}") for models in ("fable", "opus"))
    assert sum(option(half, "stay").minutes) > 2 * sum(option(whole, "stay").minutes)


def test_a_little_of_it_changes_nothing_on_larger_plans() -> None:
    """Half of the week comes after the limit of all where less than half of the use is Fable."""
    little = answer("plan=max&wall=4&models=own&fable=20&opus=80")
    assert fable_part(little) < 0.5
    without = answer("plan=max&wall=4&models=opus")
    assert option(little, "stay").minutes == pytest.approx(option(without, "stay").minutes, abs=10)


def test_evidence_of_a_plan_that_does_not_count_it_is_told_against_the_rest() -> None:
    found = answer("plan=pro&wall=3&models=own&fable=50&opus=50")
    alone = answer("plan=pro&wall=3&models=opus")
    rest = 1 - fable_part(found)
    for (_, mine), (_, other) in zip(found.decision.capacity.bounds, alone.decision.capacity.bounds, strict=True):
        assert mine.low == pytest.approx(other.low * rest, rel=0.01)
        assert mine.high == pytest.approx((other.high or 0) * rest, rel=0.01)


def test_logs_measure_a_plan_that_does_not_count_it_by_the_rest() -> None:
    found, counted = (of_logs(logs("fable", "opus"), plan=plan, wall="3") for plan in ("pro", "max"))
    assert (found.demand.beside, counted.demand.beside) == (True, False)
    (_, mine), (_, other) = found.decision.capacity.bounds[0], counted.decision.capacity.bounds[0]
    assert mine.high == pytest.approx((other.high or 0) * (1 - fable_part(found)), rel=0.01)
    assert option(found, "credits").low > found.decision.case.own_fee


def test_logs_of_nothing_else_say_nothing_of_such_a_plan() -> None:
    found = of_logs(logs("fable"), plan="pro", wall="3")
    assert not found.decision.capacity.known
    assert found.decision.capacity.conflict == "wall"
    assert option(found, "credits").low == option(found, "api").low + found.decision.case.own_fee


def test_exports_tell_it_apart_by_dollars() -> None:
    days = {date(2026, 11, 2) + timedelta(days=number): Amount(10**13, 10**13, 10**13) for number in range(20)}
    spending = Spending(days=days, usd={"fable": 25, "opus": 75})
    found = estimate_from(Scenario(plan="pro"), LOADED, ON, (), None, spending=spending)
    assert found.demand.apart == "fable"
    assert fable_part(found) == pytest.approx(0.25)


def test_what_is_assumed_and_how_far_it_is_known_is_said() -> None:
    found = answer("plan=pro&models=fable")
    assert fable.said(LOADED) in found.assumptions
    assert fable.said(LOADED) == (
        "Fable is taken to run on usage credits on Pro and Team Standard, and up to 50% of the week to be part of Max,"
        " Ultra and Team Premium: so Anthropic wrote of Fable 5, since 20 Jul 2026, and is quoted for Fable 5.1."
        " Nothing confirms it for Fable 5.2. Past that its work is blocked or paid for, as if you never went on with"
        " another model."
    )
    for plan, name in (("pro", "stay"), ("max", "next_plan")):
        assert fable.note(LOADED.plan(plan), LOADED) in option(found, name).notes
    assert "Nothing confirms it for Fable 5.2" in body(LOADED, View(estimate=found))
    assert not any("Fable" in said for said in answer("plan=pro&models=opus").assumptions)


def test_the_replay_of_weeks_blocks_it_where_the_plan_holds_none() -> None:
    found = of_logs(logs("fable", "opus"), plan="pro", wall="never")
    assert next(strip for strip in found.strips if strip.plan.id == "pro").walls == 4
