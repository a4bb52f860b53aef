"""A five-hour limit that slides: what it cuts off by hand, and never less than windows of the same size do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import catalog, history, replay, weekly
from calculator.capacity import Bound, Capacity
from calculator.case import Case
from calculator.five_hours import open_shares
from calculator.forecast import DRAWS, MILLION
from calculator.measured import COUNTED_PERCENTS, seen
from calculator.passed import passed
from calculator.scenario import Scenario
from calculator.sliding import STEPS, Slide, fullest, slide, through
from calculator.sources.plan_usage import FIVE_HOURS, HISTORY, STATUS_LINE, Shown
from calculator.strip import strips
from calculator.usage import Tokens
from calculator.weeks import Demand
from calculator.windows import DEFAULT_RULES
from calculator.worlds import sampled
from tests.responses import response

ON = date(2026, 11, 23)
LOADED = catalog.load()
FIRST = datetime(2026, 10, 5, tzinfo=UTC)
"""A Monday."""
A_RESPONSE = 100_000 * 20
"""What the meter counts of one: so many tokens of Opus 5.5's output, in micro-dollars."""
ACROSS = (0, 4, 4.5, 5, 5.5)
"""Hours of a day in which work goes on from one window into the next."""
APART = (0, 2, 4, 9, 11, 13)
"""Hours of a day with five hours between two sittings."""
SLIDING = replace(DEFAULT_RULES, five_hours="sliding")
USES = st.lists(st.tuples(st.integers(0, 2000), st.integers(1, 50)), min_size=1, max_size=60).map(
    lambda found: sorted(dict(found).items())
)


def logs(hours: Sequence[float], weeks: int = 4) -> history.History:
    """Return logs of five equal days a week, from nine on."""
    moments = [
        FIRST + timedelta(days=7 * week + day, hours=9 + hour)
        for week in range(weeks)
        for day in range(5)
        for hour in hours
    ]
    tokens = Tokens(output=100_000)
    return history.read(
        [response(at, tokens, session=str(at.date())) for at in moments],
        LOADED,
        ON,
    )


LOGS = logs(ACROSS)


def windows(uses: Sequence[tuple[int, int]]) -> list[int]:
    """Return what is used in each window that begins with the first use after the last one ended."""
    sums: list[int] = []
    begun = -1000
    for at, amount in uses:
        if at - begun >= 300:
            begun = at
            sums.append(0)
        sums[-1] += amount
    return sums


def test_a_window_that_is_used_at_its_end_leaves_less_to_the_next_one() -> None:
    """In windows 10 and 10 get through; sliding, at five hours 9 of the past ones still count."""
    uses = [(0, 1), (240, 9), (300, 10)]
    assert windows(uses) == [10, 10]
    assert through(uses, 10) == [1, 9, 1]
    assert fullest(uses) == 19


def test_what_did_not_get_through_counts_to_nothing() -> None:
    assert through([(0, 10), (60, 7), (299, 1), (300, 10)], 10) == [10, 0, 0, 10]


def test_the_use_of_exactly_five_hours_ago_does_not_count_any_more() -> None:
    assert [through([(0, 5), (after, 5)], 5)[1] for after in (299, 300)] == [0, 5]


@given(USES, st.integers(0, 200))
def test_a_limit_that_slides_never_lets_more_through_than_windows_of_its_size(
    uses: list[tuple[int, int]], limit: int
) -> None:
    passed_on = through(uses, limit)
    assert sum(passed_on) <= sum(min(each, limit) for each in windows(uses))
    kept = [(at, amount) for (at, _), amount in zip(uses, passed_on, strict=True)]
    assert fullest(kept) <= limit


@given(USES, st.integers(0, 200), st.integers(0, 200))
def test_a_larger_limit_never_lets_less_through(uses: list[tuple[int, int]], one: int, other: int) -> None:
    less, more = (sum(through(uses, limit)) for limit in sorted((one, other)))
    assert less <= more


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.integers(0, 200))
def test_sittings_that_lie_five_hours_apart_meet_both_limits_alike(amounts: list[int], limit: int) -> None:
    uses = [(sitting * 600 + part * 100, amount) for sitting, amount in enumerate(amounts) for part in range(3)]
    assert sum(through(uses, limit)) == sum(min(each, limit) for each in windows(uses))
    assert not any(slide(uses, windows(uses), 1).beyond)


