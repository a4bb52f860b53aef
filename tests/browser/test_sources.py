"""Exports in the page: read like logs, chosen among, compared, and given back; days in the reader's own time zone."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.browser.calculator import command
from tests.corpora import Corpus, make
from tests.exports import cost_csv, usage_csv

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.calculator import Calculator
    from tests.browser.chromium import Chromium

SCENARIO = "plan=max&days=5"
DAY = "2026-08-01"
"""A day of the corpus."""


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return make("today", tmp_path_factory.mktemp("sources"))


@pytest.fixture
def exports(tmp_path: Path) -> list[Path]:
    files = {
        "usage.csv": usage_csv({"usage_date_utc": DAY, "model_version": "claude-opus-4-6"}),
        "cost.csv": cost_csv({"usage_date_utc": DAY, "model": "Claude Opus 4.6"}),
        "notes.txt": b"hello",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in files]


def printed(*arguments: str | Path) -> str:
    command = [sys.executable, "-m", "calculator", "report", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_the_reader_chooses_between_sources_of_the_same_days(
    calculator: Calculator, chromium: Chromium, corpus: Corpus, exports: list[Path]
) -> None:
    calculator.open(SCENARIO)
    calculator.read("files", [*corpus.files(), *exports])
    calculator.expect_report(command("report", corpus.folder, *exports))
    said = chromium.text("cost-calculator")
    for piece in ("Which one counts?", "states $1.25 in dollars alone", "1 file of no known kind, such as notes.txt"):
        assert piece in said
    console = command("report", corpus.folder, *exports[:2], "--source", "console_usage")
    chromium.click("input[value=console_usage]")
    chromium.wait_for("(usd) => document.querySelector(\"[data-field='usd']\").value === usd", console["usd"])
    shown = calculator.fields()
    assert {kind: int(shown[f"tokens.{kind}"]) for kind in console["tokens"]} == console["tokens"]
    assert "responses" not in shown
    assert "console" not in calculator.fragment()
    chromium.click("input[value=logs]")
    chromium.wait_for("() => document.querySelector(\"[data-field='responses']\")")
    calculator.expect_report(command("report", corpus.folder, *exports))


def test_sources_are_compared_line_by_line(
    calculator: Calculator, chromium: Chromium, corpus: Corpus, exports: list[Path]
) -> None:
    calculator.open(SCENARIO)
    calculator.read("files", [*corpus.files(), *exports])
    chromium.click("#calc-compare-logs-console_usage summary")
    table = chromium.text("#calc-compare-logs-console_usage table")
    (compared,) = [
        each
        for each in command("report", corpus.folder, *exports[:2])["comparisons"]
        if each["second"] == "console_usage"
    ]
    (line,) = [each for each in compared["lines"] if each["second"]]
    for number in (line["first"]["tokens"], line["second"]["tokens"]):
        assert f"{number:,}" in table
    assert f"{line['difference']['tokens']:+,}" in table


@pytest.mark.parametrize("form", ["csv", "markdown"])
def test_downloads_are_what_the_command_line_prints(
    calculator: Calculator, chromium: Chromium, corpus: Corpus, form: str
) -> None:
    calculator.open(SCENARIO)
    calculator.read("folder", [corpus.folder])
    downloaded = chromium.download(f"[data-action=download-{form}]").decode()
    assert downloaded == printed(corpus.folder, "--format", form)


KEEP_DOWNLOADS = """() => {
  window.saved = [];
  URL.createObjectURL = (blob) => { blob.text().then((text) => saved.push(text)); return "#"; };
  HTMLAnchorElement.prototype.click = () => {};
}"""
"""The drivers of these engines have no downloads: what would be one is kept in the page."""
DRAWN = "() => ['chart-days', 'chart-calendar'].every((id) => document.querySelector(`#${id} .calc-drawing svg path`))"


@pytest.mark.parametrize("engine", ["firefox", "webkit"], indirect=True)
def test_results_in_other_engines(calculator: Calculator, tmp_path: Path) -> None:
    logs = make("small", tmp_path)
    calculator.open(SCENARIO)
    calculator.read("files", logs.files())
    report = command("report", logs.folder)
    calculator.expect_report(report)
    engine = calculator.engine
    engine.wait_for(DRAWN)
    engine.evaluate(KEEP_DOWNLOADS)
    for number, form in enumerate(("csv", "markdown", "json")):
        engine.click(f"[data-action=download-{form}]")
        saved = engine.wait_for("(number) => saved[number]", number)
        if form == "json":
            assert json.loads(saved)["report"] == report
        else:
            assert saved == printed(logs.folder, "--format", form)


def test_the_page_reads_its_own_download_back(
    calculator: Calculator, chromium: Chromium, corpus: Corpus, tmp_path: Path
) -> None:
    calculator.open(SCENARIO)
    calculator.read("folder", [corpus.folder])
    (tmp_path / "estimate.json").write_bytes(chromium.download("[data-action=download-json]"))
    chromium.click("[data-action=clear]")
    chromium.wait_for("() => !document.querySelector(\"[data-field='responses']\")")
    calculator.read("files", [tmp_path / "estimate.json"])
    expected, shown = command("report", corpus.folder), calculator.fields()
    assert (shown["usd"], shown["responses"]) == (expected["usd"], str(expected["responses"]))
    assert {day["date"]: shown[f"days.{day['date']}.usd"] for day in expected["days"]} == {
        day["date"]: day["usd"] for day in expected["days"]
    }


@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Australia/Lord_Howe"])
def test_days_are_the_reader_s_unless_they_want_utc(
    calculator: Calculator, chromium: Chromium, corpus: Corpus, name: str
) -> None:
    session = chromium.context.new_cdp_session(chromium.page)
    session.send("Emulation.setTimezoneOverride", {"timezoneId": name})
    calculator.open(SCENARIO)
    calculator.read("folder", [corpus.folder])
    local = command("report", corpus.folder, "--timezone", name)
    calculator.expect_report(local)
    assert json.loads(chromium.download("[data-action=download-json]"))["report"] == local
    chromium.click("input[name=wish-days][value=utc]")
    chromium.wait_for("() => document.querySelector('input[name=wish-days][value=utc]:checked')")
    utc = command("report", corpus.folder)
    assert utc["days"] != local["days"]
    chromium.wait_for("(day) => document.querySelector(`[data-field='days.${day}.usd']`)", utc["days"][-1]["date"])
    calculator.expect_report(utc)
