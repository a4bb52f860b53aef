"""Files drive the estimate: logs, and percentages of a plan with or without logs; page and command line alike."""

import gc
import json
import subprocess
import sys
import weakref
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import browser, catalog
from calculator.browser.page import PAGE
from calculator.capacity import Bound, Used, measure
from calculator.demand import described
from calculator.expected import seen
from calculator.forecast import MILLION
from calculator.scenario import Scenario
from calculator.sources.plan_usage import HISTORY, STATUS_LINE, WEEK, Shown
from calculator.windows import Rules
from tests.corpora import make
from tests.offered import offer
from tests.test_reading import row

ON = date(2026, 11, 25)
"""A Wednesday; the first three of five days of work are half done at noon."""
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
LOADED = catalog.load()
DEMAND = described(Scenario(), LOADED, ON)
SCENARIO = "plan=pro&days=5&day=average&wall=unknown&models=opus"
STATUS = {"rate_limits": {"seven_day": {"used_percentage": 80, "resets_at": int(MONDAY.timestamp()) + 7 * 86_400}}}


def held(*shown: Shown) -> dict[int, Bound]:
    return dict(measure(seen(shown, DEMAND, LOADED, ON).evidence, DEMAND, Rules()).bounds)


def status(percent: Decimal, resets_at: datetime) -> Shown:
    return Shown(STATUS_LINE, WEEK, percent, None, resets_at)


def history(*points: tuple[int, int]) -> list[Shown]:
    return [
        Shown(HISTORY, WEEK, Decimal(percent), MONDAY - timedelta(weeks=3) + timedelta(hours=hour), None)
        for hour, percent in points
    ]


def test_a_status_line_measures_the_plan_by_the_described_days_since_the_reset() -> None:
    """Two and a half of five days, give or take half of one, in a light to a heavy week, are 50% of what it holds."""
    bounds = held(status(Decimal(50), MONDAY + timedelta(days=7)))
    assert list(bounds) == [0]
    assert bounds[0].low == pytest.approx(MILLION * 2 * 65 / 500 / 0.505, rel=1e-4)
    assert bounds[0].high == pytest.approx(MILLION * 3 * 135 / 500 / 0.495, rel=1e-4)


@given(st.integers(1, 99), st.integers(1, 6))
def test_a_captured_percentage_says_what_a_typed_one_says(percent: int, days_left: int) -> None:
    resets_at = NOON + timedelta(days=days_left)
    captured = held(status(Decimal(percent), resets_at))
    typed = Used(percent=Decimal(percent), days_left=Decimal(days_left))
    ((anchor, bound),) = captured.items()
    near = measure([typed], DEMAND, Rules(resets_on=anchor)).bounds[0][1]
    # typed, a week begins at midnight; captured, at the hour of the reset: half a day of work apart
    assert abs(bound.low - near.low) * percent <= 11 * MILLION
    assert near.high is not None
    assert bound.high is not None
    assert abs(bound.high - near.high) * percent <= 28 * MILLION


@given(st.integers(2, 60), st.integers(1, 39))
def test_the_more_of_the_plan_is_used_the_less_it_holds(percent: int, more: int) -> None:
    first, second = (held(status(Decimal(each), MONDAY + timedelta(days=7)))[0] for each in (percent, percent + more))
    assert second.low < first.low
    assert (second.high or 0) < (first.high or 0)


def test_a_week_that_is_over_tells_the_reset_day_alone() -> None:
    found = seen([status(Decimal(50), MONDAY - timedelta(days=3))], DEMAND, LOADED, ON)
    assert [piece.said() for piece in found.evidence] == ["The week resets on Friday (UTC)."]


def test_a_history_measures_the_plan_by_ordinary_weeks() -> None:
    """Two whole weeks, each half of what the plan holds: it holds two ordinary weeks."""
    bounds = held(*history((0, 0), (100, 50), (168, 50), (169, 0), (300, 50), (335, 50)))
    assert len(bounds) == 7, "no file names the reset"
    assert all(bound.low < 2 * MILLION < (bound.high or 0) for bound in bounds.values())
    assert {bound.low for bound in bounds.values()} != {0}


