"""Options and verdicts follow the numbers, whatever they are."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator import catalog, money
from calculator.capacity import NeverBlocked, WallDay
from calculator.case import Case, choosable
from calculator.decision import Decision, decide
from calculator.demand import described
from calculator.estimate import Estimate, estimate
from calculator.mix import blended, preset_shares
from calculator.option import Option
from calculator.published_day import PUBLISHED_DAYS
from calculator.scenario import MIXES, OWN, WALLS, Scenario
from calculator.verdict import words
from calculator.weeks import Demand
from tests.answers import answer
from tests.test_scenario import SCENARIOS

ON = date(2026, 11, 23)
LOADED = catalog.load()
PRO = Scenario()
PAID = LOADED.plan("pro")
DOLLARS = st.decimals(0, 10_000, places=2)


def option(found: Decision, name: str) -> Option:
    way = found.option(name)
    assert way is not None
    return way


def ways(scenario: Scenario) -> dict[str, Option]:
    return {way.id: way for way in estimate(scenario, LOADED, ON).options}


def spends(a_month: Decimal, **changes: object) -> Demand:
    """Return the demand of somebody who knows what a month costs."""
    a_day = a_month * 84 / Decimal("365.25") / 5
    scenario = replace(PRO, day=OWN, session_usd=round(a_day, 4), days=5, **changes)
    return described(scenario, LOADED, ON)


def decides(a_month: str, *evidence: object, **changes: object) -> Decision:
    case = Case(demand=spends(Decimal(a_month)), plan=PAID, evidence=evidence, hour_usd=Decimal(10))  # pyright: ignore[reportArgumentType]
    return decide(replace(case, **changes), LOADED)


@settings(deadline=None)
@given(SCENARIOS)
def test_every_scenario_has_a_verdict_and_ranges_the_right_way_round(scenario: Scenario) -> None:
    found = estimate(scenario, LOADED, ON)
    assert found.verdict.endswith(".")
    assert all(way.low <= way.mid <= way.high for way in found.options)
    assert {way.id for way in found.options} >= {"stay", "credits", "overflow", "api"}
    json.dumps(found.as_dict())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("models=own&opus=99&haiku=1", "models=opus"),
        ("models=opus", "models=opus&teams=1"),
        ("models=opus&teams=1&short=5", "models=opus&teams=1&short=5&growth=101"),
    ],
)
def test_one_more_thing_that_is_not_known_leaves_the_draws_of_the_others_as_they_are(before: str, after: str) -> None:
    first, second = (answer(f"plan=pro&days=5&day=average&wall=3&{each}").option("api") for each in (before, after))
    assert first is not None
    assert second is not None
    assert all(less < more for less, more in zip(first.usd, second.usd, strict=True))


@settings(deadline=None, max_examples=50)
@given(SCENARIOS)
def test_what_is_best_is_among_what_may_be_best(scenario: Scenario) -> None:
    found = estimate(replace(scenario, wall="3"), LOADED, ON)
    assert not found.possible or found.choice.best == found.possible[0]


def test_what_is_best_in_months_that_are_not_ordinary_is_among_what_may_be_best() -> None:
    found = answer("plan=max&days=6&day=light&wall=unknown&models=fable&reset=Saturday&used=12&left=2")
    assert found.choice.best not in found.turning.possible
    assert found.as_dict()["turning"]["possible"][0] == found.choice.best


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("plan=pro", "Paid by the year: $17 a month."),
        ("plan=pro&pay=yearly", "Paid by the month: $20 a month."),
        ("plan=max&pay=yearly", "No price of a year was seen."),
    ],
)
def test_what_the_own_plan_costs_paid_the_other_way_is_said_unless_a_fee_is_typed(query: str, said: str) -> None:
    published, typed = (answer(each).option("stay") for each in (query, f"{query}&fee=15"))
    assert published is not None
    assert typed is not None
    assert said in published.notes
    assert said not in typed.notes


@pytest.mark.parametrize("days", [3, 4, 5])
def test_a_later_wall_never_blocks_more_where_the_reset_day_is_not_known(days: int) -> None:
    walls = [answer(f"plan=pro&days={days}&day=heavy&wall={wall}&models=sonnet") for wall in (*range(1, 8), "never")]
    for earlier, later in pairwise(walls):
        for before, after in zip(sorted_by_id(earlier), sorted_by_id(later), strict=True):
            assert sum(before.usd) >= sum(after.usd)
            assert sum(before.minutes) >= sum(after.minutes)


def sorted_by_id(found: Estimate) -> list[Option]:
    return sorted(found.decision.priced, key=lambda each: each.id)


@settings(deadline=None)
@given(SCENARIOS, st.integers(1, 6))
def test_more_days_never_cost_less_on_the_api(scenario: Scenario, days: int) -> None:
    fewer, more = (ways(replace(scenario, days=count)) for count in (days, days + 1))
    assert fewer["api"].low <= more["api"].low
    assert fewer["api"].high <= more["api"].high
    assert fewer["stay"].usd == more["stay"].usd


@settings(deadline=None)
@given(SCENARIOS)
def test_usage_credits_cost_at_least_the_fee_and_at_most_fee_and_api_together(scenario: Scenario) -> None:
    found = ways(replace(scenario, discount=Decimal(0)))
    for fee, spent, api in zip(found["stay"].usd, found["credits"].usd, found["api"].usd, strict=True):
        assert fee <= spent <= fee + api


@settings(deadline=None)
@given(SCENARIOS, st.integers(0, 100))
def test_a_discount_takes_its_share_off_the_api_and_off_nothing_else(scenario: Scenario, percent: int) -> None:
    plain, less = (ways(replace(scenario, discount=Decimal(each))) for each in (0, percent))
    assert less["api"].usd == tuple(usd * (100 - percent) // 100 for usd in plain["api"].usd)
    assert less["credits"].usd == plain["credits"].usd


@settings(deadline=None)
@given(DOLLARS, DOLLARS)
def test_more_usage_never_makes_the_api_look_better_against_a_plan_without_a_wall(one: Decimal, other: Decimal) -> None:
    less, more = (decides(str(usd), NeverBlocked()) for usd in sorted((one, other)))
    for light, heavy in zip(_against_stay(less), _against_stay(more), strict=True):
        assert light <= heavy


def _against_stay(found: Decision) -> list[int]:
    """Return how much more the API costs than a plan that lets everything through."""
    return [api - fee for api, fee in zip(option(found, "api").usd, option(found, "stay").usd, strict=True)]


@settings(deadline=None)
@given(st.integers(1, 7), st.integers(1, 7), st.sampled_from(["stay", "next_plan", "plan_ultra"]))
def test_blocked_hours_fall_as_capacity_grows(one: int, other: int, name: str) -> None:
    rules = {"rules": replace(Case.__dataclass_fields__["rules"].default, resets_on=0), "demand": seven_days()}
    first, last = (decides("300", WallDay(day=day), **rules) for day in sorted((one, other)))
    for early, late in zip(option(first, name).minutes, option(last, name).minutes, strict=True):
        assert early >= late
    for early, late in zip(option(first, "credits").usd, option(last, "credits").usd, strict=True):
        assert early >= late


def seven_days() -> Demand:
    return described(replace(PRO, days=7), LOADED, ON)


def test_no_usage_costs_nothing_and_blocks_nothing() -> None:
    found = ways(Scenario(day=OWN, session_usd=Decimal(0), wall="3"))
    assert set(found["api"].usd) == {0}
    assert set(found["stay"].minutes) == {0}
    assert set(found["credits"].usd) == {20_000_000}


def test_without_evidence_blocked_hours_are_unknown_and_never_zero() -> None:
    found = estimate(PRO, LOADED, ON)
    assert {way.id for way in found.options if way.blocked_range is None} == {"stay", "next_plan", "plan_ultra"}
    assert found.as_dict()["options"][0]["blocked_hours_per_month"] is None
    assert "on which day" in found.verdict
    assert "not known" in " ".join(found.reasons)


def test_without_evidence_the_choice_rests_on_published_facts_and_follows_the_price_of_an_hour() -> None:
    """Who waits for nothing keeps the cheapest fee; who cannot wait pays past the limit, or for a plan that holds."""
    cheap, dear = (decides("300", hour_usd=Decimal(price)) for price in ("0", "1000"))
    assert cheap.choice.best == "stay"
    assert not any(option(dear, dear.choice.best or "").minutes)
    assert all("published" in each.words.verdict for each in (cheap, dear))


def test_without_a_price_of_an_hour_nothing_wins() -> None:
    found = decides("300", WallDay(day=3), hour_usd=None)
    assert found.choice.best is None
    assert found.choice.frontier[0] == "stay"
    assert "what an hour is worth to you" in found.words.verdict


@settings(deadline=None)
@given(SCENARIOS, st.integers(1, 7))
def test_no_option_of_the_frontier_is_beaten_in_both_and_every_other_is(scenario: Scenario, day: int) -> None:
    found = estimate(replace(scenario, wall=str(day), hour=None), LOADED, ON)
    costs = {way.id: (sum(way.usd), sum(way.minutes)) for way in found.options}
    for name, (usd, minutes) in costs.items():
        beaten = any(
            other_usd <= usd and other_minutes <= minutes
            for other, (other_usd, other_minutes) in costs.items()
            if other != name
        )
        strictly = any((u, m) != (usd, minutes) and u <= usd and m <= minutes for u, m in costs.values())
        assert beaten or name in found.choice.frontier
        assert not (strictly and name in found.choice.frontier)


def test_a_dear_hour_buys_what_a_cheap_hour_waits_for() -> None:
    cheap, dear = (decides("300", WallDay(day=3), hour_usd=Decimal(price)) for price in ("0", "1000"))
    assert cheap.choice.best == "stay"
    assert not any(option(dear, dear.choice.best or "").minutes)
    assert option(dear, dear.choice.best or "").range.high > option(dear, "stay").range.high


@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize("day", PUBLISHED_DAYS)
def test_described_days_keep_their_order(mix: str, day: str) -> None:
    light, this = (described(replace(PRO, day=name, models=mix), LOADED, ON) for name in ("light", day))
    assert Decimal(0) < light.low <= this.high


def test_a_day_picked_by_memory_may_be_nearer_to_its_neighbour() -> None:
    """Each published day reaches a tenth over the middle between it and the next, by ratios: the two overlap."""
    nearest = [
        next(each for each in described(replace(PRO, day=day), LOADED, ON).unknowns if each.id == "nearest")
        for day in PUBLISHED_DAYS
    ]
    amounts = [LOADED.facts[f"usage.{day}.usd_per_active_day"].number for day in PUBLISHED_DAYS]
    for (one, below), (other, above) in pairwise(zip(amounts, nearest, strict=True)):
        assert float(one * below.high) == pytest.approx(float(other * above.low) * 1.21, rel=1e-3)


def test_the_average_day_is_anthropics_figure_where_nothing_changed() -> None:
    """At the old models' prices and the old tokenizer, the conversion must give the published dollars back."""
    rates = {name: LOADED.find(name).price_on(ON).rates for name in ("claude-opus-4-6", "claude-opus-5-5")}  # pyright: ignore[reportOptionalMemberAccess]
    shares = preset_shares(LOADED)
    scale = blended(rates["claude-opus-5-5"], shares) / blended(rates["claude-opus-4-6"], shares)
    found = described(replace(PRO, days=7), LOADED, ON)
    factor = LOADED.facts["tokenizer.new_over_old"].number
    a_day = found.low / 7 / (Decimal("365.25") / 84)
    assert round(a_day, 20) == round(13 * scale * factor, 20)


