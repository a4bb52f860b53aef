"""Exports drive the estimate: each kind alone, page and command line alike, and never added to another of its days."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import browser, catalog, daily, money, spending
from calculator.assumptions import assumptions
from calculator.forecast import MILLION
from calculator.ordinary_week import WEEKS_PER_MONTH
from calculator.own_files import estimate_from
from calculator.scenario import Scenario
from calculator.selection import select
from calculator.sources.source import sources
from calculator.usage import KINDS
from tests.exports import cost_csv, door, log, read, usage_csv
from tests.offered import offer
from tests.test_own_files import ON, SCENARIO, STATUS, in_the_page, printed

LOADED = catalog.load()
FIRST = date(2026, 10, 28)
DAYS = [FIRST + timedelta(days=number) for number in range(28) if number % 7 < 5]
MODEL = "claude-opus-5-5"


def usage(*days: date, **cells: str) -> bytes:
    return usage_csv(*({"usage_date_utc": day.isoformat(), **cells} for day in days))


def ccusage(entries: dict[date, int], period: str = "daily") -> bytes:
    name = {"daily": "date", "weekly": "week", "monthly": "month"}[period]
    rows = [
        {
            name: day.isoformat()[: 7 if period == "monthly" else 10],
            "modelBreakdowns": [
                {
                    "modelName": MODEL,
                    "inputTokens": 100,
                    "outputTokens": output,
                    "cacheCreationTokens": 20_000,
                    "cacheReadTokens": 90_000,
                    "cost": 1.5,
                }
            ],
        }
        for day, output in entries.items()
    ]
    return json.dumps({period: rows, "totals": {}}).encode()


def admin(*days: date) -> bytes:
    results = [{"uncached_input_tokens": 5000, "model": MODEL, "output_tokens": 90_000}]
    buckets = [
        {"starting_at": f"{day}T00:00:00Z", "ending_at": f"{day + timedelta(days=1)}T00:00:00Z", "results": results}
        for day in days
    ]
    return json.dumps({"data": buckets, "has_more": False}).encode()


DAILY = {day: 50_000 + 1000 * place for place, day in enumerate(DAYS)}
OWN = json.dumps(read({"c.json": ccusage(DAILY)}).as_dict()).encode()
ALONE = {
    "ccusage.json": ccusage(DAILY),
    "usage.csv": usage(*DAYS),
    "cost.csv": cost_csv(*({"usage_date_utc": day.isoformat(), "cost_usd": "9.5"} for day in DAYS)),
    "admin.json": admin(*DAYS),
    "own.json": OWN,
}


def spent(files: dict[str, bytes], source: str = "") -> spending.Spending:
    return spending.read(select(sources(door(files)), source), LOADED, ON)


def months(found: spending.Spending, **given: Any) -> Decimal:
    return daily.demand_of(found, Scenario(**given), LOADED).low


@pytest.mark.parametrize("name", ALONE)
def test_an_export_alone_drives_the_answer_in_the_page_and_on_the_command_line(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(ALONE[name])
    told, shown = printed(SCENARIO, "--logs", file), in_the_page(SCENARIO, {name: ALONE[name]})
    del told["report"], shown["report"]  # their files have other paths
    assert told == shown
    assert told["options"] != printed(SCENARIO)["options"]
    assert "Your exports from 28 Oct 2026 to 22 Nov 2026, 26 days" in " ".join(told["assumptions"])


@pytest.mark.parametrize("inputs", ["day=heavy", "models=sonnet", "agents=5", "teams=50"])
def test_what_exports_show_takes_the_place_of_what_is_described(inputs: str) -> None:
    plain, other = (in_the_page(query, {"u.csv": usage(*DAYS)}) for query in ("plan=pro", f"plan=pro&{inputs}"))
    assert other["options"] == plain["options"]


def test_a_month_is_what_the_report_says_of_whole_weeks() -> None:
    """Two weeks of ten days, written for five minutes: dollars of the report, times the weeks of a month."""
    days = [date(2026, 11, 9) + timedelta(days=number) for number in range(14) if number % 7 < 5 or number == 13]
    files = {"u.csv": usage(*days, usage_input_tokens_cache_write_1h="0")}
    total = read(files).report.total.usd
    found = spent(files)
    assert found.count == 14
    assert months(found) == pytest.approx(money.times(money.ratio(total, 2), WEEKS_PER_MONTH), rel=Decimal("1e-5"))


def test_an_export_of_this_site_says_what_its_source_said() -> None:
    direct, again = (spent({"a.json": data}) for data in (ccusage(DAILY), OWN))
    assert again.days.keys() == direct.days.keys()
    for day, amount in direct.days.items():
        assert again.days[day].usd == amount.usd
        assert again.days[day].others == amount.others
    assert again.tokens == direct.tokens


def test_dollars_of_an_export_follow_the_prices() -> None:
    """Twice as dear since: what was exported then costs twice its dollars; tokens of any export are at today's too."""
    found = select(sources(door({"own.json": OWN})))
    before, after = (spending.read(found, prices, LATER) for prices in (LOADED, twice_as_dear()))
    assert before.days == spent({"own.json": OWN}).days
    assert [amount.usd for amount in after.days.values()] == [amount.usd * 2 for amount in before.days.values()]
    again = spending.read(select(sources(door({"c.json": ccusage(DAILY)}))), twice_as_dear(), LATER)
    assert again.total.usd == after.total.usd


