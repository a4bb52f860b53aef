"""Fast mode: on every plan it is billed to usage credits, so that no limit counts it, and none stops it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from calculator import catalog, history, money, spending
from calculator.estimate import Estimate
from calculator.option import Option
from calculator.own_files import estimate_from
from calculator.scenario import Scenario
from calculator.selection import select
from calculator.sources.plan_usage import STATUS_LINE, WEEK, Shown
from calculator.sources.source import sources
from calculator.usage import Response, Tokens
from tests.exports import door
from tests.responses import response
from tests.test_daily import DAYS, ccusage

ON = date(2026, 11, 25)
LOADED = catalog.load()
FIRST = datetime(2026, 10, 12, tzinfo=UTC)
"""A Monday."""
WEEKS = 4
PLANS = ("stay", "credits", "overflow", "next_plan", "plan_ultra")


def worked(*hours: int, fast: bool = False) -> list[Response]:
    """Return a response at some hours of every workday."""
    return [
        response(FIRST + timedelta(days=7 * week + day, hours=hour), Tokens(output=100_000))._replace(fast=fast)
        for week in range(WEEKS)
        for day in range(5)
        for hour in hours
    ]


def answer(responses: Sequence[Response], *shown: Shown, **typed: object) -> Estimate:
    past = history.read(sorted(responses, key=lambda each: each.at_us or 0), LOADED, ON)
    return estimate_from(Scenario(**typed), LOADED, ON, shown, past)  # pyright: ignore[reportArgumentType]


def option(found: Estimate, name: str) -> Option:
    way = found.option(name)
    assert way is not None
    return way


SLOW, FAST = worked(9, 10, 11), worked(12, fast=True)


@pytest.mark.parametrize("wall", ["unknown", "never", "4"])
@pytest.mark.parametrize("window", ["anchored", "sliding"])
def test_every_plan_costs_what_it_does_without_it_and_the_credits_for_it(wall: str, window: str) -> None:
    """Three hours beside one in fast mode, at twice the price: two fifths of all dollars."""
    without, found = (answer(each, wall=wall, window=window) for each in (SLOW, SLOW + FAST))
    for name in PLANS:
        one, both = option(without, name), option(found, name)
        api = [amount * 2 // 5 for amount in option(found, "api").usd]
        more = [mine - other for mine, other in zip(both.usd, one.usd, strict=True)]
        assert more == pytest.approx(api, rel=1e-4)
        assert both.minutes == one.minutes
        assert "Fast mode, which no plan holds: " in " ".join(both.why)
        assert "Fast mode" not in " ".join(one.why)


def test_a_percentage_of_the_plan_is_laid_over_what_it_counts() -> None:
    shown = Shown(STATUS_LINE, WEEK, Decimal(50), None, FIRST + timedelta(weeks=WEEKS))
    without, found = (answer(each, shown).decision.capacity.bounds for each in (SLOW, SLOW + FAST))
    assert found == without


def test_it_is_in_the_verdict_and_among_the_assumptions() -> None:
    found = answer(SLOW + FAST, wall="never", hour=Decimal(0))
    assert any(said.startswith("40% of it, in dollars, is in fast mode") for said in found.assumptions)
    stay = option(found, "stay")
    assert found.verdict.startswith(f"Stay on Pro: {money.show_range(stay.low, stay.high)} a month with fast mode, the")
    assert not any("fast mode" in said for said in answer(SLOW).assumptions)


def test_it_breaks_even_where_what_a_plan_holds_costs_the_fee() -> None:
    """Both pay list prices for what is fast."""
    assert answer(SLOW + FAST).turning.break_even == pytest.approx(answer(SLOW).turning.break_even, rel=1e-4)
    assert answer(FAST).turning.break_even is None


@pytest.mark.parametrize("window", ["anchored", "sliding"])
def test_who_uses_nothing_else_meets_no_limit(window: str) -> None:
    found = answer(FAST, window=window)
    assert not any(option(found, "stay").minutes)
    assert option(found, "stay").usd == tuple(20 * 10**6 + usd for usd in option(found, "api").usd)
    assert found.decision.case.demand.mean_meter == 1
    assert found.as_dict()["replay"] == []
    assert answer(FAST, wall="3", window=window).decision.capacity.conflict == "wall"


def test_exports_that_name_it_are_told_apart_too() -> None:
    """Two thirds of the dollars of each day."""
    export = ccusage(dict.fromkeys(DAYS, 50_000)).replace(b"claude-opus-5-5", b"claude-opus-4-8-fast")

    def option_of(content: bytes, name: str) -> Option:
        chosen = select(sources(door({"a.json": content})))
        spent = spending.read(chosen, LOADED, ON)
        return option(estimate_from(Scenario(wall="never"), LOADED, ON, (), None, spending=spent), name)

    whole = option_of(export, "api")
    assert option_of(export, "stay").usd == tuple(money.micro(Decimal(20)) + usd for usd in whole.usd)
    assert not any(option_of(export, "stay").minutes)
