"""The month ahead: caps that stop what they say, budgets, and what the same work costs otherwise."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import catalog, history, money, weekly
from calculator.ahead import Ahead
from calculator.dates import micros
from calculator.estimate import estimate
from calculator.scenario import OWN, Scenario
from calculator.usage import Response, Tokens
from tests.responses import response
from tests.test_capacity import FIRST, LOGS
from tests.test_scenario import SCENARIOS

ON = date(2026, 11, 23)
LOADED = catalog.load()
BUDGET = st.decimals(0, 5000, places=0)


def ahead(scenario: Scenario, logs: history.History | None = None) -> Ahead:
    demand = None if logs is None else weekly.demand_of(logs, scenario, LOADED, ON)
    return estimate(scenario, LOADED, ON, demand).ahead


@settings(deadline=None)
@given(SCENARIOS)
def test_one_month_in_twenty_is_above_the_cap_and_half_above_the_alert(scenario: Scenario) -> None:
    found = estimate(scenario, LOADED, ON)
    api = found.option("api")
    assert api is not None
    assert sum(usd > found.ahead.cap for usd in api.usd) <= len(api.usd) // 20
    assert sum(usd >= found.ahead.cap for usd in api.usd) >= len(api.usd) // 20
    assert sum(usd > found.ahead.alert for usd in api.usd) <= len(api.usd) // 2


@settings(deadline=None)
@given(BUDGET, BUDGET)
def test_a_larger_budget_is_exceeded_no_more_often(one: Decimal, other: Decimal) -> None:
    less, more = (ahead(Scenario(budget=amount)).over_percent for amount in sorted((one, other)))
    assert less is not None
    assert more is not None
    assert less >= more


def test_days_add_up_to_the_month() -> None:
    found = estimate(Scenario(), LOADED, ON)
    days = found.ahead.days
    api = found.option("api")
    assert api is not None
    assert [range_.mid for _, range_ in days] == sorted(range_.mid for _, range_ in days)
    assert days[-1][1] == pytest.approx(api.range, abs=10)
    assert days[-1][0] == Decimal("30.436")


def test_what_ifs_leave_out_what_changes_nothing() -> None:
    assert {each.id for each in ahead(Scenario(models="sonnet")).what_ifs} == {"opus", "haiku", "fable"}
    assert ahead(Scenario(day=OWN, session_usd=Decimal(0))).what_ifs == ()


def test_what_ifs_price_the_readers_own_responses_again() -> None:
    """Output alone: Opus 5.5 costs 20 dollars per million, Sonnet 5.5 ten, and fast mode doubles Opus."""
    found = {each.id: each.percent for each in ahead(Scenario(), LOGS).what_ifs}
    assert found["opus_to_sonnet"] == 50
    assert found["fast"] == 200
    assert "agents_on_haiku" not in found


def test_sub_agents_alone_move_to_haiku() -> None:
    each = [
        response(FIRST + timedelta(hours=hour), Tokens(output=1000), sidechain=hour % 2 == 0) for hour in range(200)
    ]
    found = {one.id: one.percent for one in ahead(Scenario(), history.read(each, LOADED, ON)).what_ifs}
    assert 50 < found["agents_on_haiku"] < 55


def test_pauses_decide_between_the_two_caches() -> None:
    """Half an hour between responses: with five minutes all is written again, with an hour it is read."""
    written = Tokens(cache_write_1h=100_000)
    again = Tokens(cache_read=100_000)
    each = [
        response(FIRST + timedelta(minutes=30 * number), again._replace(cache_write_1h=1)) for number in range(2, 40)
    ]
    uses = history.read([each[0]._replace(tokens=written), *each], LOADED, ON).uses
    assert sum(use.usd for use in uses) > 5 * sum(use.usd_1h for use in uses)
    assert all(use.cache_read == 0 for use in uses[2:])
    short = history.read([replace_at(one, index) for index, one in enumerate(each)], LOADED, ON).uses
    assert all(use.cache_read for use in short[1:])


def replace_at(response: Response, index: int) -> Response:
    return response._replace(at_us=micros(FIRST + timedelta(minutes=index)))


def test_a_budget_that_is_not_named_is_not_judged() -> None:
    assert ahead(Scenario()).over_percent is None
    assert ahead(replace(Scenario(), budget=Decimal(10))).budget == money.micro(Decimal(10))
