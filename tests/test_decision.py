"""Options and verdicts follow the numbers, whatever they are."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import catalog, money
from calculator.decision import Estimate, estimate
from calculator.demand import Demand, blended, described, preset_shares
from calculator.options import choosable, overflow
from calculator.scenario import DAYS, MIXES, OWN, WALLS, Scenario
from tests.test_scenario import SCENARIOS

ON = date(2026, 11, 23)
LOADED = catalog.load()
PRO = Scenario()
DOLLARS = st.decimals(0, 10_000, places=2)


def option(found: Estimate, name: str) -> tuple[Decimal, Decimal]:
    way = found.option(name)
    assert way is not None
    return way.low, way.high


def month(low: str, high: str) -> Demand:
    return Demand(low=money.usd(low), high=money.usd(high), basis=())


def decide(low: str, high: str, **changes: object) -> Estimate:
    return estimate(replace(PRO, **changes), LOADED, ON, month(low, high))


@given(SCENARIOS)
def test_every_scenario_has_a_verdict_and_ranges_the_right_way_round(scenario: Scenario) -> None:
    found = estimate(scenario, LOADED, ON)
    assert found.verdict.endswith(".")
    assert all(way.low <= way.high for way in found.options)
    assert {way.id for way in found.options} >= {"stay", "credits", "api"}
    json.dumps(found.as_dict())


@given(SCENARIOS, st.integers(1, 6))
def test_more_days_never_cost_less_on_the_api(scenario: Scenario, days: int) -> None:
    fewer, more = (estimate(replace(scenario, days=count), LOADED, ON) for count in (days, days + 1))
    assert option(fewer, "api") <= option(more, "api")
    assert option(fewer, "stay") == option(more, "stay")


@given(SCENARIOS)
def test_usage_credits_cost_at_least_the_fee_and_at_most_fee_and_api_together(scenario: Scenario) -> None:
    found = estimate(replace(scenario, discount=Decimal(0)), LOADED, ON)
    (fee, _), (low, high), (_, most) = (option(found, name) for name in ("stay", "credits", "api"))
    assert fee <= low <= high <= money.ROUNDED.add(fee, most)


@given(DOLLARS, st.integers(0, 100))
def test_a_discount_takes_its_share_off_the_api_and_off_nothing_else(cost: Decimal, percent: int) -> None:
    plain = decide(str(cost), str(cost))
    less = decide(str(cost), str(cost), discount=Decimal(percent))
    assert option(less, "api")[0] * 100 == option(plain, "api")[0] * (100 - percent)
    assert option(less, "credits") == option(plain, "credits")


@given(DOLLARS)
def test_at_break_even_neither_side_wins(fee: Decimal) -> None:
    if fee:
        assert "Too close to call" in decide(str(fee), str(fee), fee=fee).verdict


def test_no_usage_costs_nothing() -> None:
    scenario = Scenario(day=OWN, session_usd=Decimal(0))
    assert option(estimate(scenario, LOADED, ON), "api") == (0, 0)


@pytest.mark.parametrize(
    ("low", "high", "changes", "verdict"),
    [
        ("3", "9", {}, "The API would cost less than Pro: $3–9 a month against $20."),
        ("15", "40", {}, "Too close to call: the API would cost $15–40 a month, and Pro costs $20."),
        (
            "60",
            "80",
            {"wall": "never"},
            "Stay on Pro: the API would cost 3 to 4 times as much, and you are not blocked.",
        ),
        ("200", "300", {}, "Stay on Pro while it carries you: the API would cost 10 to 15 times as much. If you hit"),
        ("200", "300", {"wall": "3"}, "Try Max at $100 first: the API would cost $200–300 a month."),
        (
            "60",
            "70",
            {"wall": "7"},
            "Stay on Pro and buy usage credits past the limit: $20–30 a month, the API $60–70.",
        ),
        ("60", "70", {"wall": "1"}, "The API is the cheapest way not to be blocked: $60–70 a month."),
        ("90", "120", {"wall": "3"}, "No way past the limit is clearly cheapest:"),
        ("60", "80", {"fee": Decimal(0)}, "Stay on Pro: it costs you nothing"),
        ("600", "800", {"plan": "ultra", "wall": "5"}, "Stay on Ultra and buy usage credits past the limit:"),
    ],
)
def test_the_verdict_follows_the_numbers(low: str, high: str, changes: dict[str, object], verdict: str) -> None:
    assert decide(low, high, **changes).verdict.startswith(verdict)


@pytest.mark.parametrize("wall", WALLS)
def test_the_overflow_is_a_share_that_falls_with_a_later_wall(wall: str) -> None:
    least, most = overflow(wall)
    assert 0 <= least <= most <= 1
    if wall.isdigit() and wall != "7":
        assert overflow(str(int(wall) + 1)) < (least, most)


@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize("day", [day for day in DAYS if day != OWN])
def test_described_days_keep_their_order(mix: str, day: str) -> None:
    light, this = (described(replace(PRO, day=name, models=mix), LOADED, ON) for name in ("light", day))
    assert Decimal(0) < light.low <= this.high


def test_the_average_day_is_anthropics_figure_where_nothing_changed() -> None:
    """At the old models' prices and the old tokenizer, the conversion must give the published dollars back."""
    rates = {name: LOADED.find(name).price_on(ON).rates for name in ("claude-opus-4-6", "claude-opus-5-5")}  # pyright: ignore[reportOptionalMemberAccess]
    shares = preset_shares(LOADED)
    scale = blended(rates["claude-opus-5-5"], shares) / blended(rates["claude-opus-4-6"], shares)
    found = described(replace(PRO, days=7), LOADED, ON)
    factor = LOADED.facts["tokenizer.new_over_old"].value
    assert isinstance(factor, Decimal)
    a_day = found.low / 7 / (Decimal("365.25") / 84)
    assert round(a_day, 20) == round(13 * scale * factor, 20)


def test_plans_that_can_be_chosen_have_a_fee_and_a_wall() -> None:
    assert [plan.id for plan in choosable(LOADED)] == ["pro", "max", "ultra", "team_standard", "team_premium"]
