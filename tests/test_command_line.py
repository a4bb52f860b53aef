"""The command line prints the outside interface, and answers bad input with one line and exit code 2."""

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from calculator import catalog
from tests.test_reading import row


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "calculator", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def printed(*arguments: str | Path) -> dict[str, Any]:
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Two good responses, a copy, an unknown model, other rows, and a row cut short."""
    folder = tmp_path / "projects" / "-home-dev"
    folder.mkdir(parents=True)
    rows = [
        row(),
        row(),
        row(message__id="msg_2", message__model="claude-sonnet-5-5", timestamp="2026-10-11T10:00:00Z"),
        row(message__id="msg_3", message__model="<b>made-up</b>"),
        {"type": "user", "message": {"content": "hello"}},
    ]
    text = "\n".join(map(json.dumps, rows)) + '\n{"type":"assistant","message":{"usage":{"inp'
    (folder / "a.jsonl").write_text(text)
    return tmp_path / "projects"


def test_report_prints_the_interface(logs: Path) -> None:
    found = printed("report", logs, "--json")
    assert list(found)[:9] == [
        "schema", "responses", "rows", "tokens", "web_searches", "usd", "unpriced", "models", "days",
    ]  # fmt: skip
    assert found["responses"] == 3
    assert found["rows"] == {"read": 6, "duplicate": 1, "ignored": 1, "broken": 1}
    assert found["tokens"] == {
        "input": 30, "output": 60, "cache_read": 900, "cache_write_5m": 60, "cache_write_1h": 90,
    }  # fmt: skip
    assert found["unpriced"] == {"responses": 1, "tokens": 380, "models": ["<b>made-up</b>"]}
    assert [model["id"] for model in found["models"]] == ["claude-opus-5-5", "claude-sonnet-5-5", "<b>made-up</b>"]
    assert [model["usd"] for model in found["models"]][2] is None
    assert Decimal(found["usd"]) == sum(Decimal(model["usd"]) for model in found["models"] if model["usd"])
    assert [(day["date"], day["usd"]) for day in found["days"]] == [
        ("2026-10-10", found["models"][0]["usd"]),
        ("2026-10-11", found["models"][1]["usd"]),
    ]


def test_report_prices_on_another_day_if_asked(logs: Path) -> None:
    own, earlier = (printed("report", logs, "--json", *more) for more in ([], ["--prices-on", "2026-10-06"]))
    assert Decimal(earlier["usd"]) - Decimal(own["usd"]) == Decimal("0.00003")


def test_report_counts_days_in_a_zone(logs: Path) -> None:
    days = printed("report", logs, "--json", "--timezone", "Pacific/Kiritimati")["days"]
    assert [day["date"] for day in days] == ["2026-10-11", "2026-10-12"]


def test_a_file_named_twice_counts_once(logs: Path) -> None:
    assert printed("report", logs, logs / "-home-dev" / "a.jsonl", "--json") == printed("report", logs, "--json")


def test_report_without_json_is_for_people(logs: Path) -> None:
    text = run("report", logs).stdout
    assert "3 responses" in text
    assert "<b>made-up</b>: 1 responses, 380 tokens, unpriced" in text
    assert "6 rows read, 1 duplicates dropped, 1 ignored, 1 broken, 380 tokens without a price" in text


def test_a_folder_without_logs_is_no_error(tmp_path: Path) -> None:
    assert printed("report", tmp_path, "--json")["responses"] == 0


def test_what_cannot_be_read_is_named_and_costs_nothing_beside_it(logs: Path) -> None:
    os.mkfifo(logs / "pipe.jsonl")
    (logs / "loop.jsonl").symlink_to("loop.jsonl")
    done = run("report", logs, "--json")
    assert json.loads(done.stdout)["responses"] == 3
    assert "pipe.jsonl: not a regular file" in done.stderr
    assert "loop.jsonl" in done.stderr


def test_links_and_folders_under_the_names_of_logs_are_named_or_read(logs: Path) -> None:
    home = logs / "-home-dev"
    (home / "folder.jsonl").mkdir()
    (home / "a.jsonl").rename(home / "folder.jsonl" / "a.jsonl")
    (home / "round").symlink_to(".")
    (home / "up.jsonl").symlink_to("..")
    (home / "nowhere.jsonl").symlink_to("nothing")
    done = run("report", logs, "--json")
    assert (done.returncode, json.loads(done.stdout)["responses"]) == (0, 3)
    said = {Path(line.split(": ")[1]).name: line.split(": ")[2] for line in done.stderr.splitlines()}
    link = "a link to a folder is not followed; name the folder itself"
    assert said == {"round": link, "up.jsonl": link, "nowhere.jsonl": "No such file or directory"}


def test_ten_thousand_empty_files_are_counted(logs: Path) -> None:
    for number in range(10_000):
        (logs / f"{number}.jsonl").touch()
    found = printed("report", logs, "--json")
    assert (found["responses"], found["rows"]["read"], found["read"]["files"]["read"]) == (3, 6, 10_001)


def test_names_that_no_terminal_can_show_cost_nothing(logs: Path) -> None:
    strange = os.fsdecode(b"\xff\xfe.jsonl")
    (logs / strange).write_text(json.dumps(row(message__id="msg_9", message__model="\ud800", cwd="/\udfff")) + "\n{")
    for form in ("json", "text", "csv", "markdown"):
        done = run("report", logs, "--format", form)
        assert (done.returncode, done.stderr) == (0, "")
        assert "\\ud800" in done.stdout
    broken = printed("report", logs, "--json")["read"]["broken"]
    assert [Path(problem["file"]).name for problem in broken] == ["%DCFF%DCFE.jsonl", "a.jsonl"]


def test_names_in_letters_that_the_terminal_has_not_are_written_in_utf_8(logs: Path) -> None:
    (logs / "far.jsonl").write_text(json.dumps(row(message__id="msg_9", cwd="/\N{CJK UNIFIED IDEOGRAPH-65E5}")))
    command = [sys.executable, "-m", "calculator", "report", str(logs), "--format", "csv"]
    done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0, done.stderr
    assert "/\N{CJK UNIFIED IDEOGRAPH-65E5}" in done.stdout.decode()


def test_lines_of_a_hundred_megabytes_and_files_of_one_line_end(logs: Path) -> None:
    good = json.dumps(row(message__id="msg_8", message__content=[{"type": "text", "text": "@"}]))
    (logs / "text.jsonl").write_text(good.replace("@", r"word \"quoted\" [{ " * 5_000_000))
    (logs / "brackets.jsonl").write_text('{"usage":"assistant",' + "[]" * 5_000_000)
    (logs / "one line.jsonl").write_text("x" * 300_000_000)
    done = run("report", logs, "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["responses"]) == (0, 4)
    assert found["rows"] == {"read": 9, "duplicate": 1, "ignored": 1, "broken": 3}
    reasons = {problem["reason"] for problem in found["read"]["broken"]}
    assert reasons >= {"more than 4 MB beside its texts", "longer than 256 MB"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report", "/no/such/place"], "/no/such/place does not exist"),
        (["report", ".", "--timezone", "Mars/Base"], "'Mars/Base' is no time zone"),
        (["report", ".", "--prices-on", "yesterday"], "'yesterday' is no date"),
        (["prices", "--on", "2026-13-01"], "'2026-13-01' is no date"),
        (["estimate", "days=9"], "Days: a whole number from 1 to 7 is expected"),
        (["fly"], "invalid choice"),
        ([], "required"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_2(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("target", ["nothing", "link"])
def test_a_link_that_leads_nowhere_is_told_from_a_missing_path(tmp_path: Path, target: str) -> None:
    (tmp_path / "link").symlink_to(target)
    done = run("report", tmp_path / "link")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{tmp_path / 'link'} is a link that leads nowhere" in done.stderr


def test_estimate_prints_what_the_page_downloads() -> None:
    found = printed("estimate", "#plan=max&days=4&day=heavy", "--json", "--on", "2026-11-23")
    assert found["scenario"]["plan"] == "max"
    assert {option["id"] for option in found["options"]} >= {"stay", "credits", "next_plan", "api"}
    assert run("estimate", "plan=max&days=4&day=heavy").stdout.startswith(found["verdict"].split(" ", maxsplit=1)[0])


@pytest.mark.parametrize(
    ("model", "said"),
    [("claude-opus-5-5", ""), ("claude-novel-9", "no use that has a price was found in these files")],
)
def test_an_estimate_that_does_not_rest_on_the_files_says_so(tmp_path: Path, model: str, said: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(row(message__model=model)))
    done = run("estimate", "plan=pro", "--logs", tmp_path)
    assert done.returncode == 0
    assert done.stderr.startswith(said)
    assert bool(done.stderr) is bool(said)


def test_prices_print_the_interface() -> None:
    found = printed("prices", "--json", "--on", "2026-11-23")
    assert (found["schema"], found["on"]) == (1, "2026-11-23")
    sonnet = next(model for model in found["models"] if model["id"] == "claude-sonnet-5-5")
    assert sonnet["prices"] == {
        "input": "2", "output": "10", "cache_read": "0.10", "cache_write_5m": "2.50", "cache_write_1h": "4",
    }  # fmt: skip
    haiku = next(model for model in found["models"] if model["id"] == "claude-haiku-5-5")
    assert [step["above_prompt_tokens"] for step in haiku["steps"]] == [100_000]
    assert {"id", "name", "aliases", "prices", "steps", "source", "checked", "standing"} <= set(sonnet)
    assert {plan["id"] for plan in found["plans"]} >= {"pro", "max", "ultra"}


def test_prices_are_those_of_the_day() -> None:
    before = printed("prices", "--json", "--on", "2026-10-06")["models"]
    sonnet = next(model for model in before if model["id"] == "claude-sonnet-5-5")
    assert sonnet["prices"]["cache_read"] == "0.20"
    assert "claude-fable-5-2" not in {model["id"] for model in before}
    assert len(before) == sum(model.on_sale(date(2026, 10, 6)) for model in catalog.load().models if model.prices)
