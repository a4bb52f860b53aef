"""Logs in the page: chosen, dropped, cancelled, removed, hostile. Totals are the generator's and the command line's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.browser.calculator import CHARTED, ENDED, POINT, command
from tests.browser.test_lost import CLOSE, FIRST
from tests.corpora import MARKUP, Corpus, make, make_hostile, row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.calculator import Calculator
    from tests.browser.chromium import Chromium
    from tests.host import Host

SCENARIO = "plan=max&days=5"


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return make("today", tmp_path_factory.mktemp("today"))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return make("small", tmp_path_factory.mktemp("small"))


def expect_truth(calculator: Calculator, corpus: Corpus) -> None:
    """Check what is shown against the generator, and in full against the command line."""
    shown, truth = calculator.fields(), corpus.truth
    assert shown["responses"] == str(truth["responses"])
    assert {kind: int(shown[f"tokens.{kind}"]) for kind in truth["total"]} == truth["total"]
    calculator.expect_report(command("report", corpus.folder))


@pytest.mark.parametrize("how", ["folder", "drop", "files"])
def test_chromium_reads_a_folder(
    calculator: Calculator, chromium: Chromium, corpus: Corpus, how: str, site: Host
) -> None:
    calculator.open()
    site.forget()
    if how == "drop":
        chromium.drop("[data-drop]", [corpus.folder])
        chromium.wait_for(f"() => ({ENDED})() > 0")
    else:
        calculator.read(how, [corpus.folder] if how == "folder" else corpus.files())
    expect_truth(calculator, corpus)
    assert calculator.state == "live"
    assert {sent.status for sent in site.sent} <= {200, 304}
    assert not [sent for sent in site.sent if "?" in sent.path], "nothing may be told to the host"


PYTHONS = """() => {
  window.pythons = 0;
  window.Worker = class extends Worker {
    postMessage(message, ...rest) {
      super.postMessage(message, ...rest);
      window.pythons += message.operation === "boot" ? 1 : 0;
      window.rehearsed ||= message.request?.name === "rehearse";
    }
  };
}"""


def test_a_helper_is_started_while_files_are_being_chosen(
    calculator: Calculator, chromium: Chromium, big: Path
) -> None:
    calculator.open()
    chromium.evaluate(PYTHONS)
    chromium.evaluate(POINT)
    chromium.wait_for("() => window.pythons === 2 && window.rehearsed")
    chromium.evaluate(POINT)
    calculator.read("folder", [big])
    assert chromium.evaluate("() => window.pythons") == 2, "the one that was started is the one that reads"
    calculator.expect_report(command("report", big))


MARK_DRAWN = "() => { for (const id of ['days', 'calendar']) document.querySelector(`#chart-${id} svg`).id = id; }"
DRAWN_BEHIND = "() => document.querySelector('[data-behind] svg') && !document.querySelector('[data-behind] #old')"
MARK_BEHIND = "() => { document.querySelector('[data-behind] svg').id = 'old'; }"


def test_an_input_draws_again_only_what_it_changes(calculator: Calculator, chromium: Chromium, small: Corpus) -> None:
    calculator.open(SCENARIO)
    calculator.read("folder", [small.folder])
    chromium.wait_for("() => document.querySelector('#chart-calendar svg')")
    chromium.evaluate(MARK_DRAWN)
    chromium.evaluate(MARK_BEHIND)
    chromium.choose("select[name=plan]", "pro")
    chromium.wait_for(DRAWN_BEHIND)
    assert (
        chromium.evaluate("() => document.querySelectorAll('#chart-days #days, #chart-calendar #calendar').length") == 2
    )


@pytest.mark.parametrize("engine", ["firefox"], indirect=True)
def test_firefox_reads_files(calculator: Calculator, corpus: Corpus) -> None:
    calculator.open(SCENARIO)
    calculator.read("files", corpus.files())
    expect_truth(calculator, corpus)


@pytest.mark.parametrize("engine", ["webkit"], indirect=True)
def test_webkit_reads_a_few_files(calculator: Calculator, small: Corpus) -> None:
    calculator.open(SCENARIO)
    calculator.read("files", small.files())
    expect_truth(calculator, small)


def test_a_dropped_folder_and_file_count_together(
    calculator: Calculator, chromium: Chromium, small: Corpus, tmp_path: Path
) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text(row(1, "claude-sonnet-4-6") + "\n")
    calculator.open(SCENARIO)
    chromium.drop("[data-drop]", [small.folder, more])
    chromium.wait_for(f"() => ({ENDED})() > 0")
    calculator.expect_report(command("report", small.folder, more))


def test_more_than_a_hundred_files_in_one_folder_are_all_read(
    calculator: Calculator, chromium: Chromium, tmp_path: Path
) -> None:
    """A browser lists a dropped folder a hundred entries at a time."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(230):
        (folder / f"{number}.jsonl").write_text(row(number, "claude-sonnet-4-6") + "\n")
    calculator.open(SCENARIO)
    chromium.drop("[data-drop]", [folder])
    chromium.wait_for(f"() => ({ENDED})() > 0")
    assert calculator.fields()["responses"] == "230"