LATER = ON + timedelta(days=7)


def twice_as_dear() -> catalog.Catalog:
    """Return the catalog with a model that costs twice as much from a day after the exports on."""
    model = LOADED.find(MODEL)
    assert model is not None
    *older, last = model.prices
    rates = replace(last.rates, **{kind: 2 * getattr(last.rates, kind) for kind in KINDS})
    dearer = replace(last, valid_from=LATER, rates=rates)
    changed = replace(model, prices=(*older, replace(last, valid_until=LATER), dearer))
    models = tuple(changed if each is model else each for each in LOADED.models)
    ids = {name: changed if each is model else each for name, each in LOADED.ids.items()}
    return replace(LOADED, models=models, ids=ids)


@pytest.mark.parametrize(("source", "same"), [("", "u.csv"), ("ccusage", "c.json"), ("console_usage", "u.csv")])
def test_sources_of_the_same_days_are_never_added_up(source: str, same: str) -> None:
    files = {"u.csv": usage(*DAYS), "c.json": ccusage(DAILY), "cost.csv": ALONE["cost.csv"]}
    assert spent(files, source) == spent({same: files[same]})


def test_two_exports_that_state_dollars_of_the_same_days_are_not_added_up() -> None:
    costs = {
        "data": [
            {"starting_at": f"{day}T00:00:00Z", "results": [{"amount": "950", "currency": "USD"}]} for day in DAYS
        ],
        "has_more": False,
    }
    files = {"cost.csv": ALONE["cost.csv"], "admin_cost.json": json.dumps(costs).encode()}
    assert [source.id for source in sources(door(files))] == ["console_cost", "admin_cost"]
    assert spent(files) == spent({"cost.csv": files["cost.csv"]})


def test_logs_come_before_exports() -> None:
    logs = {"projects/a/b.jsonl": log()}
    beside = in_the_page(SCENARIO, {**logs, "u.csv": usage(*DAYS)})
    assert beside["options"] == in_the_page(SCENARIO, logs)["options"]


def test_the_day_is_not_over_and_impossible_days_are_named() -> None:
    days = [date(2020, 1, 1), date(2026, 11, 24), ON, date(2031, 1, 1)]
    found = spent({"u.csv": usage(*days)})
    assert list(found.days) == [date(2026, 11, 24)]
    assert found.left_out == 3
    assert list(spent({"u.csv": usage(ON)}).days) == [ON], "one day is better than none"
    assert "3 entries of your exports" in " ".join(daily.demand_of(found, Scenario(), LOADED).basis)


def test_nothing_that_can_be_counted_leaves_the_answer_to_the_inputs() -> None:
    data = usage(*DAYS, model_version="claude-novel-9")
    found = spent({"u.csv": data})
    assert not found.days
    assert found.unpriced_tokens == 46_500 * len(DAYS)
    assert in_the_page(SCENARIO, {"u.csv": data})["options"] == printed(SCENARIO)["options"]


@given(st.integers(0, 27), st.sampled_from(["weekly", "monthly"]))
def test_a_longer_entry_is_spread_over_its_days_that_are_over(back: int, period: str) -> None:
    day = date(2026, 11, 23) - timedelta(days=back)
    first = day.replace(day=1) if period == "monthly" else day - timedelta(days=day.weekday())
    found = spent({"c.json": ccusage({first: 7_000_000}, period)})
    assert found.first == first
    assert found.last < ON
    (whole,) = spent({"c.json": ccusage({day: 7_000_000})}).days.values()
    assert 0 <= whole.usd - found.total.usd < 31
    basis = " ".join(daily.demand_of(found, Scenario(), LOADED).basis)
    assert f"spans a {period.removesuffix('ly')}" in basis


