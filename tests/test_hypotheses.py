"""Rules that nobody publishes: the whole answer under the other form of each, told in the JSON and on the page."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from calculator import browser, daily, history, weekly
from calculator.browser import answers
from calculator.browser.page import PAGE
from calculator.estimate import Estimate, estimate
from calculator.own_files import estimate_from
from calculator.present.behind import sentences
from calculator.scenario import Scenario
from calculator.sources.plan_usage import STATUS_LINE, WEEK, Shown
from calculator.usage import Tokens
from tests.golden import log_lines
from tests.offered import offer
from tests.responses import response
from tests.test_daily import ALONE, spent
from tests.test_sliding import ACROSS, APART, FIRST, LOADED, ON, logs, status

LAST_TUESDAY = FIRST + timedelta(weeks=3, days=1)
PRICED_ONLY = "cost.csv"
"""An export that tells dollars alone."""


def answer(past: history.History, *shown: Shown, **given: Any) -> Estimate:
    """Return the answer by logs, and by what the plan showed beside them."""
    return estimate_from(Scenario(**given), LOADED, ON, shown, past)


def mixed() -> history.History:
    """Return weeks whose Mondays and Tuesdays read from the cache, and whose other days write, for as many dollars."""
    reads, writes = Tokens(cache_read=80_000_000), Tokens(output=800_000)
    moments = [FIRST + timedelta(weeks=week, days=day, hours=12) for week in range(4) for day in range(5)]
    made = [response(at, reads if at.weekday() < 2 else writes) for at in moments]
    return history.read(made, LOADED, ON)


def half_used() -> Shown:
    """Return that half of the week is used once the reading days are over."""
    end = FIRST + timedelta(weeks=4)
    return Shown(STATUS_LINE, WEEK, Decimal(50), LAST_TUESDAY + timedelta(hours=20), end)


def alternatives(found: Estimate, name: str) -> dict[str, dict[str, Any]]:
    """Return what the JSON tells of a rule, by its forms."""
    (told,) = [each for each in found.as_dict()["turning"]["hangs_on"] if each["id"] == name]
    assert [told["low"], told["high"]] == [each["best"] for each in told["alternatives"]]
    return {each["id"]: each for each in told["alternatives"]}


def own(found: Estimate) -> dict[str, Any]:
    """Return what an answer says of its best option, as an alternative tells it."""
    options = {each["id"]: each for each in found.as_dict()["options"]}
    best = options[found.choice.best or ""]
    parts = {name: best[name] for name in ("usd_per_month", "blocked_hours_per_month")}
    return {"best": best["id"], **parts, "stay_blocked_hours_per_month": options["stay"]["blocked_hours_per_month"]}


@pytest.mark.parametrize(("rule", "forms"), [("meter", ("cost", "weights")), ("window", ("anchored", "sliding"))])
@pytest.mark.parametrize("given", [0, 1], ids=["as taken", "as chosen"])
def test_an_alternative_is_the_answer_to_the_scenario_with_the_other_form(
    rule: str, forms: tuple[str, str], given: int
) -> None:
    shown = (half_used(), status(80, 14.75))
    past = mixed() if rule == "meter" else logs(ACROSS)
    taken, other = forms[given], forms[1 - given]
    told = alternatives(answer(past, *shown, **{rule: taken}), rule)
    assert list(told) == [taken, other]
    for form in forms:
        assert {"id": form, **own(answer(past, *shown, **{rule: form}))} == told[form]
    assert told[taken] != {**told[other], "id": taken}


def test_what_the_plan_counts_moves_what_half_of_a_week_means() -> None:
    """Reads cost as much as writes and weigh a seventh of that on the other meter, so half a plan is less."""
    told = alternatives(answer(mixed(), half_used(), plan="ultra", hour=Decimal(40)), "meter")
    blocked = {form: Decimal(each["stay_blocked_hours_per_month"]["mid"]) for form, each in told.items()}
    assert 2 * blocked["weights"] > 3 * blocked["cost"] > 0


def test_work_of_one_kind_is_the_same_share_of_a_plan_by_any_meter() -> None:
    found = answer(logs(APART), half_used())
    assert found.by_meter is not None
    said = next(each for each in sentences(found) if "What your plan counts" in each)
    assert said.endswith("If it counts tokens by weights that two users fitted (third-party), nothing changes.")


def test_sittings_with_five_hours_between_them_meet_both_rules_alike() -> None:
    found = answer(logs(APART), half_used(), status(80, 22.5, 23))
    said = next(each for each in sentences(found) if "slides along is disputed" in each)
    assert "Here it is taken to begin with your first use after the last five hours ended." in said
    assert said.endswith("If it counts the past five hours at every moment, nothing changes.")


def test_a_sentence_says_what_was_taken_and_what_the_other_rule_gives() -> None:
    found = answer(mixed(), half_used(), plan="ultra", hour=Decimal(40))
    said = next(each for each in sentences(found) if "What your plan counts" in each)
    meter = found.by_meter
    assert meter is not None
    assert meter.taken.waiting is not None
    assert "is not published. Here it is taken to count list prices. If it counts tokens by weights" in said
    assert meter.taken.best != meter.other.best
    assert f"the best is {meter.other.name}, not {meter.taken.name}: $" in said
    low, high = meter.taken.waiting.low // 60, -(-meter.taken.waiting.high // 60)
    assert said.endswith(f"blocked hours a month in place of {low}–{high}.")


def test_what_turns_the_verdict_furthest_is_named_first_and_once() -> None:
    found = answer(mixed(), half_used(), plan="ultra", hour=Decimal(40))
    meter = found.by_meter
    assert meter is not None
    first, *_ = found.hangs_on
    assert (first.id, meter.low != meter.high) == ("drift", True)
    assert sum(first.why in each for each in sentences(found)) == 1
    vars(found)["by_meter"] = replace(meter, other=replace(meter.other, least=10**12))
    assert found.hangs_on[0].id == "meter"
    said = sentences(found)
    assert sum("What your plan counts" in each for each in said) == 1
    assert any(each.startswith("It hangs most on this: What your plan counts is not published. Here") for each in said)


def test_without_a_price_of_an_hour_the_blocked_hours_of_waiting_are_told() -> None:
    found = answer(mixed(), half_used(), plan="ultra", hour=None)
    told = alternatives(found, "meter")
    assert {each["best"] for each in told.values()} == {None}
    assert len({each["stay_blocked_hours_per_month"]["high"] for each in told.values()}) == 2
    said = next(each for each in sentences(found) if "What your plan counts" in each)
    assert "third-party), Ultra and waiting has" in said
    assert "None" not in said


def test_without_files_nothing_tells_the_rules_apart() -> None:
    found = estimate(Scenario(wall="3"), LOADED, ON)
    assert found.hypotheses == ()
    assert {each.id for each in found.hangs_on} == {each.id for each in found.turning.swings}


@pytest.mark.parametrize("name", ALONE)
def test_exports_tell_tokens_and_no_hours(name: str) -> None:
    exports = spent({name: ALONE[name]})
    found = estimate_from(Scenario(), LOADED, ON, (), None, spending=exports)
    assert [each.id for each in found.hypotheses] == ([] if name == PRICED_ONLY else ["meter"])
    assert (daily.demand_of(exports, Scenario(), LOADED).tokens is None) == (name == PRICED_ONLY)


def test_the_page_names_the_rule_of_five_hours_that_it_takes() -> None:
    said = {window: " ".join(answer(logs(APART), window=window).assumptions) for window in ("anchored", "sliding")}
    assert "to begin with the first use after the last five hours ended; sources disagree." in said["anchored"]
    assert "to count the past five hours at every moment; sources disagree." in said["sliding"]
    assert "five-hour limit is taken" not in " ".join(estimate(Scenario(), LOADED, ON).assumptions)


@pytest.fixture
def imported() -> Iterator[str]:
    """Let the page read logs; gives the query under which they were read."""
    query = "plan=pro&wall=2"
    data = "\n".join(log_lines()).encode()
    offer({"projects/a.jsonl": data})
    browser.import_end(query, ON.isoformat())
    yield query
    browser.import_clear("", ON.isoformat())


def test_other_rules_are_computed_in_steps_behind_the_answer_and_never_before_it(
    imported: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Estimate._held_against  # the one place where another answer is asked for
    asked: list[str] = []
    monkeypatch.setattr(answers, "STEP_SECONDS", 0)
    monkeypatch.setattr(Estimate, "_held_against", lambda self, rule: (asked.append(rule), held(self, rule))[1])
    browser.update(imported, ON.isoformat())
    assert asked == []
    counts = []
    while not (html := json.loads(browser.follow(imported, ON.isoformat()))["html"]):
        counts.append(len(asked))
    assert max(after - before for before, after in zip([0, *counts], counts, strict=False)) == 1
    assert asked == ["meter", "window"]
    assert len(re.findall("What your plan counts is not published", html)) == 1
    assert len(re.findall("slides along is disputed", html)) == 1


def test_weeks_under_other_rules_are_made_one_by_one(imported: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made, asked = weekly._made, []
    monkeypatch.setattr(answers, "STEP_SECONDS", 0)
    monkeypatch.setattr(weekly, "_made", lambda place, *given: (asked.append(place), made(place, *given))[1])
    browser.update(imported, ON.isoformat())
    asked.clear()
    counts = [0]
    while not json.loads(browser.follow(imported, ON.isoformat()))["html"]:
        counts.append(len(asked))
    steps = [after - before for before, after in pairwise(counts)]
    assert PAGE.history is not None
    assert len(asked) >= 2 * len(PAGE.history.weeks) > 2
    assert max(steps) == 1
    browser.update(imported, ON.isoformat())
    again = 1
    while not json.loads(browser.follow(imported, ON.isoformat()))["html"]:
        again += 1
    assert again == len(answers.PARTS) + 1, "what is there takes no step"
