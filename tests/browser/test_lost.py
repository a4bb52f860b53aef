"""A Python that is lost in whatever way: the page says so or does without, the last result stays, a retry works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.calculator import CHARTED, ENDED, command
from tests.corpora import Corpus, make

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.calculator import Calculator
    from tests.browser.chromium import Chromium

SCENARIO = "plan=max&days=5"
FIRST, HELPER = 0, 1
"""Of the page's Pythons, in the order in which they are made."""
TERMINATE = """(place) => {
  let made = 0;
  window.Worker = class extends Worker {
    postMessage(message, ...rest) {
      super.postMessage(message, ...rest);
      if (message.operation === "boot") this.place = made++;
      if (this.place !== place || message.operation !== "feed") return;
      super.terminate();
      window.lost = true;
    }
  };
}"""
"""Ends one Python, without a word to anyone, when it has got its first files."""
THROW = "() => void setTimeout(() => { throw new Error('a mishap'); })"
CLOSE = "() => void setTimeout(() => self.close())"
READING = "() => document.querySelector('[data-progress] progress')?.value > 0"
MARK_BEHIND = "() => { document.querySelector('[data-behind] > *').dataset.marked = ''; }"
ENDED_ONCE = f"() => ({ENDED})() === 1"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return make("small", tmp_path_factory.mktemp("small"))


def expect_sentence_and_retry(calculator: Calculator, verdict: str, report: dict[str, object]) -> None:
    """Look at what the reader sees when an import has failed, and let them try again, which reads the same files."""
    engine = calculator.engine
    assert calculator.wait_for_state("error", "live") == "error"
    assert "The numbers here are the last good ones." in engine.text("[data-status]")
    assert calculator.verdict() == verdict
    assert engine.text("cost-calculator [data-progress]") == ""
    engine.click("[data-action=retry]")
    engine.wait_for(ENDED_ONCE)
    calculator.expect_report(report)
    assert not engine.text("[data-status]")


@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"], indirect=True)
def test_the_first_that_ends_without_a_word(calculator: Calculator, small: Corpus) -> None:
    calculator.open()
    calculator.engine.evaluate(TERMINATE, FIRST)
    calculator.engine.choose("select[name=day]", "heavy")
    calculator.wait_for_state("live")
    verdict = calculator.verdict()
    calculator.engine.set_files("cost-calculator input[name=files]", small.files())
    expect_sentence_and_retry(calculator, verdict, command("report", small.folder))


def lose_while_reading(calculator: Calculator, chromium: Chromium, folder: Path, how: str, place: int) -> str:
    """Lose one Python while a folder is being read; return the verdict from before."""
    calculator.open(SCENARIO)
    calculator.wait_for_state("live")
    verdict = calculator.verdict()
    chromium.set_files("cost-calculator input[name=folder]", [folder])
    chromium.wait_for(READING)
    chromium.in_worker(how, number=place)
    return verdict


@pytest.mark.parametrize("how", [THROW, CLOSE], ids=["throws", "closes itself"])
def test_the_first_while_it_reads(
    calculator: Calculator, chromium: Chromium, big: Path, how: str, errors_expected: list[str]
) -> None:
    errors_expected.append("a mishap")
    verdict = lose_while_reading(calculator, chromium, big, how, FIRST)
    expect_sentence_and_retry(calculator, verdict, command("report", big))


@pytest.mark.parametrize("how", [THROW, CLOSE], ids=["throws", "closes itself"])
def test_a_helper_while_it_reads(
    calculator: Calculator, chromium: Chromium, big: Path, how: str, errors_expected: list[str]
) -> None:
    """What it has read the first one reads again."""
    errors_expected.append("a mishap")
    lose_while_reading(calculator, chromium, big, how, HELPER)
    chromium.wait_for(ENDED_ONCE)
    calculator.expect_report(command("report", big))
    assert (calculator.state, chromium.text("[data-status]")) == ("live", "")


def test_a_helper_that_ends_without_a_word(calculator: Calculator, chromium: Chromium, big: Path) -> None:
    calculator.open()
    chromium.evaluate(TERMINATE, HELPER)
    calculator.read("folder", [big])
    assert chromium.evaluate("() => window.lost")
    calculator.expect_report(command("report", big))


def test_one_that_is_lost_later_is_started_again_and_reads_the_files_again(
    calculator: Calculator, chromium: Chromium, small: Corpus
) -> None:
    calculator.open(SCENARIO)
    chromium.wait_for(CHARTED)
    chromium.evaluate(MARK_BEHIND)
    calculator.read("folder", [small.folder])
    chromium.wait_for("() => !document.querySelector('[data-marked]')")  # all is computed, so that nobody waits for it
    chromium.in_worker(CLOSE, number=FIRST)
    chromium.fill("input[name=days]", "3")
    chromium.wait_for(f"() => ({ENDED})() === 2")
    calculator.expect_report(command("report", small.folder))
    assert "days=3" in calculator.fragment()
