"""A weekly limit of a single model: what files tell of it, what it kept out of logs, and what it stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import catalog, gaps, history, own_week, replay, weekly
from calculator.capacity import Bound, Capacity
from calculator.forecast import DRAWS, MILLION
from calculator.own_files import estimate_from
from calculator.rates import PICO
from calculator.scenario import Scenario
from calculator.sources.claude_code import Notice
from calculator.sources.plan_usage import FIVE_HOURS, MESSAGE, MODEL_WEEK, STATUS_LINE, WEEK, Shown, read, read_notices
from calculator.usage import Tokens
from calculator.uses import Uses
from calculator.weeks import Demand, Slot, Week, scaled, week
from calculator.windows import DEFAULT_RULES
from calculator.worlds import Worlds, sampled
from tests.responses import response

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calculator.estimate import Estimate

ON = date(2026, 11, 23)
LOADED = catalog.load()
FIRST = datetime(2026, 10, 5, tzinfo=UTC)
"""A Monday."""
A_WEEK = timedelta(days=7)
HOURS = 6
RESET = FIRST + 4 * A_WEEK
"""After the last week of the logs."""
MODELS = {"opus": "claude-opus-5-5", "sonnet": "claude-sonnet-5-5"}


def logs(*, stopped: Sequence[int] = (), instead: str = "") -> history.History:
    """Return four weeks of five days, with hours of Opus and of Sonnet in turn.

    Args:
        stopped: Weeks in which Opus ends with Tuesday.
        instead: The family that takes its hours over; else they are lost.
    """
    found = []
    for number in range(4 * 5 * HOURS):
        day, hour = divmod(number, HOURS)
        of_week, weekday = divmod(day, 5)
        at = FIRST + of_week * A_WEEK + timedelta(days=weekday, hours=9 + hour)
        family = "sonnet" if hour % 2 else "opus"
        if family == "opus" and of_week in stopped and weekday > 1:
            family = instead
        if family:
            tokens = Tokens(output=100_000)
            found.append(response(at, tokens, model=MODELS[family]))
    return history.read(found, LOADED, ON)


LOGS = logs()
STOPPED = logs(stopped=(1, 3))
OPUS_WEEK = 5 * 3 * 100_000 * 20
"""Opus of a whole week, in the units of `Slot.meter`: list prices."""


def walls(weeks: Sequence[int]) -> list[Shown]:
    """Return messages on Tuesday evenings."""
    moments = [FIRST + number * A_WEEK + timedelta(days=1, hours=15) for number in weeks]
    return read_notices(
        [
            Notice(at, f"You've hit your Opus limit \u00b7 resets {at + timedelta(days=6):%b %-d} at 12am (UTC)")
            for at in moments
        ]
    )


def percent(of: int, family: str = "opus") -> Shown:
    return Shown(STATUS_LINE, MODEL_WEEK, Decimal(of), None, RESET, family)


def answer(shown: Sequence[Shown], past: history.History = LOGS, **typed: object) -> Estimate:
    return estimate_from(Scenario(**typed), LOADED, ON, shown, past)  # pyright: ignore[reportArgumentType]


def holds(shown: Sequence[Shown], past: history.History = LOGS) -> tuple[int, int]:
    own = answer(shown, past).decision.case.own_week
    assert own is not None
    assert own.holds is not None
    return own.holds


# What is read.


def test_status_lines_and_messages_name_the_family() -> None:
    limits = {
        "seven_day": {"used_percentage": 10, "resets_at": 1792454400},
        "seven_day_opus": {"used_percentage": 41.5, "resets_at": 1792454400},
        "seven_day_novel": {"used_percentage": 7, "resets_at": 1792454400},
    }
    assert [(each.window, each.family) for each in read({"rate_limits": limits})] == [
        (WEEK, ""),
        (MODEL_WEEK, "opus"),
        (MODEL_WEEK, ""),
    ]
    said = ["Try Sonnet: you've hit your Opus limit", "Sonnet weekly limit reached", "You've hit your weekly limit"]
    assert [each.family for each in read_notices([Notice(FIRST, text) for text in said])] == ["opus", "sonnet", ""]


# What it holds.


def test_a_percentage_is_the_use_of_that_family_alone() -> None:
    """A week of Opus is half of what it holds, within 65 to 125 percent."""
    assert holds([percent(50)]) == (
        pytest.approx(2 * OPUS_WEEK * 0.65, rel=0.02),
        pytest.approx(2 * OPUS_WEEK * 1.25, rel=0.02),
    )


def test_a_message_says_that_the_use_until_the_wall_is_all_of_it() -> None:
    low, high = holds(walls([1, 3]), STOPPED)
    assert low < OPUS_WEEK * 2 // 5 < high
    assert low > OPUS_WEEK * 2 // 5 * 6 // 10


def test_two_sources_hold_what_both_allow_and_a_contradiction_leaves_the_first() -> None:
    shown = walls([1, 3])
    alone, beside = holds(shown, STOPPED), holds([percent(95)], STOPPED)
    assert holds([*shown, percent(95)], STOPPED) == (max(alone[0], beside[0]), min(alone[1], beside[1]))
    assert holds([*shown, percent(10)], STOPPED) == alone


@given(st.integers(5, 100), st.integers(5, 100))
def test_of_two_families_the_one_that_is_used_up_first_counts(opus: int, sonnet: int) -> None:
    found, _ = own_week.of_logs([percent(opus), percent(sonnet, "sonnet")], LOGS, LOGS, DEFAULT_RULES, LOADED, on=ON)
    assert found is not None
    if abs(opus - sonnet) > 1:
        assert found.family == ("opus" if opus > sonnet else "sonnet")


@pytest.mark.parametrize("meter", ["cost", "weights"])
def test_it_is_measured_by_the_meter_that_the_plan_is_taken_to_have(meter: str) -> None:
    own = answer([percent(50)], meter=meter).decision.case.own_week
    rules = Scenario(meter=meter).rules
    use = sum(LOGS.of("opus").uses.counted(rules.meter)) // PICO // 4
    assert own is not None
    assert own.holds is not None
    assert own.holds[0] < 2 * use < own.holds[1]


# What it kept out of the logs.


def test_what_it_kept_out_is_filled_with_work_of_that_family_in_hours_without_any() -> None:
    _, wanted = own_week.of_logs(walls([1, 3]), STOPPED, STOPPED, DEFAULT_RULES, LOADED, on=ON)
    assert [use.at for use in wanted.uses] == [use.at for use in LOGS.uses]
    assert [use.family for use in wanted.uses] == [use.family for use in LOGS.uses]


def test_who_goes_on_with_another_model_is_stopped_by_nothing() -> None:
    past = logs(stopped=(1, 3), instead="sonnet")
    found, wanted = own_week.of_logs(walls([1, 3]), past, past, DEFAULT_RULES, LOADED, on=ON)
    assert found is not None
    assert (found.goes_on, found.holds, wanted) == (True, None, past)
    without = answer([], past)
    told = answer(walls([1, 3]), past)
    assert [option.minutes for option in told.options] == [option.minutes for option in without.options]
    assert any("your logs show that you went on" in sentence for sentence in told.assumptions)


def test_who_goes_on_may_still_do_a_little_of_that_work() -> None:
    found = logs(stopped=(1, 3), instead="sonnet")
    past = history.History(
        uses=Uses.of([use._replace(family="opus") if use.at.hour == 13 else use for use in found.uses])
    )
    own, _ = own_week.of_logs(walls([1, 3]), past, past, DEFAULT_RULES, LOADED, on=ON)
    assert own is not None
    assert own.goes_on


def test_days_without_any_work_are_filled_with_that_family_alone() -> None:
    idle = history.History(uses=Uses.of([use for use in STOPPED.uses if (use.at - FIRST).days != 7 + 3]))
    _, wanted = own_week.of_logs(walls([1, 3]), idle, idle, DEFAULT_RULES, LOADED, on=ON)
    added = [use for use in wanted.uses if (use.at - FIRST).days == 7 + 3]
    assert [(use.family, use.at.hour) for use in added] == [("opus", 9), ("opus", 11), ("opus", 13)]


def test_work_that_the_limit_of_all_kept_out_is_not_filled_twice() -> None:
    at, reset = FIRST + A_WEEK + timedelta(days=1, hours=15), FIRST + 2 * A_WEEK
    wall = Shown(MESSAGE, WEEK, Decimal(100), at, reset)
    cut = history.History(uses=Uses.of([use for use in LOGS.uses if not at < use.at < reset]))
    general = gaps.filled(cut, gaps.of_shown([wall], cut))
    _, wanted = own_week.of_logs([wall, *walls([1])], cut, general, DEFAULT_RULES, LOADED, on=ON)
    assert [use.at for use in wanted.uses] == [use.at for use in LOGS.uses]


# What it stops.


def mixed(amounts: Sequence[tuple[int, int]], minutes: int = 60) -> Week:
    """Return a week with so much of one family and of others three times a day.

    A unit of the one is so many minutes of work, one of the others an hour.
    """
    of_all, of_own = [], []
    for number, (own, rest) in enumerate(amounts):
        of_all.append(Slot(number * 480, (own + rest) * 1000, (own + rest) * 1000, own * minutes + rest * 60))
        of_own.append(Slot(number * 480, own * 1000, own * 1000, own * minutes))
    return replace(week(of_all), own=week(of_own))


AMOUNTS = st.integers(0, 9)
USES = st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=8, max_size=20).filter(lambda found: sum(map(sum, found)) > 0)
WEEKS = USES.map(mixed)
SHARES = st.integers(0, 3 * MILLION // 2)
ANCHORS = st.one_of(st.none(), st.integers(0, 6))
OPEN = st.sampled_from([MILLION, MILLION * 3 // 4])
SLACK = 700
"""Micro-dollars or minutes lost by rounding down in a month of five weeks."""


def of(found: Week) -> Demand:
    return Demand(low=Decimal(1), high=Decimal(1), basis=(), weeks=(found,), route="logs")


def run(found: Week, limit: int, own: int | None, anchor: int | None, opened: int = MILLION) -> tuple[int, int]:
    """Return dollars and minutes that do not get through in a month of such weeks."""
    over = replay.months(
        month(found, limit, anchor),
        [limit] * DRAWS,
        [opened] * DRAWS,
        own=None if own is None else [own] * DRAWS,
    )
    assert len(set(over.minutes)) == 1
    return over.usd[0], over.minutes[0]


def month(found: Week, limit: int, anchor: int | None) -> Worlds:
    worlds = sampled(of(found), Capacity(bounds=((anchor or 0, Bound(limit, limit)),)))
    return replace(worlds, anchors=None) if anchor is None else worlds


@given(WEEKS, SHARES, st.tuples(SHARES, SHARES), ANCHORS, OPEN)
def test_an_own_limit_only_adds_and_the_more_the_less_it_holds(
    found: Week, limit: int, owns: tuple[int, int], anchor: int | None, opened: int
) -> None:
    """Where every hour moves the meter alike: else work that is stopped may leave room for more hours of other work."""
    small, large = sorted(owns)
    none, some, most = (run(found, limit, own, anchor, opened) for own in (None, large, small))
    whole = month(found, limit, anchor)
    for without, less, more, wanted in zip(none, some, most, (whole.usd()[0], whole.minutes()[0]), strict=True):
        assert without <= less + SLACK
        assert less <= more + SLACK
        assert more <= wanted


@given(WEEKS, SHARES, st.integers(0, 6))
def test_one_that_is_far_away_changes_nothing(found: Week, limit: int, anchor: int) -> None:
    assert run(found, limit, 2 * MILLION, anchor) == run(found, limit, None, anchor)


@given(WEEKS, ANCHORS)
def test_one_that_holds_nothing_stops_all_of_its_family_and_nothing_else(found: Week, anchor: int | None) -> None:
    assert found.own is not None
    _, minutes = run(found, 2 * MILLION, 0, anchor)
    assert minutes == pytest.approx(found.own.minutes * 4348 // 1000, abs=2)


@given(USES.map(lambda found: mixed(found, 15)), SHARES, SHARES, st.integers(0, 6))
def test_hour_by_hour_it_comes_to_the_same(found: Week, limit: int, own: int, anchor: int) -> None:
    """Another arithmetic: hours in small parts, in order from the reset, each let through as far as there is room."""
    assert found.own is not None
    left, left_own = limit * found.meter / MILLION, own * found.meter / MILLION
    pairs = list(zip(found.slots, found.own.slots, strict=True))
    first = found.first_slots[anchor]
    refused = 0.0
    parts = 60
    for whole, mine in [*pairs[first:], *pairs[:first]]:
        for _ in range(parts):
            a, b = mine.meter / parts, (whole.meter - mine.meter) / parts
            through_own = min(a, left_own)
            share = min(1.0, left / (through_own + b)) if through_own + b else 1.0
            left_own -= through_own * share
            left -= (through_own + b) * share
            refused += (a - through_own * share) * 15 + (b - b * share) * 60
    _, minutes = run(found, limit, own, anchor)
    assert minutes == pytest.approx(refused / 1000 * 4.348, rel=0.02, abs=15)


@given(USES.map(lambda found: mixed(found, 15)), SHARES, SHARES)
def test_of_even_work_it_stops_nothing_that_the_limit_of_all_has_stopped_before(
    found: Week, limit: int, more: int
) -> None:
    assert found.own is not None
    share = limit * found.own.meter // found.meter + more + 100
    assert run(found, limit, share, None) == pytest.approx(run(found, limit, None, None), abs=SLACK)


@given(WEEKS, SHARES, SHARES, st.integers(0, 6))
def test_twice_the_use_meets_half_of_it(found: Week, limit: int, own: int, anchor: int) -> None:
    once, twice = (
        replay.months(
            replace(month(found, limit, anchor), growth=[times * MILLION] * DRAWS),
            [times * limit] * DRAWS,
            own=[times * own] * DRAWS,
        )
        for times in (1, 2)
    )
    assert once.usd == twice.usd
    assert twice.minutes == pytest.approx([minutes * 2**0.5 for minutes in once.minutes], abs=2)  # half of it is hours


@given(WEEKS, st.integers(1, 3 * MILLION))
def test_more_of_a_week_is_more_of_each_part_and_parts_make_the_whole(found: Week, times: int) -> None:
    more = scaled(found, times)
    assert more.own is not None
    assert found.own is not None
    assert more.own.meter == pytest.approx(found.own.meter * times / MILLION, abs=len(found.slots))
    for name in ("usd", "meter", "minutes"):
        assert getattr(more.own, name) + getattr(more.rest, name) == getattr(more, name)
        assert min(getattr(slot, name) for slot in more.rest.slots) >= 0


def test_of_an_hour_with_two_families_each_has_its_share() -> None:
    twice = [*LOGS.uses, *(use._replace(family="opus") for use in LOGS.of("sonnet").uses)]
    both = history.History(uses=Uses.of(sorted(twice, key=lambda use: use.at)))
    found = weekly.demand_of(both, Scenario(), LOADED, ON, apart="opus").weeks[0]
    assert found.own is not None
    shares = {hour.at % 1440 // 60 % 2: hour.minutes for hour in found.own.slots}
    assert shares == {0: 30, 1: 60}
    assert {whole.minutes for whole in found.slots} == {60}


def test_draws_in_which_the_week_holds_much_hold_much_of_the_model_too() -> None:
    low, high = MILLION // 2, 2 * MILLION
    worlds = sampled(of(mixed([(1, 1)])), Capacity(bounds=((0, Bound(low, high)),)))
    assert worlds.own_weeks(low, high) == worlds.holds


def test_an_hour_in_which_one_of_two_families_is_stopped_counts_by_its_share() -> None:
    """Of six hours that are Opus by a third, the last four are past its limit: four thirds of an hour a week."""
    slots = [Slot(number * 1440, 300, 300, 60) for number in range(6)]
    own = [Slot(number * 1440, 100, 100, 20) for number in range(6)]
    _, minutes = run(replace(week(slots), own=week(own)), 2 * MILLION, MILLION * 200 // 1800, 0)
    assert minutes == 80 * 4348 // 1000


def test_windows_of_five_hours_and_an_own_week_never_stop_less_than_either() -> None:
    past = STOPPED
    demand = weekly.demand_of(past, Scenario(), LOADED, ON, LOGS, apart="opus")
    capacity = Capacity(bounds=((0, Bound(2 * MILLION, 2 * MILLION)),))
    worlds = sampled(demand, capacity)
    size, own = [MILLION // 12] * DRAWS, [MILLION // 4] * DRAWS
    five, alone, both = (
        sum(replay.months(worlds, worlds.holds or (), five_hours=windows, own=weeks).usd)
        for windows, weeks in ((size, None), (None, own), (size, own))
    )
    assert 0 < max(five, alone) <= both <= sum(worlds.usd())


# What becomes of the answer.


def test_waiting_blocks_more_and_buying_past_it_costs_more_on_every_plan() -> None:
    shown = [Shown(STATUS_LINE, WEEK, Decimal(20), None, RESET), percent(95)]
    without, told = (
        {option.id: option for option in answer(each, plan="max").decision.priced} for each in (shown[:1], shown)
    )
    assert sum(without["stay"].minutes) < sum(told["stay"].minutes)
    assert sum(without["credits"].usd) < sum(told["credits"].usd)
    assert sum(without["overflow"].usd) < sum(told["overflow"].usd)
    assert without["api"].usd == told["api"].usd
    smaller, own, larger = (told[name].minutes for name in ("smaller_plan", "stay", "next_plan"))
    assert all(a >= b >= c for a, b, c in zip(smaller, own, larger, strict=True))
    assert sum(without["smaller_plan"].minutes) < sum(smaller)


def test_it_counts_beside_measured_windows_of_five_hours() -> None:
    five = Shown(STATUS_LINE, FIVE_HOURS, Decimal(20), LOGS.last + timedelta(minutes=1), LOGS.last + timedelta(hours=1))
    shown = [Shown(STATUS_LINE, WEEK, Decimal(20), None, RESET), five, percent(95)]
    without, told = (answer(each, plan="max") for each in (shown[:2], shown))
    assert told.decision.case.five_hours is not None
    blocked = [sum(option.minutes) for found in (without, told) for option in found.options if option.id == "stay"]
    assert blocked[0] < blocked[1]


def test_what_it_holds_is_a_part_of_what_the_verdict_hangs_on() -> None:
    shown = [Shown(STATUS_LINE, WEEK, Decimal(2), None, RESET), percent(95)]
    without, told = (
        next(swing.micro_usd for swing in found.turning.swings if swing.id == "capacity")
        for found in (answer(each, plan="max", hour=Decimal(1), short=Decimal(0)) for each in (shown[:1], shown))
    )
    assert without == 0 < told


def test_the_strip_of_past_weeks_shows_what_it_stops() -> None:
    """Two days of Opus are all of it, so that of three others in three weeks is stopped, give or take its bounds.

    It is three hours of a window's five, and three quarters of what the meter counts in it.
    """
    shown = [Shown(STATUS_LINE, WEEK, Decimal(2), None, RESET), percent(100)]
    without, told = (answer(each, logs(stopped=[3])).strips[0] for each in (shown[:1], shown))
    assert without.blocked_minutes == 0
    assert told.blocked_minutes == pytest.approx(3 * 3 * 300 * 3 / 4, rel=0.1)


def test_the_answer_says_what_it_was_taken_to_hold() -> None:
    (said,) = [sentence for sentence in answer([percent(50)]).assumptions if "single model" in sentence]
    assert "Opus, not reached in them. By your logs it holds 12" in said
    assert "to 25" in said
    assert "as if you never switched models" in said


@pytest.mark.parametrize(
    ("shown", "times"),
    [
        ([percent(41, "haiku")], "not reached in them"),
        ([percent(41, "")], "not reached in them"),
        ([Shown(MESSAGE, MODEL_WEEK, Decimal(100), FIRST + A_WEEK, None, "opus")] * 2, "reached once"),
    ],
    ids=["no use", "no family", "no reset"],
)
def test_what_cannot_be_measured_is_named_and_moves_no_number(shown: list[Shown], times: str) -> None:
    without, told = answer([]), answer(shown)
    assert any(f"a single model, {times}. No number" in sentence for sentence in told.assumptions)
    assert [option.usd for option in told.options] == [option.usd for option in without.options]
    assert [option.minutes for option in told.options] == [option.minutes for option in without.options]
    assert not any("single model" in sentence for sentence in without.assumptions)


def test_without_logs_it_moves_no_number() -> None:
    found = estimate_from(Scenario(), LOADED, ON, [percent(90)], None)
    assert found.decision.case.week_of_a_model is None
    assert any("No number here counts with it" in sentence for sentence in found.assumptions)


def test_five_hours_of_a_model_are_not_its_week() -> None:
    (shown,) = read_notices([Notice(FIRST, "You've hit your session limit \u00b7 resets 3pm (UTC)")])
    assert (shown.window, shown.family) == (FIVE_HOURS, "")
    assert own_week.told([shown]) is None
