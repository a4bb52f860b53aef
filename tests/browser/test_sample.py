"""Sample logs: shown as such everywhere, the same numbers as from the command line, and gone without a trace."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.browser.calculator import ENDED, command, flat
from tests.corpora import make
from tests.site import PREFIX

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.calculator import Calculator
    from tests.browser.chromium import Chromium
    from tests.host import Host

FIGURES = ".calc-verdict, .calc-report__total, figcaption, .calc-details caption"
UNMARKED = """(figures) => [...document.querySelectorAll(figures)]
  .filter((one) => one.closest("cost-calculator") && !getComputedStyle(one, "::before").content.includes("Sample"))
  .map((one) => one.textContent)"""
NAMED = "Sample logs, not yours."


@pytest.fixture
def files(site: Host) -> list[Path]:
    """Return the sample as the site serves it."""
    return sorted(site.mounts[PREFIX].glob("assets/runtime/*/sample-*"))


def see(chromium: Chromium) -> None:
    before = chromium.evaluate(ENDED)
    chromium.click("[data-action=sample]")
    chromium.wait_for(f"(before) => ({ENDED})() > before", before)


def test_the_sample_is_labelled_and_its_numbers_are_right(
    calculator: Calculator, chromium: Chromium, files: list[Path], site: Host
) -> None:
    calculator.open()
    assert not [sent.path for sent in site.sent if "sample-" in sent.path], "nobody has asked for it yet"
    see(chromium)
    assert NAMED in chromium.text(".calc-output")
    chromium.wait_for("() => document.querySelector('.calc-strip data')")
    assert chromium.evaluate(UNMARKED, FIGURES) == []
    assert chromium.evaluate("() => document.activeElement.textContent") == "Remove the sample"
    assert "See it with" not in chromium.text("cost-calculator")
    estimate = command("estimate", calculator.fragment(), "--logs", *files)
    calculator.expect(dict(flat(estimate)), at_least=len(estimate["options"]))
    calculator.expect_report(estimate["report"])
    assert json.loads(chromium.download("[data-action=download-json]")) == estimate | {"sample": True}
    assert chromium.download("[data-action=answer-markdown]").startswith(b"*Of sample logs")


def test_the_reader_s_own_logs_take_its_place_whole(calculator: Calculator, chromium: Chromium, tmp_path: Path) -> None:
    own = make("small", tmp_path)
    calculator.open("plan=max&days=5")
    see(chromium)
    calculator.read("folder", [own.folder])
    calculator.expect_report(command("report", own.folder))
    assert NAMED not in chromium.text("cost-calculator")
    assert chromium.evaluate("() => document.querySelectorAll('[data-sample]').length") == 0
    estimate = command("estimate", calculator.fragment(), "--logs", own.folder)
    calculator.expect(dict(flat(estimate)), at_least=len(estimate["options"]))


def test_removing_the_sample_leaves_the_scenario(calculator: Calculator, chromium: Chromium) -> None:
    calculator.open("plan=max&days=5")
    calculator.wait_for_state("live")
    see(chromium)
    chromium.click("[data-action=clear]")
    chromium.wait_for("() => !document.querySelector('[data-sample]')")
    calculator.expect_scenario("plan=max&days=5")
    assert chromium.evaluate("() => document.querySelector('[data-action=sample]') !== null")
