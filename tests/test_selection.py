"""Sources of what may be the same usage are never added up: one counts, the others are compared with it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from calculator.sources.export import ONE_PAGE
from calculator.zones import Table
from tests.exports import cost_csv, log, read, usage_csv
from tests.test_reading import row

if TYPE_CHECKING:
    from calculator.results import Results

DAY = "2026-10-10"
"""The day of an ordinary log row."""
PART = {"inputTokens": 10, "outputTokens": 20, "cacheCreationTokens": 50, "cacheReadTokens": 300}


def ccusage(day: str = DAY, form: str = "daily", key: str = "date") -> bytes:
    breakdown = {"modelName": "claude-opus-5-5", "cost": 0.5, **PART}
    return json.dumps({form: [{key: day, "modelBreakdowns": [breakdown], **PART}], "totals": {}}).encode()


def console(day: str = DAY, **cells: str) -> bytes:
    return usage_csv({"usage_date_utc": day, **cells})


BOTH = {"a.jsonl": log(), "usage.csv": console()}


def test_one_source_is_used_and_named_the_other_left_out() -> None:
    logs, both = read({"a.jsonl": log()}), read(BOTH)
    assert both.report.total == logs.report.total
    assert [source.id for source in both.selection.used] == ["logs"]
    assert [source.id for source in both.selection.left_out] == ["console_usage"]
    assert [(each["id"], each["used"]) for each in both.as_dict()["sources"]] == [
        ("logs", True),
        ("console_usage", False),
    ]


def test_the_reader_may_choose_the_other() -> None:
    console_alone, chosen = read({"usage.csv": console()}), read(BOTH, source="console_usage")
    assert chosen.report.total == console_alone.report.total
    assert [source.id for source in chosen.selection.left_out] == ["logs"]


@pytest.mark.parametrize("wish", ["console_cost", "ccusage", "nonsense"])
def test_what_is_not_there_cannot_be_chosen(wish: str) -> None:
    with pytest.raises(ValueError, match=f"no source '{wish}' to use; there is logs, console_usage"):
        read({**BOTH, "cost.csv": cost_csv()}, source=wish)


def test_sources_of_other_days_are_added_up() -> None:
    found = read({"a.jsonl": log(), "usage.csv": console("2026-10-11")})
    parts = [read({"a.jsonl": log()}), read({"usage.csv": console("2026-10-11")})]
    assert found.selection.left_out == ()
    assert found.report.total.usd == sum(part.report.total.usd for part in parts)
    assert list(found.report.days) == [date(2026, 10, 10), date(2026, 10, 11)]
    assert found.report.counted is False


@pytest.mark.parametrize(
    ("form", "key", "day", "shares"),
    [
        ("weekly", "week", "2026-10-05", True),
        ("weekly", "week", "2026-10-03", True),
        ("weekly", "week", "2026-10-02", False),
        ("monthly", "month", "2026-10", True),
        ("monthly", "month", "2026-09", False),
    ],
)
def test_a_week_and_a_month_span_all_their_days(form: str, key: str, day: str, *, shares: bool) -> None:
    found = read({"a.jsonl": log(), "export.json": ccusage(day, form, key)})
    assert bool(found.selection.left_out) is shares
    assert found.selection.daily is shares


def test_exports_of_the_same_kind_and_other_days_are_one_source() -> None:
    found = read({"october.json": ccusage(), "november.json": ccusage("2026-11-01")})
    (source,) = found.selection.used
    assert (source.id, source.files, source.name) == ("ccusage", 2, "ccusage JSON export (november.json and 1 more)")
    assert found.report.total.tokens.total == 760


def test_two_ccusage_exports_of_the_same_days_are_two_sources() -> None:
    """They may be of two machines or of one: only the reader knows."""
    found = read({"one.json": ccusage(), "two.json": ccusage()})
    assert [source.id for source in found.selection.choosable] == ["ccusage", "ccusage-2"]
    assert found.report.total.tokens.total == 380


@pytest.mark.parametrize("order", [("early", "late"), ("late", "early")])
def test_of_two_console_files_the_fuller_day_counts(order: tuple[str, str]) -> None:
    """The early one was exported while the day went on; each holds a key that the other does not."""
    files = {
        "early": usage_csv({"usage_output_tokens": "1"}, {"api_key": "x"}, {"usage_date_utc": "2026-11-01"}),
        "late": usage_csv({"usage_output_tokens": "3"}, {"api_key": "y"}, {"usage_output_tokens": "4"}),
    }
    found = read({name: files[name] for name in order})
    assert sorted(response.tokens.output for response in found.selection.used[0].responses()) == [3, 4, 500, 500, 500]
    assert found.report.rows.duplicate == 1
    assert found.report.rows.read == 6


def test_of_two_cost_files_the_fuller_day_counts() -> None:
    found = read({"early.csv": cost_csv({"cost_usd": "1"}), "late.csv": cost_csv({"cost_usd": "3"}, {"cost_usd": "4"})})
    assert [line.usd for line in found.selection.dollars[0].stated()] == [3, 4]


def test_a_comparison_shows_each_day_and_model_with_the_difference() -> None:
    usage = console(model_version="claude-opus-5-5"), console("2026-11-11", model_version="claude-opus-5-5")
    rows = usage[0] + usage[1].split(b"\n", 1)[1]
    found = read({"a.jsonl": log(row(), row(message__id="msg_2", message__model="claude-novel-9")), "usage.csv": rows})
    (compared,) = found.comparisons
    assert (compared.first.id, compared.second.id, compared.stated) == ("logs", "console_usage", False)
    lines = [(line.day.isoformat(), line.model, line.tokens, line.usd is None) for line in compared.lines]
    assert lines == [
        (DAY, "claude-novel-9", -380, True),
        (DAY, "claude-opus-5-5", 46_500 - 380, False),
        ("2026-11-11", "claude-opus-5-5", 46_500, False),
    ]
    first, second = compared.lines[1].first, compared.lines[1].second
    assert first is not None
    assert second is not None
    assert first.usd is not None
    assert compared.lines[1].usd == (second.usd or 0) - first.usd
    assert compared.as_dict()["lines"][2]["first"] is None


def test_a_cost_file_is_compared_in_dollars_by_the_model_s_display_name() -> None:
    found = read(
        {
            "a.jsonl": log(),
            "cost.csv": cost_csv(
                {"usage_date_utc": DAY, "cost_usd": "0.5"}, {"usage_date_utc": DAY, "cost_usd": "0.25"}
            ),
        }
    )
    (compared,) = found.comparisons
    (line,) = compared.lines
    assert (line.model, line.tokens, line.second and line.second.usd) == ("claude-opus-5-5", None, Decimal("0.75"))
    assert line.usd == Decimal("0.75") - found.report.total.usd
    assert compared.stated is True


def test_dollars_that_ccusage_states_are_compared_and_not_used() -> None:
    found = read({"a.jsonl": log(), "export.json": ccusage()})
    (line,) = found.comparisons[0].lines
    assert (line.tokens, line.second and line.second.usd) == (0, Decimal("0.5"))


def test_where_a_source_states_some_dollars_ours_do_not_fill_its_gaps() -> None:
    document = json.loads(ccusage())
    document["daily"][0]["modelBreakdowns"].append({"modelName": "claude-haiku-5-5", **PART})
    found = read({"a.jsonl": log(), "export.json": json.dumps(document).encode()})
    haiku, _ = found.comparisons[0].lines
    assert haiku.second == (380, None)


def test_logs_are_compared_in_the_days_of_the_other_source() -> None:
    """In Kiritimati the row is of the day after; the Console counts in UTC, ccusage where it ran."""
    zone = Table(ZoneInfo("Pacific/Kiritimati"))
    found = read({"a.jsonl": log(), "usage.csv": console(), "export.json": ccusage()}, zone=zone)
    assert list(found.report.days) == [date(2026, 10, 11)]
    utc, local = found.comparisons
    assert (utc.zone, {line.day for line in utc.lines}) == ("UTC", {date(2026, 10, 10)})
    assert (local.zone, {line.day for line in local.lines}) == (
        "Pacific/Kiritimati",
        {date(2026, 10, 10), date(2026, 10, 11)},
    )


def test_nothing_to_compare_where_no_day_is_shared() -> None:
    assert read({"a.jsonl": log(), "cost.csv": cost_csv()}).comparisons == ()


@pytest.mark.parametrize(("form", "key", "day"), [("weekly", "week", "9999-12-31"), ("monthly", "month", "9999-12")])
def test_a_span_ends_with_the_calendar(form: str, key: str, day: str) -> None:
    found = read({"export.json": ccusage(day, form, key)})
    assert found.selection.used[0].stretches[-1].last == date.max.toordinal()


LATE = "2026-10-10T03:00:00Z"
"""A moment of 9 October in Los Angeles."""


@pytest.mark.parametrize(
    ("day", "shares"),
    [
        pytest.param("2026-10-08", False, id="two days before"),
        pytest.param("2026-10-09", True, id="the day before"),
        pytest.param("2026-10-10", True, id="the day"),
        pytest.param("2026-10-11", True, id="the day after"),
        pytest.param("2026-10-12", False, id="two days after"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles"])
def test_days_of_an_unknown_zone_may_be_those_beside_them(day: str, zone: str, *, shares: bool) -> None:
    """In Los Angeles ccusage counts the row on the 9th, whatever zone the reader chooses here."""
    found = read({"a.jsonl": log(row(timestamp=LATE)), "daily.json": ccusage(day)}, zone=Table(ZoneInfo(zone)))
    assert bool(found.selection.left_out) is shares
    assert found.report.total.tokens.total == (380 if shares else 760)


def own(*moments: str, zone: str = "UTC") -> bytes:
    rows = (row(message__id=f"msg_{moment}", timestamp=moment) for moment in moments)
    return json.dumps(read({"a.jsonl": log(*rows)}, zone=Table(ZoneInfo(zone))).as_dict()).encode()


def test_our_own_export_of_another_zone_is_the_same_usage() -> None:
    moments = (LATE, "2026-10-12T03:00:00Z")
    local, utc = own(*moments, zone="America/Los_Angeles"), own(*moments)
    logs = log(*(row(message__id=f"msg_{moment}", timestamp=moment) for moment in moments))
    for files in ({"a.jsonl": logs, "own.json": local}, {"utc.json": utc, "local.json": local}):
        found = read(files)
        assert len(found.selection.choosable) == 2
        assert found.report.total.responses == 2
        assert len(found.comparisons) == 1


def test_exports_of_one_month_after_the_other_add_up() -> None:
    found = read({"october.json": ccusage("2026-10-31"), "november.json": ccusage("2026-11-01")})
    assert found.selection.left_out == ()
    assert found.report.total.tokens.total == 760


@pytest.mark.parametrize(("day", "shares"), [("2026-10-01", True), ("2026-10-10", True), ("2026-10-11", False)])
def test_a_session_may_have_begun_on_any_day_before_its_last(day: str, *, shares: bool) -> None:
    found = read({"daily.json": ccusage(day), "sessions.json": ccusage(form="sessions", key="lastActivity")})
    assert bool(found.selection.left_out) is shares


@pytest.mark.parametrize(
    "cells",
    [
        {"usage_type": "batch"},
        {"context_window": "> 200k", "usage_input_tokens_cache_read": "500000"},
        {"inference_geo": "us"},
        {"speed": "fast"},
    ],
    ids=str,
)
def test_filtered_parts_of_the_console_add_up(cells: dict[str, str]) -> None:
    """Each label is told in both files by another row, as it is where nothing was filtered out."""
    other = {"api_key": "other", **cells}
    parts = {"one.csv": usage_csv({}, other), "two.csv": usage_csv(cells, {**other, "api_key": "third"})}
    found, alone = read(parts), [read({name: data}) for name, data in parts.items()]
    assert found.selection.left_out == ()
    assert found.report.total.usd == sum(each.report.total.usd for each in alone)
    assert found.report.rows.duplicate == 0


def admin(*results: dict[str, Any], hours: tuple[int, int] = (0, 24), **page: Any) -> dict[str, Any]:
    """Return a page of the Admin API with one bucket of these hours."""
    begin, end = (f"2026-11-03T{hour:02}:00:00Z" if hour < 24 else "2026-11-04T00:00:00Z" for hour in hours)
    return {"data": [{"starting_at": begin, "ending_at": end, "results": list(results)}], "has_more": False, **page}


def used(**changes: Any) -> dict[str, Any]:
    return {"uncached_input_tokens": 1_000_000, "output_tokens": 0, "model": "claude-opus-5-5", **changes}


def read_pages(*pages: Any, **wishes: Any) -> Results:
    return read({f"{number}.json": json.dumps(page).encode() for number, page in enumerate(pages)}, **wishes)


def test_pages_of_the_admin_api_add_up_as_files_and_as_a_list() -> None:
    pages = admin(used(), hours=(0, 12), has_more=True), admin(used(uncached_input_tokens=7), hours=(12, 24))
    for found in (read_pages(*pages), read_pages(*reversed(pages)), read_pages(list(pages)), read_pages(*pages, pages)):
        assert found.report.total.tokens.total == 1_000_007
        assert found.selection.used[0].assumed == ()
    assert read_pages(*pages).report.rows.duplicate == 0


def test_a_page_is_missing_unless_the_one_that_follows_is_there() -> None:
    pages = [admin(*results, hours=(start, start + 8), has_more=True) for start, results in ((0, [used()]), (8, []))]
    last = admin(used(), hours=(16, 24))
    assert ONE_PAGE in read_pages(pages[0], last).selection.used[0].assumed
    empty_between = read_pages([pages[0], pages[1]], last)
    assert empty_between.selection.used[0].assumed == ()


@pytest.mark.parametrize(
    "label", ["api_key_id", "workspace_id", "service_account_id", "service_tier", "context_window", "inference_geo"]
)
def test_parts_of_the_admin_api_that_differ_in_a_label_add_up(label: str) -> None:
    values = ("standard", "batch") if label == "service_tier" else ("one", "other")
    found = read_pages(*(admin(used(**{label: value})) for value in values))
    assert found.report.total.tokens.total == 2_000_000
    assert found.report.rows.duplicate == 0


@pytest.mark.parametrize("end", [None, "x", "2026-11-03T00:00:00Z", 7])
def test_a_bucket_without_an_end_lasts_to_the_end_of_its_day(end: object) -> None:
    page = admin(used(), has_more=True)
    page["data"][0]["ending_at"] = end
    assert read_pages(page, page).report.total.tokens.total == 1_000_000
    following = {"data": [{"starting_at": "2026-11-04T00:00:00Z", "results": [used()]}]}
    assert read_pages(page, following).selection.used[0].assumed == ()


@pytest.mark.parametrize("label", ["usage_type", "context_window", "inference_geo", "speed", "token_type", "cost_type"])
def test_filtered_parts_of_a_cost_file_add_up(label: str) -> None:
    parts = {"one.csv": cost_csv({label: "one"}), "two.csv": cost_csv({label: "other", "cost_usd": "2.50"})}
    (dollars,) = read(parts).selection.dollars
    assert sum(line.usd for line in dollars.stated()) == Decimal("3.75")
    (again,) = read({"one.csv": cost_csv(), "later.csv": cost_csv({"cost_usd": "2.50"})}).selection.dollars
    assert [line.usd for line in again.stated()] == [Decimal("2.50")]


def test_parts_of_a_cost_report_add_up() -> None:
    costs = ({"amount": "100", "model": "claude-opus-5-5", "service_tier": tier} for tier in ("standard", "batch"))
    found = read_pages(*map(admin, costs))
    assert [line.usd for line in found.selection.dollars[0].stated()] == [1, 1]


DAY_OF_KEY = used(api_key_id="key_1", workspace_id="ws_1")
DAY_OF_MODEL, DAY_IN_ALL = used(), used(model=None)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(admin(DAY_OF_KEY), admin(DAY_OF_MODEL), id="by key and by model"),
        pytest.param(admin(DAY_OF_MODEL), admin(DAY_IN_ALL), id="by model and in all"),
        pytest.param(admin(used(service_tier="standard")), admin(used(context_window="0-200k")), id="tier and window"),
        pytest.param(admin(used(), hours=(5, 6)), admin(used()), id="an hour of a day"),
    ],
)
def test_reports_of_one_account_that_are_grouped_otherwise_are_never_added_up(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    for pages in ((first, second), (second, first)):
        found = read_pages(*pages)
        assert [source.id for source in found.selection.choosable] == ["admin_usage", "admin_usage-2"]
        assert found.report.total.tokens.total == 1_000_000
        assert found.report.unpriced.tokens == 0
        assert len(found.comparisons) == 1
        assert read_pages(*pages, source="admin_usage-2").report.total.tokens.total == 1_000_000


def test_reports_of_other_groupings_add_up_where_nothing_can_be_in_both() -> None:
    other_hours = read_pages(admin(DAY_OF_KEY, hours=(0, 12)), admin(DAY_OF_MODEL, hours=(12, 24)))
    other_models = read_pages(admin(DAY_OF_KEY), admin(used(model="claude-haiku-5-5")))
    for found in (other_hours, other_models):
        assert found.selection.left_out == ()
        assert found.report.total.tokens.total == 2_000_000


def test_cost_reports_that_are_grouped_otherwise_are_never_added_up() -> None:
    described = {"amount": "400", "model": "claude-opus-5-5", "token_type": "output_tokens", "description": "Output"}
    found = read_pages(admin({"amount": "400"}), admin(described))
    assert [source["usd_stated"] for source in found.as_dict()["sources"]] == ["4", "4"]
    assert [source.exports[0].stated[0].model for source in found.selection.spending] == ["claude-opus-5-5"]


def test_a_console_file_without_a_column_may_hold_what_another_tells_apart() -> None:
    """The older one has no column of speeds, so its row may be the two of the newer one."""
    older = {"older.csv": usage_csv({"usage_output_tokens": "1000"})}
    newer = {"newer.csv": usage_csv({}, {"speed": "fast"})}
    found = read({**older, **newer})
    assert [source.name for source in found.selection.used] == ["Console usage CSV (newer.csv)"]
    assert [source.name for source in found.selection.left_out] == ["Console usage CSV (older.csv)"]


@pytest.mark.parametrize(
    ("zone", "used"),
    [
        pytest.param("America/Los_Angeles", 2, id="one zone"),
        pytest.param("Europe/Berlin", 1, id="its first day began before the other's last had ended"),
    ],
)
def test_our_own_exports_that_follow_each_other_add_up_within_one_zone(zone: str, used: int) -> None:
    earlier, later = own("2026-10-11T03:00:00Z", zone="America/Los_Angeles"), own("2026-10-11T10:00:00Z", zone=zone)
    found = read({"earlier.json": earlier, "later.json": later})
    assert sum(source.files for source in found.selection.used) == used
    assert len(found.selection.left_out) == 2 - used


def test_the_days_of_an_export_of_exports_are_of_no_zone_that_it_names() -> None:
    again = json.dumps(read({"own.json": own("2026-10-11T03:00:00Z", zone="America/Los_Angeles")}).as_dict()).encode()
    found = read({"again.json": again, "later.json": own("2026-10-11T10:00:00Z", zone="America/Los_Angeles")})
    assert found.selection.left_out == ()