@given(USES)
def test_at_each_step_what_is_cut_off_is_exact(uses: list[tuple[int, int]]) -> None:
    alike = [(at, amount * STEPS) for at, amount in uses]  # so that each step is a whole limit
    found, sums = slide(alike, windows(alike), 1), windows(alike)
    for step in range(STEPS + 1):
        limit = found.fullest * step // STEPS
        assert sum(sums) - sum(through(alike, limit)) == sum(max(each - limit, 0) for each in sums) + found.at(limit)


def test_twice_the_use_meets_twice_the_limit_alike() -> None:
    once = Slide(160, (0, *[8] * 15, 0))
    assert once.scaled(2, 1).at(10) == 2 * once.at(5) == 8


def demand(past: history.History, window: str) -> Demand:
    return weekly.demand_of(past, Scenario(window=window), LOADED, ON)


def blocked(past: history.History, window: str, limit: int) -> int:
    """Return the blocked minutes of some possible months on a plan whose week is never used up."""
    found = replace(demand(past, window), unknowns=())
    worlds = sampled(found, Capacity(bounds=((0, Bound(9 * MILLION, 9 * MILLION)),)))
    holds = [limit * MILLION // found.mean_meter] * DRAWS
    return sum(replay.months(worlds, worlds.holds or (), five_hours=holds).minutes)


def test_months_are_blocked_more_where_work_goes_on_into_the_next_window() -> None:
    """Windows hold three and two of five responses a day; in the five hours up to the last one lie four, one too many.

    So a fifth of fifteen hours a week is blocked, three of them.
    """
    a_month = 3 * 60 * 4348 // 1000
    assert blocked(LOGS, "anchored", 3 * A_RESPONSE) < DRAWS * a_month // 100
    assert blocked(LOGS, "sliding", 3 * A_RESPONSE) == pytest.approx(DRAWS * a_month, rel=0.01)


def test_months_are_blocked_alike_where_sittings_lie_apart() -> None:
    past = logs(APART)
    for tenths in range(0, 40, 7):
        limit = A_RESPONSE * tenths // 10
        assert blocked(past, "anchored", limit) == blocked(past, "sliding", limit)
    assert blocked(past, "sliding", A_RESPONSE) > 0


@given(st.integers(0, 60))
def test_months_are_never_blocked_less_by_a_limit_that_slides(tenths: int) -> None:
    limit = A_RESPONSE * tenths // 10
    assert blocked(LOGS, "sliding", limit) >= blocked(LOGS, "anchored", limit)


def test_less_than_a_week_is_scaled_with_what_slides() -> None:
    (whole, *_), (short, *_) = (demand(logs(ACROSS, weeks), "sliding").weeks for weeks in (4, 1))
    assert whole.slide
    assert short.slide
    assert short.slide.fullest / short.meter == pytest.approx(whole.slide.fullest / whole.meter, rel=0.01)


def test_logs_show_that_a_plan_held_their_fullest_five_hours() -> None:
    in_windows, sliding = (passed(LOGS, rules, LOADED, ON) for rules in (DEFAULT_RULES, SLIDING))
    assert (in_windows.window, sliding.window) == (3 * A_RESPONSE, 4 * A_RESPONSE)
    assert in_windows.weeks == sliding.weeks
    assert (in_windows.full, sliding.full) == (MILLION // 2, MILLION // 2)  # of 40 windows 20, and 20 stretches


def test_five_hours_that_look_full_and_share_a_moment_are_counted_once() -> None:
    """From the fifth hour of seven on the past five are always full; of two windows a day one is."""
    found = passed(logs(range(7)), SLIDING, LOADED, ON)
    assert (found.window, found.full) == (5 * A_RESPONSE, MILLION // 2)
    assert passed(logs((0, 5)), SLIDING, LOADED, ON).window == A_RESPONSE


def status(percent: int, hours: float, resets: int = 19) -> Shown:
    """Return a percentage of a window of the last Monday; of the one that began at two o'clock if nothing is said."""
    day = FIRST + timedelta(weeks=3)
    return Shown(STATUS_LINE, FIVE_HOURS, Decimal(percent), day + timedelta(hours=hours), day + timedelta(hours=resets))


def others_hold(low: int, high: int) -> tuple[int, int]:
    """Return what windows hold of which some showed this much."""
    return low * COUNTED_PERCENTS[0] // 100, high * COUNTED_PERCENTS[1] // 100


def test_a_percentage_measures_the_past_five_hours_where_the_limit_slides() -> None:
    """At a quarter to three two responses are in the second window and four in the past five hours: half of each."""
    shown = [status(50, 14.75)]
    in_windows, sliding = (seen(shown, LOGS, rules, LOADED, ON).five_hours for rules in (DEFAULT_RULES, SLIDING))
    assert in_windows == others_hold(2 * A_RESPONSE * 1000 // 505, 2 * A_RESPONSE * 1000 // 495)
    assert sliding == others_hold(4 * A_RESPONSE * 1000 // 505, 4 * A_RESPONSE * 1000 // 495)


def test_a_history_measures_what_comes_to_the_past_five_hours() -> None:
    """Between a quarter to two and a quarter to three come two responses, and the one from nine falls out."""
    day = FIRST + timedelta(weeks=3)
    points = [(13.75, 20), (14.75, 80)]
    shown = [Shown(HISTORY, FIVE_HOURS, Decimal(each), day + timedelta(hours=at), None) for at, each in points]
    in_windows, sliding = (seen(shown, LOGS, rules, LOADED, ON).five_hours for rules in (DEFAULT_RULES, SLIDING))
    assert in_windows == others_hold(2 * A_RESPONSE * 100 // 61, 2 * A_RESPONSE * 100 // 59)
    assert sliding == others_hold(A_RESPONSE * 100 // 61, A_RESPONSE * 100 // 59)


def shares(window: str, **known: object) -> list[int]:
    """Return what Pro's five hours let through if they hold three responses."""
    wanted = demand(LOGS, window)
    case = Case(demand=wanted, plan=LOADED.plan("pro"), **known)  # pyright: ignore[reportArgumentType]
    holds = 3 * A_RESPONSE * wanted.windows_per_week // wanted.mean_meter
    return open_shares(case, case.plan, [holds], [MILLION]) or []


def test_without_a_measure_of_five_hours_the_own_weeks_tell_what_sliding_takes_more() -> None:
    """Of five responses a day one more is cut off, the last: before it, three are in the past five hours."""
    assert shares("sliding")[0] == pytest.approx(shares("anchored")[0] - MILLION // 5, abs=MILLION // 50)


@pytest.mark.parametrize(
    "known", [{"short_hours": Decimal(2)}, {"least": (0, 0, MILLION // 10)}], ids=["typed", "full"]
)
def test_what_is_known_to_be_taken_is_so_under_any_rule(known: dict[str, object]) -> None:
    assert shares("sliding", **known) == shares("anchored", **known)


def test_a_strip_blocks_what_the_past_five_hours_do_not_leave() -> None:
    """Windows that hold three responses hold those of each day; sliding, the last one of each day is too many."""
    limit = (3 * A_RESPONSE, 3 * A_RESPONSE)
    rows = []
    for rules in (DEFAULT_RULES, SLIDING):
        case = Case(demand=demand(LOGS, rules.five_hours), plan=LOADED.plan("pro"), rules=rules, five_hours=limit)
        capacity = Capacity(bounds=((0, Bound(9 * MILLION, 9 * MILLION)),))
        rows.append(strips(LOGS, case, capacity, LOADED)[0].rows[0])
    assert [row.over for row in rows] == [0, 5]
    assert rows[0].blocked_minutes < 5 < rows[1].blocked_minutes
