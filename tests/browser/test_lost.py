"""A Python that is lost in whatever way: the page does without, or says so, keeps the last result and tries again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.calculator import CHARTED, ENDED, STATE, command
from tests.corpora import Corpus, make, row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.calculator import Calculator
    from tests.browser.chromium import Chromium

SCENARIO = "plan=max&days=5"
FIRST, HELPER = 0, 1
"""Of the page's Pythons, in the order in which they are made."""
TERMINATE = """(place, operation, times) => {
  let made = 0;
  window.Worker = class extends Worker {
    postMessage(message, ...rest) {
      super.postMessage(message, ...rest);
      if (message.operation === "boot") this.place = made++;
      if (this.place !== place || message.operation !== operation || --times) return;
      super.terminate();
      window.lost = true;
    }
  };
}"""
"""Ends one Python, without a word to anyone, when it has been asked for something so many times."""
THROW = "() => void setTimeout(() => { throw new Error('a mishap'); })"
CLOSE = "() => void setTimeout(() => self.close())"
LOOP = "() => void setTimeout(() => { for (;;); })"
WATCH = """(stuck) => {
  globalThis.pythons = [];
  window.Worker = class extends Worker {
    owed = new Set();
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => this.owed.delete(data.id));
    }
    postMessage(message, ...rest) {
      if (message.operation === "boot") pythons.push(this);
      const files = message.operation === "feed" && stuck ? message.request.files : [];
      this.hung ||= files.some(({ path }) => path.endsWith(stuck));
      this.owed.add(message.id);
      if (!this.hung) super.postMessage(message, ...rest);
    }
    terminate() {
      super.terminate();
      pythons = pythons.filter((python) => python !== this);
    }
  };
}"""
"""Knows what each Python owes; one that is to read a certain file hangs up for good."""
HANGS = """(place) => {
  const owing = pythons.filter((python) => python.owed.size);
  return owing.length === 1 && pythons.indexOf(owing[0]) === place && owing[0].hung;
}"""
"""Whether one Python has hung up and no other owes an answer."""
READING = "() => document.querySelector('[data-progress] progress')?.value > 0"
MARK_BEHIND = "() => { document.querySelector('[data-behind] > *').dataset.marked = ''; }"
PATIENCE = "01:05"
"""More than the page has, on its clock, with a Python that says nothing."""
READ = f"() => ({STATE})() === 'live' && document.querySelector('[data-field=responses]') !== null"
"""Whether files have been read; a clock that tests turn leaves no marks."""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return make("small", tmp_path_factory.mktemp("small"))


def expect_read(calculator: Calculator, folder: Path) -> None:
    """Check that all was read in the end, and that nothing troubled the reader."""
    calculator.engine.wait_for(READ)
    calculator.expect_report(command("report", folder))
    assert (calculator.state, calculator.engine.text("[data-status]")) == ("live", "")
    assert "could not be read" not in calculator.engine.text("cost-calculator")


@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"], indirect=True)
def test_the_first_that_ends_without_a_word(calculator: Calculator, small: Corpus) -> None:
    calculator.open()
    calculator.engine.evaluate(TERMINATE, FIRST, "feed", 1)
    calculator.engine.choose("select[name=day]", "heavy")
    calculator.wait_for_state("live")
    calculator.engine.set_files("cost-calculator input[name=files]", small.files())
    expect_read(calculator, small.folder)


def lose_while_reading(calculator: Calculator, chromium: Chromium, folder: Path, how: str, place: int) -> None:
    """Lose one Python while a folder is being read."""
    calculator.open(SCENARIO)
    calculator.wait_for_state("live")
    chromium.set_files("cost-calculator input[name=folder]", [folder])
    chromium.wait_for(READING)
    chromium.in_worker(how, number=place)


@pytest.mark.parametrize("place", [FIRST, HELPER], ids=["the first", "a helper"])
def test_one_that_throws_while_it_reads(
    calculator: Calculator, chromium: Chromium, big: Path, place: int, errors_expected: list[str]
) -> None:
    """What it has read another reads again."""
    errors_expected.append("a mishap")
    lose_while_reading(calculator, chromium, big, THROW, place)
    expect_read(calculator, big)


@pytest.mark.parametrize("place", [FIRST, HELPER], ids=["the first", "a helper"])
def test_one_that_closes_itself_while_it_reads(
    calculator: Calculator, chromium: Chromium, big: Path, place: int
) -> None:
    lose_while_reading(calculator, chromium, big, CLOSE, place)
    expect_read(calculator, big)


@pytest.mark.parametrize(("operation", "times"), [("feed", 1), ("dump", 1), ("dump", 2)])
def test_a_helper_that_ends_without_a_word(
    calculator: Calculator, chromium: Chromium, big: Path, operation: str, times: int
) -> None:
    """It may have handed over a part of what it read."""
    calculator.open()
    chromium.evaluate(TERMINATE, HELPER, operation, times)
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


def open_watched(calculator: Calculator, chromium: Chromium, stuck: str = "") -> None:
    """Open the page with a clock that tests turn, and with an eye on what its Pythons owe."""
    chromium.page.clock.install()
    calculator.open()
    chromium.evaluate(WATCH, stuck)
    chromium.choose("select[name=plan]", "max")
    calculator.wait_for_state("live")


@pytest.mark.parametrize("place", [FIRST, HELPER], ids=["the first", "a helper"])
def test_one_that_hangs_up_while_it_reads(calculator: Calculator, chromium: Chromium, big: Path, place: int) -> None:
    open_watched(calculator, chromium)
    chromium.set_files("cost-calculator input[name=folder]", [big])
    chromium.wait_for(READING)
    chromium.evaluate("(place) => { pythons[place].hung = true; }", place)
    chromium.in_worker(LOOP, number=place)
    chromium.wait_for(HANGS, place)
    chromium.page.clock.run_for(PATIENCE)
    expect_read(calculator, big)


def test_a_file_at_which_every_python_hangs_up_is_named_and_costs_the_others_nothing(
    calculator: Calculator, chromium: Chromium, small: Corpus, tmp_path: Path
) -> None:
    stuck = tmp_path / "stuck.jsonl"
    stuck.write_text(row(1, "claude-sonnet-4-6") + "\n")
    open_watched(calculator, chromium, stuck.name)
    chromium.set_files("cost-calculator input[name=files]", [*small.files(), stuck])
    for place in (FIRST, HELPER):
        chromium.wait_for(HANGS, place)
        chromium.page.clock.run_for(PATIENCE)
    chromium.wait_for(READ)
    calculator.expect_report(command("report", small.folder))
    said = chromium.text("cost-calculator")
    assert "1 file could not be read and is not counted: stuck.jsonl (Python has said nothing for 60 seconds)." in said
    assert (calculator.state, chromium.text("[data-status]")) == ("live", "")


def test_one_that_hangs_up_while_it_calculates_ends_in_a_sentence(calculator: Calculator, chromium: Chromium) -> None:
    chromium.page.clock.install()
    calculator.open(SCENARIO)
    chromium.wait_for(CHARTED)
    verdict = calculator.verdict()
    chromium.in_worker(LOOP, number=FIRST)
    chromium.fill("input[name=days]", "3")
    chromium.page.clock.run_for(PATIENCE)
    calculator.wait_for_state("error")
    assert "Python has said nothing for 60 seconds" in chromium.text("[data-status]")
    assert calculator.verdict() == verdict
    chromium.click("[data-action=retry]")
    calculator.wait_for_state("live")
    calculator.expect_scenario("plan=max&days=3")