def test_plans_that_can_be_chosen_have_a_fee_and_a_wall() -> None:
    assert [plan.id for plan in choosable(LOADED)] == ["pro", "max", "ultra", "team_standard", "team_premium"]


@settings(deadline=None)
@given(SCENARIOS, st.sampled_from(WALLS))
def test_the_same_question_has_the_same_answer(scenario: Scenario, wall: str) -> None:
    first, second = (estimate(replace(scenario, wall=wall), LOADED, ON).as_dict() for _ in range(2))
    assert first == second


@settings(deadline=None)
@given(SCENARIOS)
def test_a_key_stops_at_the_monthly_cap_of_the_tier_wherever_it_is_used(scenario: Scenario) -> None:
    found = estimate(replace(scenario, tier="start"), LOADED, ON)
    free = estimate(replace(scenario, tier="unknown"), LOADED, ON)
    cap = money.micro(LOADED.facts["limits.start.usd_per_month"].number)
    fee = money.micro(found.decision.case.own_fee)
    for name, most in (("api", cap), ("overflow", fee + cap)):
        capped, whole = option(found.decision, name), option(free.decision, name)
        assert capped.usd == tuple(min(usd, most) for usd in whole.usd)
        stopped = tuple(usd > most for usd in whole.usd)
        assert all(late or not minutes for late, minutes in zip(stopped, capped.minutes, strict=True))
    assert found.ahead.cap <= cap