PICK = """async (rows) => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("projects", { create: true });
  const inner = await folder.getDirectoryHandle("app", { create: true });
  for (const [name, row] of Object.entries(rows)) {
    const file = await (await inner.getFileHandle(name, { create: true })).createWritable();
    await file.write(row + "\\n");
    await file.close();
  }
  window.showDirectoryPicker = async () => folder;
}"""
PASTE = """(text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const place = document.querySelector("#calc-paste");
  place.focus();
  place.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_a_folder_may_be_picked_in_the_browser_s_own_dialog(calculator: Calculator, chromium: Chromium) -> None:
    calculator.open(SCENARIO)
    chromium.evaluate(PICK, {f"{number}.jsonl": row(number, "claude-sonnet-4-6") for number in range(3)})
    chromium.click("[data-action=pick-folder]")
    chromium.wait_for(f"() => ({ENDED})() > 0")
    assert calculator.fields()["responses"] == "3"


def test_picking_nothing_changes_nothing(calculator: Calculator, chromium: Chromium) -> None:
    calculator.open(SCENARIO)
    calculator.wait_for_state("live")
    chromium.evaluate(
        "() => { window.showDirectoryPicker = () => Promise.reject(new DOMException('no', 'AbortError')); }"
    )
    chromium.click("[data-action=pick-folder]")
    calculator.expect_scenario(SCENARIO)
    assert (calculator.state, chromium.evaluate(ENDED)) == ("live", 0)


def test_text_may_be_pasted(calculator: Calculator, chromium: Chromium) -> None:
    calculator.open(SCENARIO)
    calculator.wait_for_state("live")
    chromium.evaluate(PASTE, row(1, "claude-sonnet-4-6") + "\n" + row(2, "claude-opus-5-5"))
    chromium.wait_for(f"() => ({ENDED})() > 0")
    assert calculator.fields()["responses"] == "2"
    assert chromium.evaluate("() => document.querySelector('#calc-paste').value") == ""


def test_the_download_holds_the_report(calculator: Calculator, chromium: Chromium, small: Corpus) -> None:
    calculator.open(SCENARIO)
    calculator.read("folder", [small.folder])
    downloaded = json.loads(chromium.download("[data-action=download-json]"))
    report = command("report", small.folder)
    assert downloaded.get("report", downloaded) == report


def test_an_import_changes_the_answer_and_removing_it_restores_it(
    calculator: Calculator, chromium: Chromium, corpus: Corpus
) -> None:
    calculator.open(SCENARIO)
    calculator.wait_for_state("live")
    calculator.expect_scenario(SCENARIO)
    before = calculator.fields()
    calculator.read("folder", [corpus.folder])
    assert calculator.fields()["options.api.usd_per_month.high"] != before["options.api.usd_per_month.high"]
    chromium.click("[data-action=clear]")
    chromium.wait_for("() => !document.querySelector(\"[data-field='responses']\")")
    calculator.expect(before, at_least=len(before))


def test_cancel_stops_reading_and_keeps_the_result(
    calculator: Calculator, chromium: Chromium, big: Path, small: Corpus
) -> None:
    calculator.open(SCENARIO)
    calculator.wait_for_state("live")
    calculator.expect_scenario(SCENARIO)
    before, verdict = calculator.fields(), calculator.verdict()
    chromium.set_files("cost-calculator input[name=folder]", [big])
    calculator.wait_for_state("importing")
    chromium.click("[data-action=cancel]")
    calculator.wait_for_state("live")
    assert chromium.evaluate(ENDED) == 0, "the import had ended before it was cancelled"
    assert (calculator.fields(), calculator.verdict()) == (before, verdict)
    calculator.read("folder", [small.folder])
    calculator.expect_report(command("report", small.folder))


def test_progress_names_bytes_and_files(calculator: Calculator, chromium: Chromium, big: Path) -> None:
    calculator.open(SCENARIO)
    calculator.wait_for_state("live")
    chromium.set_files("cost-calculator input[name=folder]", [big])
    said = chromium.wait_for(
        """() => {
          const said = document.querySelector("[data-progress]").innerText;
          const bar = document.querySelector("[data-progress] progress");
          return bar && bar.value > 0 && bar.value < bar.max && said;
        }"""
    )
    assert "MB" in said
    assert "files" in said


def test_hostile_files_run_nothing_and_cost_the_good_rows_nothing(
    calculator: Calculator, chromium: Chromium, tmp_path: Path
) -> None:
    corpus = make_hostile(tmp_path)
    report = command("report", corpus.folder)
    calculator.open(SCENARIO)
    chromium.drop("[data-drop]", [corpus.folder])
    chromium.wait_for(f"() => ({ENDED})() > 0")
    calculator.expect_report(report)
    said = chromium.text("cost-calculator")
    for piece in ("unpriced", "claude-novel-9", MARKUP, r"claude-\ud83d", "broken"):
        assert piece in said
    assert chromium.evaluate("() => window.pwned === undefined && !document.querySelector('[onerror], img[src=x]')")


def test_a_file_that_changes_after_it_was_chosen_is_named_and_costs_the_others_nothing(
    calculator: Calculator, chromium: Chromium, tmp_path: Path
) -> None:
    """The page hears of the files only when they have changed."""
    files = [tmp_path / name for name in ("kept.jsonl", "changed.jsonl", "gone.jsonl")]
    for number, file in enumerate(files):
        file.write_text(row(number, "claude-sonnet-4-6") + "\n")
    calculator.open(SCENARIO)
    chromium.wait_for(CHARTED)
    chromium.evaluate(MARK_BEHIND)
    chromium.evaluate(
        """() => {
          const hold = (event) => event.stopImmediatePropagation();
          addEventListener("change", hold, { capture: true });
          window.release = () => {
            removeEventListener("change", hold, { capture: true });
            const input = document.querySelector("cost-calculator input[name=files]");
            input.dispatchEvent(new Event("change", { bubbles: true }));
          };
        }"""
    )
    chromium.set_files("cost-calculator input[name=files]", files)
    files[1].write_text("longer than it was\n" * 100)
    files[2].unlink()
    chromium.evaluate("() => window.release()")
    chromium.wait_for(f"() => ({ENDED})() > 0")
    assert calculator.fields()["responses"] == "1"
    said = chromium.text("cost-calculator")
    assert "2 files could not be read" in said
    assert files[1].name in said
    chromium.wait_for("() => !document.getElementById('old')")  # all is computed
    chromium.in_worker(CLOSE, number=FIRST)  # so that all is read again
    chromium.fill("input[name=days]", "3")
    chromium.wait_for(f"() => ({ENDED})() === 2")
    assert calculator.fields()["responses"] == "1"
    assert "2 files could not be read" in chromium.text("cost-calculator")


def test_thousands_of_empty_files_cost_nothing(calculator: Calculator, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    for number in range(10_000):
        (folder / f"{number}.jsonl").touch()
    (folder / "good.jsonl").write_text(row(1, "claude-sonnet-4-6") + "\n")
    calculator.open(SCENARIO)
    calculator.read("folder", [folder])
    calculator.expect_report(command("report", folder))


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.jsonl", b""), ("notes.txt", b"hello"), ("picture.jsonl", bytes(range(256)) * 50)],
    ids=["an empty file", "no log at all", "a binary file"],
)
def test_nothing_found_is_said_and_the_result_stays(
    calculator: Calculator, chromium: Chromium, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    calculator.open(SCENARIO)
    calculator.wait_for_state("live")
    calculator.expect_scenario(SCENARIO)
    verdict = calculator.verdict()
    chromium.set_files("cost-calculator input[name=files]", [tmp_path / name])
    chromium.wait_for("() => document.querySelector('cost-calculator').innerText.includes('No Claude Code response')")
    assert calculator.state == "live"
    assert calculator.verdict() == verdict
