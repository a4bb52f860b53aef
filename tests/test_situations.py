"""Well-known situations as inputs with invariants: how the answer moves, and what it may not contradict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from calculator import catalog
from calculator.case import choosable
from calculator.choosing import NEAR_PERCENT
from calculator.estimate import estimate
from calculator.forecast import HUNDRED
from calculator.options import WITH_CREDITS
from calculator.scenario import Scenario, parse
from tests.markdown import PAGES
from tests.situations import SITUATIONS

if TYPE_CHECKING:
    from calculator.estimate import Estimate
    from calculator.option import Option

ON = date(2026, 11, 23)
LOADED = catalog.load()
HOUR_PRICES = (0, 1, 5, 10, 30, 100, 1000)
WALL_DAYS = range(1, 8)

every = pytest.mark.parametrize("name", SITUATIONS)


def scenario(name: str, **changes: object) -> Scenario:
    found, misread = parse(SITUATIONS[name], tuple(plan.id for plan in choosable(LOADED)))
    assert not misread
    return replace(found, **changes)


def answer(name: str, **changes: object) -> Estimate:
    return estimate(scenario(name, **changes), LOADED, ON)


def option(found: Estimate, name: str) -> Option:
    way = found.option(name)
    assert way is not None
    return way


def blocked(found: Estimate, name: str) -> int:
    """Return blocked minutes over all drawn months."""
    return sum(option(found, name).minutes)


def usd(found: Estimate, name: str) -> int:
    """Return micro-dollars over all drawn months."""
    return sum(option(found, name).usd)


def mean_total(way: Option, hour: int) -> float:
    """Return micro-dollars of a month with blocked hours at their price."""
    return (sum(way.usd) + sum(way.minutes) * hour * 1_000_000 / 60) / len(way.usd)


def test_every_situation_is_a_worked_example_of_the_page() -> None:
    page = next(page for page in PAGES if page.name == "situations.md")
    assert {block.body.strip() for block in page.blocks if block.language == "estimate"} == set(SITUATIONS.values())


@every
@pytest.mark.parametrize("hour", HOUR_PRICES)
def test_the_choice_costs_at_most_a_tenth_more_than_any_other_way(name: str, hour: int) -> None:
    found = answer(name, hour=Decimal(hour))
    chosen = found.decision.choice.best
    if chosen is None:
        return
    totals = {way.id: mean_total(way, hour) for way in found.options}
    assert totals[chosen] <= min(totals.values()) * NEAR_PERCENT / HUNDRED


@every
def test_a_dearer_blocked_hour_never_leads_to_more_of_them(name: str) -> None:
    found = [answer(name, hour=Decimal(hour)) for hour in HOUR_PRICES]
    hours = [blocked(each, each.decision.choice.best) for each in found if each.decision.choice.best]
    assert hours == sorted(hours, reverse=True)


@every
def test_a_bigger_plan_blocks_no_more_and_costs_no_less(name: str) -> None:
    found = answer(name)
    plans = [(each.fee, each.minutes) for each in _plans(found)]
    for (fee, minutes), (bigger_fee, fewer) in pairwise(plans):
        assert fee <= bigger_fee
        assert fewer <= minutes


class _Plan:
    def __init__(self, way: Option) -> None:
        self.fee = sum(way.usd)
        self.minutes = sum(way.minutes)


def _plans(found: Estimate) -> list[_Plan]:
    """Return the ways that wait on a plan, by fee."""
    waits = [way for way in found.options if way.id in {"stay", "next_plan", "smaller_plan"} or way.id[:5] == "plan_"]
    waits = [way for way in waits if not way.id.endswith(WITH_CREDITS)]
    return sorted((_Plan(way) for way in waits), key=lambda each: each.fee)


@every
def test_the_api_alone_never_meets_a_plans_limit_and_does_not_depend_on_it(name: str) -> None:
    walls = [answer(name, wall=wall) for wall in ("unknown", "never", "2", "6")]
    assert len({option(each, "api").usd for each in walls[:2]}) == 1
    assert all(blocked(each, "api") == 0 for each in walls)


# Pro, the limit on Wednesday of every week.


def test_a_later_wall_blocks_less_and_needs_fewer_credits() -> None:
    found = [answer("pro-wall-on-wednesday", wall=str(day)) for day in WALL_DAYS if day <= 5]
    hours = [blocked(each, "stay") for each in found]
    credits_ = [usd(each, "credits") - usd(each, "stay") for each in found]
    assert hours == sorted(hours, reverse=True)
    assert credits_ == sorted(credits_, reverse=True)
    assert hours[0] > hours[-1] > 0


def test_on_wednesday_about_half_of_the_week_is_blocked_and_never_all_of_it() -> None:
    """Two to three of five working days pass, so two to three fifths of an ordinary week are cut off."""
    found = answer("pro-wall-on-wednesday")
    wanted = 60 * scenario("pro-wall-on-wednesday").hours * 5 * Decimal("365.25") / 84
    share = Decimal(blocked(found, "stay")) / len(option(found, "stay").usd) / wanted
    assert Decimal("0.3") < share < Decimal("0.75")


def test_who_puts_no_price_on_waiting_is_not_told_to_pay_more() -> None:
    found = answer("pro-wall-on-wednesday", hour=Decimal(0))
    best = found.decision.choice.best
    assert best is not None
    assert usd(found, best) <= usd(found, "stay")


# Two to three hours a day on Sonnet, and nothing said about limits.


def test_without_evidence_no_blocked_hour_is_made_up() -> None:
    found = answer("two-to-three-hours-on-sonnet")
    assert option(found, "stay").blocked_range is None
    assert found.as_dict()["capacity"] is None
    assert not found.decision.capacity.known


def test_the_same_work_costs_less_on_sonnet_than_on_opus_and_less_on_fewer_days() -> None:
    name = "two-to-three-hours-on-sonnet"
    assert usd(answer(name), "api") < usd(answer(name, models="opus"), "api")
    by_days = [usd(answer(name, days=days), "api") for days in range(1, 8)]
    assert by_days == sorted(by_days)


def test_evidence_can_only_say_more() -> None:
    name = "two-to-three-hours-on-sonnet"
    unsure, sure = (option(answer(name, wall=wall), "credits").range for wall in ("unknown", "never"))
    assert unsure.high >= sure.high


# Parallel agents all day.


def test_more_agents_cost_more_on_the_api_and_nothing_on_the_plan() -> None:
    found = [answer("parallel-agents-all-day", agents=agents) for agents in (1, 2, 4, 8)]
    api = [usd(each, "api") for each in found]
    assert api == sorted(api)
    assert api[-1] > 4 * api[0]
    assert len({usd(each, "stay") for each in found}) == 1


def test_the_wall_day_says_the_same_of_the_plan_however_much_passes_through_it() -> None:
    """A wall on day 4 means that the plan holds about half a week, of one agent or of eight."""
    found = [answer("parallel-agents-all-day", agents=agents) for agents in (1, 8)]
    few, many = (blocked(each, "stay") for each in found)
    assert many == pytest.approx(few, rel=0.02)  # another unknown takes other draws


# Light use a few times a week.


def test_with_light_use_the_side_changes_where_the_month_passes_the_fee() -> None:
    """With a fee between what one day and seven days a week cost, one is the API's and the other the plan's."""
    name = "light-use"
    found = [usd(answer(name, days=days), "api") for days in range(1, 8)]
    assert found == sorted(found)
    between = Decimal((found[0] + found[-1]) // 2 // len(option(answer(name), "api").usd)) / 1_000_000
    fee = between.quantize(Decimal("0.01"))
    one, seven = (answer(name, days=days, fee=fee).decision.choice.best for days in (1, 7))
    assert one == "api"
    assert seven in {"stay", "credits", "overflow"}


def test_whoever_is_never_blocked_is_not_told_to_buy_a_bigger_plan() -> None:
    for name in ("light-use", "max-never-blocked"):
        for hour in HOUR_PRICES:
            found = answer(name, hour=Decimal(hour))
            best = found.decision.choice.best
            assert best is not None
            assert (
                mean_total(option(found, best), hour)
                <= mean_total(option(found, "stay"), hour) * NEAR_PERCENT / HUNDRED
            )
            assert best not in {"next_plan", "plan_ultra"}


# A plan of a hundred dollars, never blocked.


def test_a_smaller_plan_may_block_where_the_own_one_never_does() -> None:
    found = answer("max-never-blocked")
    assert blocked(found, "smaller_plan") >= blocked(found, "stay")
    assert usd(found, "smaller_plan") < usd(found, "stay")


def test_the_api_wins_against_a_plan_without_a_wall_only_below_its_fee() -> None:
    name = "max-never-blocked"
    for day in ("light", "average", "heavy"):
        for days in (1, 3, 5, 7):
            found = answer(name, day=day, days=days, hour=Decimal(100))
            if found.decision.choice.best == "api":
                assert usd(found, "api") < usd(found, "stay") + blocked(found, "stay") * 100 * 1_000_000 // 60
