"""What a plan holds follows from evidence: bounds that hold the truth, and contradictions that are named."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import catalog, dates, history, measured, weekly
from calculator.capacity import Bound, NeverBlocked, Used, WallDay, measure
from calculator.case import Case
from calculator.conflicts import conflicts
from calculator.dates import micros
from calculator.demand import described
from calculator.estimate import estimate
from calculator.forecast import DRAWS, MILLION
from calculator.gaps import Gap, filled, of_shown, of_wall
from calculator.measured import hours_lost, last_raised, seen, week_factor
from calculator.multiples import prior
from calculator.own_files import estimate_from
from calculator.passed import Wall, passed
from calculator.percentage import percentage
from calculator.rates import PICO
from calculator.scenario import Scenario
from calculator.sources.claude_code import Notice
from calculator.sources.plan_usage import FIVE_HOURS, MODEL_WEEK, WEEK, Shown, read, read_notices, recognise
from calculator.usage import Tokens
from calculator.uses import Uses
from calculator.weeks import Week, scaled
from calculator.windows import DEFAULT_RULES, Rules, through
from tests.responses import response

ON = date(2026, 11, 23)
LOADED = catalog.load()
MONDAY = Rules(resets_on=0)
FIVE_DAYS = described(Scenario(), LOADED, ON)
SHARE = MILLION // 5
FIRST = datetime(2026, 10, 5, tzinfo=UTC)
"""A Monday."""


def test_a_wall_bounds_the_plan_by_light_days_before_it_and_a_heavy_weeks_heavy_days_until_its_end() -> None:
    ((_, bound),) = measure([WallDay(day=3)], FIVE_DAYS, MONDAY).bounds
    assert bound == (pytest.approx(2 * SHARE * 0.65, abs=2), pytest.approx(3 * SHARE * 1.35**2, abs=2))


def test_a_wall_cannot_come_on_a_day_without_work() -> None:
    assert not measure([WallDay(day=7)], FIVE_DAYS, MONDAY).known
    unknown_reset = measure([WallDay(day=7)], FIVE_DAYS, Rules())
    assert [anchor for anchor, _ in unknown_reset.bounds] == [1, 2, 3, 4, 5]


def test_a_percentage_holds_the_ordinary_week_between_a_light_and_a_heavy_one() -> None:
    (_, bound), *_ = measure([Used(percent=Decimal(50), days_left=Decimal(4))], FIVE_DAYS, MONDAY).bounds
    assert bound.low < 3 * SHARE * 2 < (bound.high or 0)


def test_nothing_used_bounds_only_from_below() -> None:
    (_, bound), *_ = measure([Used(percent=Decimal(0), days_left=Decimal(4))], FIVE_DAYS, MONDAY).bounds
    assert bound.high is None


def test_never_blocked_holds_a_heavy_week() -> None:
    (_, bound), *_ = measure([NeverBlocked()], FIVE_DAYS, MONDAY).bounds
    assert bound.low == pytest.approx(1_350_000, abs=2)
    assert bound.high is None


def test_without_evidence_an_ordinary_week_is_held_as_far_as_published_dollars_allow() -> None:
    """Of whom wants more than a plan can hold, the two fifths that are assumed get through."""
    low, high = prior(LOADED.plan("max"), LOADED)
    assert (low, high) == (int(Decimal("87.5") * MILLION), 1000 * MILLION)
    known = measure([], FIVE_DAYS, MONDAY, (low, high))
    assert not known.known
    for usd in (1, 50, 300):
        draws = known.draws([usd * MILLION] * DRAWS)
        assert draws is not None
        held = [each * usd for each in draws]
        assert max(low, usd * MILLION) - usd <= min(held) < max(low, usd * MILLION) * 3 // 2
        assert high * 8 // 10 < max(held) <= high
    for usd, least in ((1500, MILLION * 2 // 3), (100_000, MILLION * 2 // 5)):
        draws = known.draws([usd * MILLION] * DRAWS)
        assert draws is not None
        assert least <= min(draws) < least * 3 // 2


def test_above_what_is_known_at_least_draws_go_as_far_as_published_facts() -> None:
    known = measure([NeverBlocked()], FIVE_DAYS, MONDAY, (25 * MILLION, 200 * MILLION))
    for usd, most in ((10, 20 * MILLION), (190, 27 * MILLION // 10)):
        draws = known.draws([usd * MILLION] * DRAWS)
        assert draws is not None
        assert 1_350_000 <= min(draws) < max(draws) <= most + 10


@given(st.integers(0, 7000), st.integers(0, 7000), st.integers(0, 6))
def test_more_time_never_uses_less(one: int, other: int, anchor: int) -> None:
    early, late = sorted((one, other))
    assert through(FIVE_DAYS.weekdays, anchor, early) <= through(FIVE_DAYS.weekdays, anchor, late)


def test_evidence_that_contradicts_is_left_out_and_named() -> None:
    found = measure([WallDay(day=2), Used(percent=Decimal(10), days_left=Decimal(4))], FIVE_DAYS, Rules())
    assert found.conflict == "used"
    assert found.bounds == measure([WallDay(day=2)], FIVE_DAYS, Rules()).bounds
    answer = estimate(Scenario(wall="2", used=10, left=Decimal(4)), LOADED, ON)
    (wrong,) = conflicts(answer)
    assert (wrong.field, wrong.value) == ("used", "10")
    assert "contradicts" in wrong.sentence
    assert answer.verdict == estimate(Scenario(wall="2"), LOADED, ON).verdict


@given(st.integers(0, MILLION), st.integers(0, MILLION), st.integers(0, MILLION), st.integers(0, MILLION))
def test_bounds_that_meet_lie_in_both(a: int, b: int, c: int, d: int) -> None:
    first, second = Bound(min(a, b), max(a, b)), Bound(min(c, d), max(c, d))
    met = first.meets(second)
    if met is None:
        assert first.low > second.top or second.low > first.top
    else:
        assert met.low >= max(first.low, second.low)
        assert met.top <= min(first.top, second.top)


@pytest.mark.parametrize(
    ("day", "factor"), [((2026, 5, 12), 100), ((2026, 5, 13), 150), ((2026, 9, 13), 150), ((2026, 9, 14), 125)]
)
def test_the_known_changes_of_weekly_limits_are_known(day: tuple[int, int, int], factor: int) -> None:
    assert week_factor(LOADED, date(*day)) == factor


# Files that show how much of a plan is used.


def test_a_captured_status_line_is_read() -> None:
    document = {"model": {}, "rate_limits": {"seven_day": {"used_percentage": 41.2, "resets_at": 1792454400}}}
    assert recognise(document)
    assert read(document) == [
        Shown("rate_limits", WEEK, Decimal("41.2"), None, datetime.fromtimestamp(1792454400, UTC))
    ]


def test_the_history_of_claude_desktop_is_read_and_nonsense_in_it_left_out() -> None:
    samples = [
        {"t": 1791158400000, "org": "a", "u": {"fh": 12, "sd": 37}},
        {"t": "soon", "u": {"sd": 3}},
        {"t": 1791158700000, "u": {"sd": -4, "fh": True}},
        7,
    ]
    for document in (samples, {"version": 2, "samples": samples}):
        assert recognise(document)
        assert [(each.window, each.percent) for each in read(document)] == [(WEEK, 37), (FIVE_HOURS, 12)]


@pytest.mark.parametrize(
    ("text", "window", "resets_at"),
    [
        ("You've hit your weekly limit · resets Thu 3pm (UTC)", WEEK, datetime(2026, 10, 8, 15, tzinfo=UTC)),
        ("You've hit your weekly limit · resets Oct 9, 10am (UTC)", WEEK, datetime(2026, 10, 9, 10, tzinfo=UTC)),
        ("You've hit your limit · resets 1am (UTC)", FIVE_HOURS, datetime(2026, 10, 7, 1, tzinfo=UTC)),
        ("You've hit your session limit · resets 3:45pm", FIVE_HOURS, datetime(2026, 10, 6, 15, 45, tzinfo=UTC)),
        ("5-hour limit reached ∙ resets 3pm", FIVE_HOURS, datetime(2026, 10, 6, 15, tzinfo=UTC)),
        ("You've hit your Opus limit · resets Oct 9 at 10am (UTC)", MODEL_WEEK, datetime(2026, 10, 9, 10, tzinfo=UTC)),
        ("Claude AI usage limit reached|1791309600", FIVE_HOURS, datetime.fromtimestamp(1791309600, UTC)),
        ("You've hit your limit · resets 13pm", FIVE_HOURS, None),
        ("You've hit your limit · resets 3:75pm", FIVE_HOURS, None),
        ("You've hit your weekly limit · resets Feb 30, 10am (UTC)", WEEK, None),
    ],
)
def test_limit_messages_name_their_window_and_reset(text: str, window: str, resets_at: datetime | None) -> None:
    (shown,) = read_notices([Notice(datetime(2026, 10, 6, 13, 20, tzinfo=UTC), text)])
    assert (shown.window, shown.percent, shown.resets_at) == (window, 100, resets_at)


@pytest.mark.parametrize("at", ["0001-01-01T00:30:00Z", "9999-12-31T20:00:00Z", "1970-01-01T00:00:00Z"])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_what_a_clock_far_off_saw_of_a_plan_is_left_out(at: str, zone: str) -> None:
    message = f"You've hit your weekly limit · resets Thu 3pm ({zone})"
    assert read_notices([Notice(datetime.fromisoformat(at), message)]) == []
    samples = [{"t": at, "u": {"sd": 37}}, {"t": 253402300799000, "u": {"sd": 38}}]
    limits = {"seven_day": {"used_percentage": 37, "resets_at": at}}
    assert [read(samples), read({"rate_limits": limits})] == [[], []]


def test_other_errors_are_no_limits() -> None:
    assert read_notices([Notice(FIRST, "API Error: 500"), Notice(FIRST, "Invalid API key")]) == []


def working(weeks: int = 4, days: int = 5, hours: int = 6) -> history.History:
    """Return logs of somebody who does the same every hour: one response of Opus each."""
    moments = [
        FIRST + timedelta(days=7 * week + day, hours=9 + hour)
        for week in range(weeks)
        for day in range(days)
        for hour in range(hours)
    ]
    tokens = Tokens(output=100_000)
    return history.read(
        [response(at, tokens, session=at.date().isoformat()) for at in moments],
        LOADED,
        ON,
    )


LOGS = working()
OF_LOGS = weekly.demand_of(LOGS, Scenario(), LOADED, ON)


def held(shown: list[Shown]) -> list[tuple[int, Bound]]:
    found = seen(shown, LOGS, DEFAULT_RULES, LOADED, ON)
    return list(measure(found.evidence, OF_LOGS, Rules()).bounds)


def test_a_status_line_measures_the_plan_by_the_use_since_its_window_began() -> None:
    """A week is done; the plan shows it as 50% of what it holds, so it holds twice that, within 65 to 125 percent."""
    resets_at = FIRST + timedelta(days=28)
    shown = [Shown("rate_limits", WEEK, Decimal(50), None, resets_at)]
    ((anchor, bound),) = held(shown)
    assert anchor == 0
    assert bound == (pytest.approx(1.3 * MILLION, rel=0.02), pytest.approx(2.5 * MILLION, rel=0.02))


def test_more_than_all_of_a_week_is_what_was_used_and_not_all_of_it() -> None:
    """A week is done, shown as 125%: the plan holds four fifths of it, within 65 to 125 percent."""
    resets_at = FIRST + timedelta(days=28)
    limits = {"seven_day": {"used_percentage": 125, "resets_at": int(resets_at.timestamp())}}
    ((_, bound),) = held(read({"rate_limits": limits}))
    assert bound == (pytest.approx(0.8 * 0.65 * MILLION, rel=0.03), pytest.approx(0.8 * 1.25 * MILLION, rel=0.03))


def test_a_message_measures_the_plan_by_the_use_until_the_wall() -> None:
    wall = FIRST + timedelta(days=22, hours=12)
    message = Notice(wall, "You've hit your weekly limit · resets Mon 12am (UTC)")
    ((anchor, bound),) = held(read_notices([message]))
    assert anchor == 0
    assert bound.low < 9 * MILLION / 30 < (bound.high or 0)


def test_a_percentage_that_falls_is_a_reset_and_not_noise() -> None:
    """Up to 40% by Tuesday evening, a granted reset, and 40% again by Thursday: each two days of five are 40%."""
    points = [(0, 0), (44, 40), (45, 0), (92, 40), (116, 60)]
    shown = [
        Shown("plan_usage_history", WEEK, Decimal(percent), FIRST + timedelta(hours=hour), None)
        for hour, percent in points
    ]
    bounds = held(shown)
    assert len(bounds) == 7
    assert all(bound.low < MILLION < (bound.high or 0) for _, bound in bounds)


def test_messages_of_five_hours_cost_the_hours_in_which_the_reader_works() -> None:
    noon = FIRST + timedelta(days=1, hours=12)
    shown = read_notices([Notice(noon, "You've hit your limit · resets 4pm (UTC)")] * 2)
    lost = hours_lost(shown, LOGS, FIRST)
    assert lost == (Decimal(2) / (Decimal(26) / 7)).quantize(Decimal("0.1"))
    assert hours_lost([], LOGS, FIRST) is None


def test_hours_that_a_five_hour_limit_took_before_it_was_raised_tell_nothing_of_today() -> None:
    """Two walls a week apart, and it was raised between them: half of the hours, in what is left of the time."""
    noons = [FIRST + timedelta(days=day, hours=12) for day in (1, 8)]
    shown = read_notices([Notice(noon, "You've hit your limit · resets 4pm (UTC)") for noon in noons])
    since = FIRST + timedelta(days=7)
    assert hours_lost(shown, LOGS, since) == (Decimal(2) / (Decimal(19) / 7)).quantize(Decimal("0.1"))
    assert hours_lost(shown, LOGS, FIRST + timedelta(days=60)) is None
    raised = LOADED.facts["timeline.five_hours_raised"].value
    assert last_raised(LOADED).date() == raised


def test_a_status_line_without_use_in_its_window_tells_the_reset_day() -> None:
    shown = [Shown("rate_limits", WEEK, Decimal(50), None, FIRST + timedelta(days=80))]
    found = seen(shown, LOGS, DEFAULT_RULES, LOADED, ON)
    assert [piece.said() for piece in found.evidence] == ["The week resets on Thursday (UTC)."]


# Logs as demand.


def test_weeks_of_a_log_are_its_whole_weeks_counted_from_its_end() -> None:
    assert len(OF_LOGS.weeks) == 3
    assert {week.minutes for week in OF_LOGS.weeks} == {30 * 60}
    assert {week.usd for week in OF_LOGS.weeks} == {30 * 100_000 * 20}


def test_an_empty_week_counts_as_one_of_none() -> None:
    early, late = (response(FIRST + timedelta(days=days), Tokens(output=1)) for days in (0, 40))
    found = weekly.demand_of(history.read([early, late], LOADED, ON), Scenario(), LOADED, ON)
    assert sum(week.usd == 0 for week in found.weeks) == len(found.weeks) - 3  # each is drawn lighter and heavier, too


@pytest.mark.parametrize("year", [2, 2019, 2027, 9998])
def test_a_clock_that_cannot_be_right_changes_no_month(year: int) -> None:
    right = [response(FIRST + timedelta(weeks=number), Tokens(output=9), session="") for number in range(5)]
    wrong = right[0]._replace(at_us=micros(datetime(year, 6, 1, tzinfo=UTC)))
    alone, both = (history.read(each, LOADED, ON) for each in (right, [*right, wrong]))
    assert (alone.uses, both.undated) == (both.uses, 1)
    basis = weekly.demand_of(both, Scenario(), LOADED, ON).basis
    assert "1 of the responses are in the totals and not in this" in " ".join(basis)


def test_less_than_a_week_is_scaled_to_one() -> None:
    found = weekly.demand_of(working(weeks=1, days=2), Scenario(), LOADED, ON)
    mean = sum(week.usd for week in found.weeks) / len(found.weeks)
    assert mean == pytest.approx(12 * 100_000 * 20 * 5 / 2, rel=0.01)
    assert any("Less than three" in sentence for sentence in found.basis)
    assert any(sentence.startswith("2 days with use are less than a week") for sentence in found.basis)


@pytest.mark.parametrize(
    ("days", "gaps", "times"), [(1, 1, 5), (3, 1, 5 / 3), (5, 1, 7 / 5 * 5 / 7), (2, 3, 7 / 4), (6, 1, 1)]
)
def test_days_of_less_than_a_week_are_repeated_to_five_with_use_at_most(days: int, gaps: int, times: float) -> None:
    moments = [FIRST + timedelta(days=day * gaps, hours=9 + hour) for day in range(days) for hour in range(2)]
    past = history.read([response(at, Tokens(output=100_000)) for at in moments], LOADED, ON)
    found = weekly.demand_of(past, Scenario(), LOADED, ON)
    mean = sum(week.usd for week in found.weeks) / len(found.weeks)
    assert mean == pytest.approx(sum(past.uses.usd) / PICO * times, rel=0.01)


def test_models_that_cannot_be_had_any_more_are_named() -> None:
    each = [
        response(at, Tokens(output=100_000), model="claude-opus-4-20250514")
        for at in (FIRST, FIRST + timedelta(days=8))
    ]
    old = history.read(each, LOADED, ON)
    assert old.gone_usd == sum(old.uses.usd) > 0
    assert any(
        sentence.startswith("100% of it, in dollars")
        for sentence in weekly.demand_of(old, Scenario(), LOADED, ON).basis
    )
    assert not any("had any more" in sentence for sentence in weekly.demand_of(working(), Scenario(), LOADED, ON).basis)


def test_a_fast_mode_that_cannot_be_had_any_more_is_named_from_the_day_on_which_it_ends() -> None:
    each = response(FIRST, Tokens(output=100_000), model="claude-opus-4-8")._replace(fast=True)
    gone = [history.read([each], LOADED, date(2026, 11, day)).gone_usd for day in (29, 30)]
    assert gone == [0, 100_000 * 50 * PICO]
    assert not history.read([each._replace(fast=False)], LOADED, date(2026, 11, 30)).gone_usd


def stopped(past: history.History, day: int) -> history.History:
    """Return the logs with every second week cut short at the end of that weekday."""
    kept = [use for use in past.uses if use.at.weekday() < day or (use.at - FIRST) // timedelta(days=7) % 2 == 0]
    return history.History(uses=Uses.of(kept))


STOPPED = stopped(LOGS, 2)
CUT = FIRST + timedelta(days=8, hours=14, seconds=1)
"""A second after the last response of the second week, a Tuesday."""


def test_weeks_that_a_wall_cut_short_are_filled_with_the_ordinary_work_of_the_missing_days() -> None:
    gaps = of_wall(STOPPED, 2, range(7))
    assert [gap.start for gap in gaps] == [CUT]  # how the last week goes on nobody knows yet
    whole = filled(STOPPED, gaps)
    assert [use.at for use in whole.uses if use.at <= gaps[-1].end] == [
        use.at for use in LOGS.uses if use.at <= gaps[-1].end
    ]
    assert whole is filled(STOPPED, gaps)
    assert of_wall(LOGS, 2, range(5)) == ()


def test_messages_fill_the_time_from_the_wall_to_its_reset_and_no_other() -> None:
    notice = Notice(CUT, "You've hit your weekly limit \u00b7 resets Mon 12am (UTC)")
    (gap,) = of_shown(read_notices([notice]), STOPPED)
    assert gap.end == FIRST + timedelta(days=14)
    added = len(filled(STOPPED, (gap,)).uses) - len(STOPPED.uses)
    assert added == 3 * 6
    opus = Notice(CUT, "You've hit your Opus limit \u00b7 resets Oct 19 at 12am (UTC)")
    assert of_shown(read_notices([opus]), STOPPED) == ()
    assert of_shown(read_notices([notice]), STOPPED, (FIVE_HOURS,)) == ()


def test_a_limit_of_a_model_that_is_not_used_is_named_and_moves_no_number() -> None:
    sonnet = Notice(CUT, "You've hit your Sonnet limit \u00b7 resets Oct 19 at 12am (UTC)")
    meters = {"five_hour": {}, "seven_day_sonnet": {"used_percentage": 41, "resets_at": 1792454400}}
    without = estimate_from(Scenario(), LOADED, ON, [], STOPPED)
    for shown, said in (
        (read_notices([sonnet, sonnet]), "a single model, reached once"),
        (read({"rate_limits": meters}), "a single model, not reached in them"),
    ):
        found = estimate_from(Scenario(), LOADED, ON, shown, STOPPED)
        assert any(said in sentence for sentence in found.assumptions)
        assert [option.usd for option in found.options] == [option.usd for option in without.options]
    assert not any("single model" in sentence for sentence in without.assumptions)


def test_a_week_that_was_cut_short_is_filled_by_its_own_days_where_it_has_any() -> None:
    """The weeks that a limit cuts short are the heavy ones: other weeks would make too little of them."""
    heavy = [
        use._replace(usd=use.usd * 3) if timedelta(7) <= use.at - FIRST < timedelta(14) else use for use in STOPPED.uses
    ]
    past = history.History(uses=Uses.of(heavy))
    gap = Gap(FIRST + timedelta(days=9), FIRST + timedelta(days=14))
    added = [use for use in filled(past, (gap,)).uses if gap.start <= use.at < gap.end]
    assert len(added) == 3 * 6
    assert {use.usd for use in added} == {max(use.usd for use in heavy)}


def test_the_time_in_which_a_history_shows_all_used_is_filled() -> None:
    percents = {CUT - timedelta(hours=1): 98, CUT: 100, CUT + timedelta(days=2): 100, FIRST + timedelta(days=14): 3}
    shown = [Shown("plan_usage_history", WEEK, Decimal(percent), at, None) for at, percent in percents.items()]
    assert of_shown(shown, STOPPED) == (Gap(CUT, FIRST + timedelta(days=14)),)
    assert of_shown(shown[:-1], STOPPED) == ()


def test_a_limit_of_which_several_messages_tell_kept_work_out_once() -> None:
    said = "You've hit your weekly limit \u00b7 resets Mon 12am (UTC)"
    again = [Notice(CUT + timedelta(hours=hours), said) for hours in (0, 1, 20)]
    again.append(Notice(CUT + timedelta(hours=2), "You've hit your limit \u00b7 resets 9pm (UTC)"))
    once, often = (of_shown(read_notices(notices), STOPPED) for notices in (again[:1], again))
    assert often == once
    assert len(filled(STOPPED, often).uses) - len(STOPPED.uses) == 3 * 6


@pytest.mark.parametrize("after", [timedelta(minutes=4), timedelta(hours=18), timedelta(days=4)])
def test_of_a_limit_with_work_in_it_the_longest_pause_was_kept_out(after: timedelta) -> None:
    reset = FIRST + timedelta(days=14)
    late = STOPPED.uses[0]._replace(at_us=dates.micros(CUT + after))
    past = history.History(uses=Uses.of(sorted([*STOPPED.uses, late], key=lambda use: use.at)))
    notice = Notice(CUT, "You've hit your weekly limit \u00b7 resets Mon 12am (UTC)")
    longest = max(Gap(CUT, late.at), Gap(late.at, reset), key=lambda gap: gap.end - gap.start)
    assert of_shown(read_notices([notice]), past) == (longest,)
    assert of_shown(read_notices([notice]), past, family="haiku") == (Gap(CUT, reset),)  # it did no work at all


def test_what_a_limit_kept_out_is_wanted_and_uncertain() -> None:
    scenario = Scenario(wall="2")
    whole = estimate_from(scenario, LOADED, ON, [], STOPPED).demand
    logged = weekly.demand_of(STOPPED, scenario, LOADED, ON)
    assert whole.mean_meter > logged.mean_meter
    (unknown,) = [each for each in whole.unknowns if each.id == "blocked_work"]
    assert unknown.low < MILLION < unknown.high
    assert not any(each.id == "blocked_work" for each in logged.unknowns)


@pytest.mark.parametrize(("past", "weekly"), [(LOGS, 30), (working(weeks=1, days=2), 30)])
def test_the_hours_that_the_five_hour_limit_takes_were_wanted_too(past: history.History, weekly: int) -> None:
    logged, wanted = (estimate_from(Scenario(short=short), LOADED, ON, [], past).demand for short in (None, Decimal(6)))
    assert wanted.mean_meter == pytest.approx(logged.mean_meter * (weekly + 6) / weekly, rel=0.01)
    assert [each.id for each in wanted.unknowns if each not in logged.unknowns] == ["blocked_work"]


def test_hours_that_messages_tell_of_are_not_counted_twice() -> None:
    wall = FIRST + timedelta(days=8, hours=12)
    shown = read_notices([Notice(wall, "You've hit your session limit · resets 2pm (UTC)")])
    told, untold = (
        estimate_from(Scenario(short=short), LOADED, ON, shown, STOPPED).demand for short in (Decimal(6), None)
    )
    assert told.mean_meter == untold.mean_meter


def test_hours_that_are_typed_come_before_windows_that_were_measured() -> None:
    case = Case(demand=OF_LOGS, plan=LOADED.plan("pro"), five_hours=(MILLION, MILLION))
    assert case.window(case.plan) is not None
    assert replace(case, short_hours=Decimal(1)).window(case.plan) is None


def test_the_heaviest_week_of_the_logs_is_what_a_plan_with_a_wall_holds() -> None:
    weeks = passed(LOGS, DEFAULT_RULES, LOADED, ON).weeks
    a_day = 6 * 100_000 * 20
    assert weeks[0] == (4 * a_day, 5 * a_day)
    (bound,) = [Wall(passed=passed(LOGS, DEFAULT_RULES, LOADED, ON)).bound(OF_LOGS, 0)]
    assert bound == Bound(MILLION * 4 // 5, MILLION)


def test_windows_that_are_all_as_large_look_like_a_limit() -> None:
    found = passed(LOGS, DEFAULT_RULES, LOADED, ON)
    assert found.window == 5 * 100_000 * 20
    assert found.full == MILLION // 2  # five hours and one, on each day
    few = history.History(uses=LOGS.uses[:12])
    assert passed(few, DEFAULT_RULES, LOADED, ON).full == 0


@pytest.mark.parametrize("rules", [DEFAULT_RULES, Rules(five_hours="sliding")])
def test_windows_that_were_full_before_limits_were_raised_are_no_sign_of_a_limit(rules: Rules) -> None:
    """Each day has a full window and one of an hour."""

    def full(raised_after: timedelta) -> int:
        """Return the share of full ones where limits were raised so long after the first use."""
        later = (last_raised(LOADED) - LOGS.first - raised_after) // dates.MICROSECOND
        uses = (use._replace(at_us=use.at_us + later) for use in LOGS.uses)
        return passed(history.History(uses=Uses.of(uses)), rules, LOADED, ON).full

    assert full(timedelta(days=60)) == 0
    assert full(timedelta(days=14)) == full(timedelta()) == MILLION // 2
    assert full(timedelta(days=25)) == 0  # a single day is left


def test_windows_at_the_limit_are_believed_before_what_a_larger_window_would_hold() -> None:
    """Windows that a limit has cut off never exceed it, so a measured one would seem to cut nothing off them."""
    last = LOGS.last + timedelta(seconds=1)
    start = last - timedelta(hours=5)
    used, ends_at = measured.Meter(LOGS, "cost").between(start, last), start + timedelta(hours=5)
    windows = {
        percent: estimate_from(
            Scenario(), LOADED, ON, [Shown("rate_limits", FIVE_HOURS, Decimal(percent), None, ends_at)], LOGS
        ).decision.case.five_hours
        for percent in (50, 99)
    }
    assert used == 5 * 100_000 * 20
    assert windows[99] is None
    low, high = windows[50] or (0, 0)
    assert low <= 2 * used <= high


def test_drawn_weeks_differ_as_those_that_a_few_are_a_sample_of() -> None:
    def variance(weeks: list[Week], parts: int) -> float:
        mean = sum(each.usd for each in weeks) / len(weeks)
        return sum((each.usd - mean) ** 2 for each in weeks) / parts

    few = [scaled(OF_LOGS.weeks[0], percent * 10_000) for percent in (80, 90, 110, 120)]
    drawn = weekly.widened(few)
    assert sum(each.usd for each in drawn) == pytest.approx(3 * sum(each.usd for each in few), rel=1e-4)
    assert variance(drawn, len(drawn)) == pytest.approx(variance(few, len(few) - 1), rel=0.02)
    assert weekly.widened(few[:1] * 3) == few[:1] * 3


@pytest.mark.parametrize(("left", "exact"), [("3", False), ("3.00", True)])
def test_a_typed_percentage_is_laid_over_what_logs_hold_since_the_reset(left: str, *, exact: bool) -> None:
    scenario = Scenario(used=40, left=Decimal(left))
    found = percentage(scenario, LOGS, LOADED, ON)
    assert found is not None
    begun = LOGS.last - timedelta(days=4)
    counted, end = measured.Meter(LOGS, "cost"), LOGS.last + timedelta(seconds=1)
    off = timedelta(minutes=7) if exact else timedelta(hours=12)
    least, most = (counted.between(moment, end) for moment in (begun + off, begun - off))
    assert found.low <= least * 100 // 40 <= most * 100 // 40 <= found.high
    assert (found.anchor is not None) is exact
    assert found in estimate_from(scenario, LOADED, ON, (), LOGS).decision.case.evidence


def test_when_a_typed_percentage_is_taken_to_have_been_read_is_said() -> None:
    found = estimate_from(Scenario(used=40, left=Decimal("4.5")), LOADED, ON, [], LOGS)
    (said,) = found.decision.capacity.basis
    assert "as if you had read it right after the last response" in said


def test_a_typed_percentage_of_a_week_that_began_before_the_logs_is_held_against_an_ordinary_one() -> None:
    short = history.History(uses=LOGS.uses[-3:])
    scenario = Scenario(used=40, left=Decimal("0.5"))
    assert percentage(scenario, short, LOADED, ON) is None
    assert percentage(Scenario(used=40), LOGS, LOADED, ON) is None
    evidence = estimate_from(scenario, LOADED, ON, (), short).decision.case.evidence
    assert [piece.id for piece in evidence] == ["used"]
    assert isinstance(evidence[0], Used)