def test_what_a_key_stops_at_is_told_beside_what_it_costs() -> None:
    found = estimate(Scenario(plan="ultra", wall="4", day="heavy", agents=10, tier="start"), LOADED, ON)
    assert "at its monthly cap" in found.verdict
    assert "at its monthly cap, against a fee" in found.reasons[0]
    assert option(found.decision, "overflow").blocked.startswith("Blocked from the monthly cap of the start tier")


def test_a_reader_who_never_meets_a_limit_is_told_to_stay() -> None:
    """Credits are better only in months that are rarer than one in ten; both are shown with the same figures."""
    found = estimate(Scenario(plan="pro", day="light", wall="never"), LOADED, ON)
    assert found.choice.alike[0] == "stay"
    assert found.verdict.startswith("Stay on Pro: ")
    assert "usage credits past it cost less than waiting" in found.verdict
    without = estimate(Scenario(plan="pro", day="light", wall="never", hour=None), LOADED, ON)
    assert without.verdict.startswith("Stay on Pro and wait: $20 a month, no blocked hours.")


def test_a_reader_with_a_discount_is_told_what_to_do_if_a_limit_comes() -> None:
    """A key past the limit is cheaper than credits then, so that the answer leads there and not only to staying."""
    found = answer("plan=team_premium&days=3&day=heavy&growth=50&used=80&left=2&discount=5&reset=Monday&pay=yearly")
    assert (found.choice.recommended, found.choice.alike[0]) == ("overflow", "stay")
    assert "where it does, API prices past it cost less than waiting" in found.verdict


def test_what_a_free_plan_is_held_against_reads_as_a_sentence() -> None:
    found = answer("fee=0&wall=never&agents=10&tier=start&hour=0")
    assert "nothing a month, the API $500, with " in found.verdict
    assert "at its monthly cap; " in found.verdict


@pytest.mark.parametrize("best", ["api", "api_1h"])
def test_a_choice_between_two_caches_is_no_doubt_about_the_switch(best: str) -> None:
    found = decides("5", NeverBlocked())
    api = option(found, "api")
    options = (*found.options, replace(api, id="api_1h", short="API with a 1-hour cache"))
    other = ({"api", "api_1h"} - {best}).pop()
    said = words(
        found.case, found.capacity, options, replace(found.choice, best=best, recommended=best, equal=(other,))
    )
    assert said.verdict.startswith("Switch to an API key")
    assert said.verdict.endswith("cache is as good.")
