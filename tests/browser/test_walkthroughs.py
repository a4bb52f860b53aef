"""Two readers go the whole way to a verdict: one with logs, one with three answers on a small phone.

Whatever the answer then shows, the command line computes again from the scenario in the page's link, and every
assumption that it rests on is at most one click away.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from calculator import money
from calculator.scenario import Scenario
from tests.browser.calculator import ENDED, command, flat
from tests.corpora import make

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.calculator import Calculator
    from tests.browser.chromium import Chromium

EVERYWHERE = pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"], indirect=True)
MONEY = re.compile(r"\$\d+(?:,\d{3})*(?:\.\d+)?(?:–\d+(?:,\d{3})*(?:\.\d+)?)?")
FIELDS = """() => [...document.querySelectorAll(".calc-output [data-field]")].map(
  (one) => [one.dataset.field, one.value ?? null, one.textContent.replace(/\\s/g, "")])"""
FOLDS = "() => [...document.querySelectorAll('.calc-output details')].map((one) => one.id)"
IN_VIEW = """(selector) => {
  const { top, bottom, height } = document.querySelector(selector).getBoundingClientRect();
  return height > 0 && top >= 0 && bottom <= innerHeight;
}"""
SAYS = "(said) => document.querySelector('.calc-output [data-field=verdict]').textContent === said"


def expect_every_figure(calculator: Calculator, estimate: dict[str, Any]) -> None:
    """Hold each figure in the answer, its exact value and what is read of it, against the command line."""
    expected = dict(flat(estimate))
    shown = calculator.engine.evaluate(FIELDS)
    assert {name for name, _, _ in shown} >= {"verdict"} | {
        f"options.{option['id']}.usd_per_month" for option in estimate["options"]
    }
    ranges = {
        f"options.{option['id']}.usd_per_month": money.show_range(*map(Decimal, ends(option["usd_per_month"])))
        for option in estimate["options"]
    }
    for name, value, text in shown:
        if value is not None:
            assert value == expected[name], name
        if name in ranges:
            assert text == ranges[name]
        if name == "verdict":
            assert text == re.sub(r"\s", "", estimate["verdict"])


def expect_every_amount(calculator: Calculator, estimate: dict[str, Any]) -> None:
    """Hold every dollar amount that stands anywhere in the answer against what the command line tells."""
    told = set(MONEY.findall(json.dumps(estimate, ensure_ascii=False)))
    told |= {money.show_range(*map(Decimal, ends(option["usd_per_month"]))) for option in estimate["options"]}
    hour = estimate["scenario"].get("hour", str(Scenario().hour))
    told |= {money.show_price(Decimal(hour))} if hour else set()
    shown = calculator.engine.evaluate("() => document.querySelector('.calc-output').textContent")
    assert set(MONEY.findall(shown)) - told == set()


def ends(amounts: dict[str, str]) -> tuple[str, str]:
    return amounts["low"], amounts["high"]


def expect_every_assumption(calculator: Calculator, estimate: dict[str, Any]) -> None:
    """Open each fold of the answer with one click, and read there all that the answer takes for granted."""
    said = ""
    for fold in calculator.engine.evaluate(FOLDS):
        calculator.engine.click(f"#{fold} > summary")
        calculator.engine.wait_for(f"() => document.querySelector('#{fold}').open")
        said += calculator.engine.text(f"#{fold}")
    said = re.sub(r"\s+", " ", said)
    named = [*estimate["assumptions"], *estimate["reasons"], *(estimate["capacity"] or {}).get("evidence", [])]
    named += [unknown["why"] for unknown in estimate["unknowns"]]
    for option in estimate["options"]:
        named += [*option["why"], option["blocked"], *option["notes"]]
    assert [sentence for sentence in named if sentence not in said] == []
    assert len(estimate["assumptions"]) > 4


def expect_the_verdict(calculator: Calculator, estimate: dict[str, Any]) -> None:
    """Check that the way ended in an answer that the command line gives, too, and names what it rests on."""
    calculator.engine.wait_for(SAYS, estimate["verdict"])
    assert estimate["recommended"] is not None
    assert estimate["capacity"]["evidence"]
    expect_every_figure(calculator, estimate)
    expect_every_amount(calculator, estimate)
    expect_every_assumption(calculator, estimate)


def test_with_logs_and_one_answer(calculator: Calculator, chromium: Chromium, tmp_path: Path) -> None:
    corpus = make("new models", tmp_path)
    calculator.open()
    chromium.drop("[data-drop]", [corpus.folder])
    chromium.wait_for(f"() => ({ENDED})() > 0")
    assert "From your logs" in chromium.text(".calc-output")
    assert calculator.engine.text(".calc-output .calc-sure b")
    chromium.choose("select[name=wall]", "3")
    chromium.wait_for("() => location.hash.includes('wall=3')")
    estimate = command("estimate", calculator.fragment(), "--logs", corpus.folder)
    assert any("Your logs from" in sentence for sentence in estimate["assumptions"])
    expect_the_verdict(calculator, estimate)
    chromium.wait_for("() => document.querySelector('.calc-strip data')")
    weeks = sum(len(strip["weeks"]) for strip in estimate["replay"])
    calculator.expect(dict(flat(estimate)), at_least=2 * weeks + len(estimate["options"]))


@EVERYWHERE
def test_with_three_answers_on_a_small_phone(calculator: Calculator) -> None:
    calculator.engine.resize(320, 640)
    calculator.open()
    calculator.engine.choose("select[name=plan]", "max")
    calculator.engine.choose("select[name=wall]", "4")
    calculator.engine.fill("input[name=days]", "6")
    calculator.engine.wait_for("() => /plan=max&days=6&day=average&wall=4/.test(location.hash)")
    assert calculator.engine.evaluate(IN_VIEW, ".calc-output .calc-verdict"), "the answer stays at the foot"
    estimate = command("estimate", calculator.fragment())
    calculator.engine.click(".calc-output .calc-verdict")  # a tap opens the bar
    calculator.engine.wait_for("() => document.activeElement.matches('.calc-answer')")
    expect_the_verdict(calculator, estimate)


def test_the_printed_answer_holds_what_its_folds_hold(calculator: Calculator, chromium: Chromium) -> None:
    calculator.open("plan=max&wall=4")
    calculator.wait_for_state("live")
    estimate = command("estimate", "plan=max&wall=4")
    calculator.engine.wait_for(SAYS, estimate["verdict"])
    chromium.page.emulate_media(media="print")
    said = re.sub(r"\s+", " ", chromium.text(".calc-answer"))
    assert [sentence for sentence in estimate["assumptions"] if sentence not in said] == []
    assert not chromium.page.locator(".calc-form").is_visible()