def test_few_points_tell_nothing() -> None:
    assert seen(history((0, 3), (100, 8)), DEMAND, LOADED, ON).evidence == ()


def printed(*arguments: str | Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "calculator", "estimate", *map(str, arguments), "--json", "--on", ON.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def in_the_page(query: str, files: dict[str, bytes]) -> dict[str, Any]:
    """Return the page's download once it has read these files."""
    offer(files)
    browser.import_end(query, ON.isoformat())
    try:
        return json.loads(browser.download(query, ON.isoformat()))
    finally:
        browser.import_clear(query, ON.isoformat())


@pytest.mark.parametrize("query", [SCENARIO, "plan=max&wall=3&lost=lost&meter=weights&hour="])
def test_logs_give_the_page_and_the_command_line_the_same(tmp_path: Path, query: str) -> None:
    corpus = make("replays", tmp_path)
    files = {str(path.relative_to(tmp_path)): path.read_bytes() for path in corpus.files()}
    told = printed(query, "--logs", corpus.folder)
    assert told["capacity"]["evidence"]
    assert told == in_the_page(query, files)
    assert told["options"] != printed(query)["options"]


@pytest.mark.parametrize("broken_off", [False, True])
def test_nothing_of_logs_is_left_once_they_are_forgotten(tmp_path: Path, *, broken_off: bool) -> None:
    query, on = f"{SCENARIO}&window=sliding", ON.isoformat()
    data = b"".join(path.read_bytes() for path in make("replays", tmp_path).files())
    offer({"a.jsonl": data})
    browser.import_end(query, on)
    browser.update(query, on)
    while not json.loads(browser.follow(query, on))["html"] and not broken_off:
        pass
    assert PAGE.history is not None
    assert PAGE.answered is not None
    weeks = PAGE.answered[2].decision.case.demand.weeks
    held = [weakref.ref(each) for each in (PAGE.door, PAGE.history, *weeks)]
    del weeks
    browser.import_clear(query, on)
    gc.collect()
    assert not any(each() for each in held)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("9999-12-31T20:00:00Z", "resets Thu 3pm (Europe/Berlin)"),
        ("0001-01-01T00:30:00Z", "resets Thu 3pm (America/Los_Angeles)"),
        ("2026-11-10T20:00:00Z", "resets 3:75pm"),
    ],
)
def test_a_limit_message_with_an_odd_time_costs_no_row(tmp_path: Path, at: str, said: str) -> None:
    text = [{"type": "text", "text": f"You've hit your weekly limit \u00b7 {said}"}]
    message = row(isApiErrorMessage=True, timestamp=at, message__content=text)
    file = tmp_path / "a.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in (row(), message)))
    told = printed(SCENARIO, "--logs", file)
    assert (told["report"]["responses"], told["report"]["rows"]["read"]) == (1, 2)
    assert told == in_the_page(SCENARIO, {"a.jsonl": file.read_bytes()})


def test_a_status_line_alone_moves_the_answer_in_the_page_and_on_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "status.json"
    file.write_text(json.dumps(STATUS))
    told = printed(SCENARIO, "--logs", file)
    assert told == in_the_page(SCENARIO, {"status.json": file.read_bytes()})
    assert "the status line" in told["capacity"]["evidence"][0]
    assert printed(SCENARIO)["capacity"] is None


def test_the_page_says_what_a_status_line_gave() -> None:
    data = json.dumps(STATUS).encode()
    offer({"status.json": data})
    html = json.loads(browser.import_end(SCENARIO, ON.isoformat()))["html"]
    browser.import_clear("")
    assert "Your plan was measured in one window, by the status line" in html
    assert "No Claude Code response was found" not in html


def test_evidence_that_contradicts_a_file_is_named_and_left_out(tmp_path: Path) -> None:
    file = tmp_path / "status.json"
    file.write_text(json.dumps(STATUS))
    command = [sys.executable, "-m", "calculator", "estimate", "plan=pro&wall=never", "--logs", str(file)]
    done = subprocess.run([*command, "--on", ON.isoformat()], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout != "") == (0, True)
    assert (
        "Weekly limit: this contradicts what comes before it, and was left out. Your plan was measured" in done.stderr
    )
