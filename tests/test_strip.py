"""A strip blocks what goes past a plan's limits, window by window and week by week, and nothing else."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import browser, catalog, history, weekly
from calculator.capacity import Bound, Capacity
from calculator.case import Case
from calculator.present.replayed import show_hours
from calculator.scenario import Scenario
from calculator.strip import Strip, strips
from calculator.usage import Tokens
from tests.golden import log_lines
from tests.offered import offer
from tests.responses import response
from tests.test_own_files import in_the_page, printed

ON = date(2026, 11, 23)
LOADED = catalog.load()
FIRST = datetime(2026, 10, 5, 9, tzinfo=UTC)
"""A Monday morning."""
DAYS = 5


def logs(weeks: int = 3) -> history.History:
    """Return weeks of five equal days: one response in each hour from nine to two."""
    moments = [
        FIRST + timedelta(days=7 * week + day, hours=hour)
        for week in range(weeks)
        for day in range(DAYS)
        for hour in range(5)
    ]
    tokens = Tokens(output=100_000)
    made = [response(at, tokens) for at in moments]
    return history.read(made, LOADED, ON)


LOGS = logs()
DEMAND = weekly.demand_of(LOGS, Scenario(), LOADED, ON)


def found(percent: int, *, anchor: int = 0, five_hours: tuple[int, int] | None = None) -> tuple[Strip, ...]:
    """Return the strips if the reader's Pro holds so many percent of one of these weeks."""
    held = percent * 25 * 100_000 * 20 // 100
    millionths = held * 1_000_000 // DEMAND.mean_meter + 1
    capacity = Capacity(bounds=((anchor, Bound(millionths, millionths)),))
    case = Case(demand=DEMAND, plan=LOADED.plan("pro"), five_hours=five_hours)
    return strips(LOGS, case, capacity, LOADED)


def test_a_plan_that_holds_the_week_blocks_nothing() -> None:
    own, *others = found(100)
    assert (own.plan.id, len(own.rows), own.walls, own.blocked_minutes) == ("pro", 3, 0, 0)
    assert {strip.plan.id for strip in others} == {"max", "ultra"}
    assert {strip.walls for strip in others} == {0}


def test_a_plan_that_holds_three_of_five_days_blocks_the_last_two() -> None:
    own = found(60)[0]
    for row in own.rows:
        assert [part.blocked > 100 for part in row.parts] == [False, False, False, True, True]
        assert row.wanted == pytest.approx(1_000_000 * 5 / 3, rel=1e-4)
        assert row.blocked_minutes == pytest.approx(2 * 5 * 60, abs=2)


def test_weeks_begin_at_the_reset() -> None:
    """From a Thursday on, the same days fall into two weeks: the first one holds two days and the weekend."""
    own = found(60, anchor=3)[0]
    assert [row.start.weekday() for row in own.rows] == [3] * 4
    assert [len(row.parts) for row in own.rows] == [3, 5, 5, 2]
    assert own.walls == 2


def test_a_five_hour_limit_blocks_in_each_window_and_spares_the_week() -> None:
    """Half of each day gets through, so the week, which holds three days, is not used up."""
    half_a_day = 5 * 100_000 * 20 // 2
    own = found(60, five_hours=(half_a_day, half_a_day))[0]
    assert {row.over for row in own.rows} == {5}
    assert {row.blocked_minutes for row in own.rows} == {5 * 150}


def test_a_window_within_which_the_week_resets_counts_to_both() -> None:
    tokens = Tokens(output=100_000)
    moments = [FIRST - timedelta(hours=11 - hour) for hour in range(4)] + [FIRST + timedelta(days=3)]
    made = [response(at, tokens) for at in moments]
    past = history.read(made, LOADED, ON)
    capacity = Capacity(bounds=((0, Bound(10_000_000, 10_000_000)),))
    demand = weekly.demand_of(past, Scenario(), LOADED, ON)
    before, after = strips(past, Case(demand=demand, plan=LOADED.plan("pro")), capacity, LOADED)[0].rows
    assert [len(row.parts) for row in (before, after)] == [1, 2]
    assert (before.wanted * 3, after.parts[0].at) == (pytest.approx(after.wanted * 2, rel=1e-4), 0)


@given(st.integers(1, 200), st.integers(0, 100), st.integers(0, 6))
def test_a_larger_plan_never_blocks_more(percent: int, more: int, anchor: int) -> None:
    small, large = found(percent, anchor=anchor)[0], found(percent + more, anchor=anchor)[0]
    assert large.blocked_minutes <= small.blocked_minutes
    for row in small.rows:
        assert sum(part.through for part in row.parts) <= 1_000_000


def test_without_evidence_nothing_is_drawn() -> None:
    case = Case(demand=DEMAND, plan=LOADED.plan("pro"))
    assert strips(LOGS, case, Capacity(bounds=()), LOADED) == ()
    assert printed("plan=pro")["replay"] == []


def test_hours_for_a_reader_never_round_work_away() -> None:
    assert [show_hours(minutes) for minutes in (0, 1, 59, 60, 90)] == ["none", "under 1 h", "under 1 h", "1 h", "2 h"]


def test_the_page_draws_what_the_download_holds() -> None:
    files = {"projects/a.jsonl": "\n".join(log_lines()).encode()}
    told = in_the_page("plan=pro&wall=2", files)["replay"]
    offer(files)
    browser.import_end("plan=pro&wall=2", "2026-11-25")
    browser.update("plan=pro&wall=2", "2026-11-25")
    html = ""
    while not html:
        html = json.loads(browser.follow("plan=pro&wall=2", "2026-11-25"))["html"]
    browser.import_clear("")
    for strip in told:
        for week in strip["weeks"]:
            for name in ("percent", "blocked_hours"):
                field = f"replay.{strip['id']}.weeks.{week['date']}.{name}"
                assert f'data-field="{field}" value="{week[name]}"' in html
    assert len(re.findall("<svg viewBox", html)) == sum(len(strip["weeks"]) for strip in told) > 0
