"""The simulated world keeps its own laws, and takes nothing from the model that it judges."""

from __future__ import annotations

import ast
import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from calculator import catalog, money
from calculator.billing import bill
from tests import simulation
from tests.simulation.demand import MONTH_HOURS, WEEK, Costs, Hour, wanted
from tests.simulation.logs import responses_of
from tests.simulation.plan import Meter, Passed, Replay, Wall
from tests.simulation.prices import ON
from tests.simulation.readers import Reader, draw
from tests.simulation.shown import wall_day
from tests.simulation.truth import months_of, past_of

ALLOWED = {"calculator.catalog", "calculator.usage"}
ASKS = {"asking.py"}
READERS = range(15)
numbers = pytest.mark.parametrize("number", READERS)


def chance(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311  # no secret


def reader_of(number: int) -> Reader:
    return draw(chance(f"law-{number}"))


def hours_of(reader: Reader) -> list[Hour]:
    return wanted(reader, chance("hours"), 0, 4 * WEEK, 0.0)[0]


def passed(reader: Reader, *, delayed: bool = False, capacity: float = 1.0) -> Passed:
    week = {plan: units * capacity for plan, units in reader.world.week.items()}
    five = {plan: units and units * capacity for plan, units in reader.world.five_hours.items()}
    meter = Meter(replace(reader.world, week=week, five_hours=five), reader.plan)
    return Replay(Costs(reader), meter, delayed=delayed, banked=False).run(hours_of(reader))


def test_the_simulator_takes_only_prices_and_the_form_of_logs_from_the_calculator() -> None:
    files = [file for file in Path(simulation.__file__).parent.glob("*.py") if file.name not in ASKS]
    assert len(files) > 5
    found = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("calculator"):
                found |= {
                    f"{node.module}.{name.name}" if node.module == "calculator" else node.module for name in node.names
                }
            elif isinstance(node, ast.Import):
                found |= {name.name for name in node.names if name.name.startswith("calculator")}
    assert found == ALLOWED


@numbers
def test_what_is_done_and_what_is_refused_is_what_was_wanted(number: int) -> None:
    reader = reader_of(number)
    result = passed(reader)
    done = sum(hour.tokens for hour, _ in result.done)
    refused = sum(hour.tokens * share for hour, share in result.refused)
    whole = sum(hour.tokens for hour in hours_of(reader))
    assert done + refused == pytest.approx(whole, rel=1e-6, abs=len(hours_of(reader)))


@numbers
def test_more_capacity_never_blocks_more(number: int) -> None:
    reader = replace(reader_of(number), resets=False)
    less, same, more = (passed(reader, capacity=factor).blocked_hours for factor in (0.5, 1.0, 1e6))
    assert less >= same >= more == 0


@numbers
def test_work_that_waits_makes_the_limit_come_no_later(number: int) -> None:
    reader = replace(reader_of(number), resets=False)
    assert passed(reader, delayed=True).blocked_hours >= passed(reader).blocked_hours - 1e-9


@numbers
def test_every_way_to_pay_has_a_cost_and_only_waiting_blocks_on_a_plan(number: int) -> None:
    reader = reader_of(number)
    for month in months_of(reader, past_of(reader, "law"), "law"):
        assert {"api", "api-1h", reader.plan, f"{reader.plan}+credits"} <= set(month)
        for way, cost in month.items():
            assert cost.usd >= 0
            assert 0 <= cost.blocked_hours <= MONTH_HOURS
            if way.endswith("+credits"):
                assert cost.blocked_hours == 0
                waits = month[way.removesuffix("+credits")]
                assert (cost.usd > waits.usd) >= (waits.blocked_hours > 0 and reader.work != "delayed")


@numbers
def test_logs_cost_by_the_calculators_bill_what_the_simulation_says(number: int) -> None:
    """Two arithmetics meet: floats on blended rates here, exact decimals for each response there."""
    reader = replace(reader_of(number), weeks_of_logs=8)
    past = past_of(reader, "law").passed
    found = responses_of(reader, past, chance("logs"))
    exact = float(money.add(*(bill(response, catalog.load(), prices_on=ON).usd for response in found)))
    costs = Costs(reader)
    assert exact == pytest.approx(sum(costs.usd_one_hour(hour) for hour, _ in past.done), rel=0.03)


@numbers
def test_logs_hold_the_pauses_that_the_simulation_counts(number: int) -> None:
    reader = replace(reader_of(number), weeks_of_logs=8)
    past = Passed(done=[(hour._replace(at=hour.at - 4 * WEEK), 1.0) for hour in hours_of(reader)])
    found = [each for each in responses_of(reader, past, chance("logs")) if not each.sidechain]
    moments = [each.at_us for each in found if each.at_us]
    counted = sum(300 <= (after - before) / 1_000_000 < 3600 for before, after in pairwise(moments))
    assert moments == sorted(moments)
    assert counted == pytest.approx(sum(hour.pauses for hour, _ in past.done), rel=0.1, abs=3)


def test_a_fixed_week_ends_at_its_hour_and_a_drifting_one_with_the_first_message_after() -> None:
    world = reader_of(0).world
    fixed, drifting = (Meter(replace(world, drifting=drifts, anchor=10), "pro") for drifts in (False, True))
    for meter in (fixed, drifting):
        meter.advance(20)
        meter.use(20, 1, 1.0)
    assert (fixed.resets_at("week"), drifting.resets_at("week")) == (178, 188)
    for meter in (fixed, drifting):
        meter.advance(180)
    assert (fixed.week_used, drifting.week_used) == (0, 1)


def test_five_hours_slide_or_start_with_the_first_message() -> None:
    world = replace(reader_of(0).world, five_hours={"pro": 10.0})
    sliding, anchored = (Meter(replace(world, sliding=slides), "pro") for slides in (True, False))
    for meter in (sliding, anchored):
        for at in (0, 4):
            meter.advance(at)
            meter.use(at, 1, 1.0)
        meter.advance(5)
    assert (sliding.five_used, anchored.five_used) == (1, 0)


@pytest.mark.parametrize(
    ("walls", "day"),
    [
        ([], None),
        ([(-100.0, -60.0), (-260.0, -228.0)], {128 // 24 + 1, 136 // 24 + 1}),
    ],
)
def test_the_typical_wall_day_counts_from_the_reset(walls: list[tuple[float, float]], day: set[int] | None) -> None:
    past = Passed(walls=[Wall(at, "week", 1, resets) for at, resets in walls])
    found = wall_day(past, chance("coin"))
    assert found in day if day else found is None