def test_hours_are_the_readers_and_never_invented() -> None:
    found = spent({"u.csv": usage(*DAYS)})
    demand = daily.demand_of(found, Scenario(hours=Decimal(4)), LOADED)
    assert {slot.minutes for week in demand.weeks for slot in week.slots} == {240}
    assert not any(week.windows for week in demand.weeks)
    answer = estimate_from(Scenario(), LOADED, ON, (), None, spending=found)
    told = assumptions(answer.decision.case, answer.decision.capacity, Scenario(), LOADED)
    assert "An active day has 6 hours of work, the default of this page." in told
    assert any(sentence.startswith("Exports do not tell the hours of a day, pauses, sub-agents") for sentence in told)


def test_what_an_export_leaves_open_widens_the_range() -> None:
    kept, unknown = usage(*DAYS, usage_input_tokens_cache_write_1h="0"), ccusage(DAILY)
    ids = {name: [each.id for each in of(data).unknowns] for name, data in (("kept", kept), ("unknown", unknown))}
    assert "pauses" not in ids["kept"]
    assert "pauses" in ids["unknown"]
    assert of(unknown).high == pytest.approx(of(unknown).low * 3 / 2, rel=Decimal("1e-20"))
    assert of(kept).high == of(kept).low
    assert next(each for each in of(unknown).unknowns if each.id == "pauses").high == MILLION * 3 // 2
    stepped = of(unknown.replace(MODEL.encode(), b"claude-haiku-5-5"))
    assert next(each for each in stepped.unknowns if each.id == "prompts").high == 5 * MILLION


def of(data: bytes, **given: Any) -> Any:
    return daily.demand_of(
        spent({"file.csv" if data.startswith(b"usage") else "file.json": data}), Scenario(**given), LOADED
    )


@pytest.mark.parametrize(("wall", "high"), [("1", 7 * MILLION), ("3", 7 * MILLION // 3), ("7", None), ("never", None)])
def test_a_wall_leaves_open_what_a_plan_kept_out(wall: str, high: int | None) -> None:
    found = {each.id: each.high for each in of(ccusage(DAILY), wall=wall).unknowns}
    assert found.get("blocked_work") == high
    assert "blocked_work" not in {each.id for each in of(usage(*DAYS), wall=wall).unknowns}, "no plan limited it"


def test_a_plan_holds_at_least_the_heaviest_week_that_it_let_through() -> None:
    heavy = dict.fromkeys(DAYS, 1000) | {DAYS[7]: 9_000_000, DAYS[8]: 9_000_000}
    found = spent({"c.json": ccusage(heavy)})
    through = daily.passed(found, "cost", LOADED, ON)
    two_days = 2 * found.days[DAYS[7]].made // 10**6
    reset = DAYS[7].weekday()
    assert through.weeks[reset - 3][1] >= two_days
    assert through.weeks[(reset + 1) % 7][0] < two_days, "a reset between the two days parts them"
    assert (through.window, through.full) == (0, 0)


def test_a_percentage_beside_the_use_of_an_api_account_measures_no_plan() -> None:
    status = {"status.json": json.dumps(STATUS).encode()}
    plan = in_the_page(SCENARIO, {**status, "c.json": ccusage(DAILY)})
    account = in_the_page(SCENARIO, {**status, "u.csv": usage(*DAYS)})
    assert "the use that your exports have in an ordinary week" in plan["capacity"]["evidence"][0]
    assert account["capacity"]["evidence"] == ["The week resets on Monday (UTC)."]


def test_dollars_alone_are_priced_under_no_other_model() -> None:
    found = daily.demand_of(spent({"cost.csv": ALONE["cost.csv"]}), Scenario(), LOADED)
    assert (found.tokens, found.variants) == (None, ())
    assert "tell dollars alone" in " ".join(found.basis)


@pytest.mark.parametrize(("name", "data"), [("u.csv", usage(*DAYS)), ("cost.csv", ALONE["cost.csv"])])
def test_the_page_says_what_the_answer_rests_on(name: str, data: bytes) -> None:
    offer({name: data})
    html = json.loads(browser.import_end(SCENARIO, ON.isoformat()))["html"]
    cleared = json.loads(browser.import_clear(SCENARIO, ON.isoformat()))["html"]
    assert "Your usage comes from your exports" in html
    assert "From your exports" in html
    assert '<p class="calc-hint"></p>' not in html
    assert "From your exports" not in cleared


def test_the_page_says_when_no_day_of_an_export_can_be_counted() -> None:
    offer({"u.csv": usage(date(2031, 1, 1))})
    html = json.loads(browser.import_end(SCENARIO, ON.isoformat()))["html"]
    browser.import_clear(SCENARIO, ON.isoformat())
    assert "None of their days can be counted, so the answer rests on these inputs." in html
