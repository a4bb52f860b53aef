"""Results from files: every way to cut them adds up to the whole, and this site's exports read back to it."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import catalog, money
from calculator.account import CLEANUP_DAYS
from calculator.cells import COLUMNS
from calculator.present.account import sentences
from calculator.present.exports import TOP, as_csv, as_markdown
from calculator.present.terminal import as_text
from calculator.present.usage_report import drawing
from calculator.report import Sum
from calculator.results import results
from calculator.sources.own import ALL_MODELS, NO_ZONE, OLDER
from tests.corpora import MARKUP, Corpus, make
from tests.exports import ON, cost_csv, door, log, read, usage_csv
from tests.test_reading import row

if TYPE_CHECKING:
    from collections.abc import Callable

    from calculator.results import Results

RECORDED = Path(__file__).parent / "ccusage"
NASTY = ("=1+1", "+x", "-x", "@sum", "'quoted", "a,b", 'say "hi"', "two\nlines", "pipe | and `code`", MARKUP, "", " ")

names = st.sampled_from(NASTY) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
rows = st.lists(
    st.builds(
        row,
        message__id=st.uuids().map(str),
        message__model=st.sampled_from(["claude-opus-5-5", "claude-haiku-5-5", "claude-opus-4-8", "claude-novel-9"]),
        sessionId=names,
        cwd=names,
        isSidechain=st.booleans(),
        timestamp=st.dates(date(2026, 8, 1), date(2026, 11, 23)).map(lambda day: f"{day}T23:30:00Z"),
        usage__output_tokens=st.integers(0, 10**6),
        usage__cache_read_input_tokens=st.sampled_from([0, 99_910, 100_000, 500_000]),
        usage__speed=st.sampled_from(["fast", "standard"]),
    ),
    min_size=1,
    max_size=12,
)


def files_of(made: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return a log file for each session: all of a file is made in one place."""
    return {f"{number}.jsonl": log(each) for number, each in enumerate(made)}


def parts(found: Results) -> dict[str, list[Sum]]:
    return {
        "models": list(found.report.models.values()),
        "days": list(found.report.days.values()),
        "weeks": list(found.weeks.values()),
        "months": list(found.months.values()),
        "projects": list(found.projects.values()),
        "conversations": list(found.conversations.values()),
        "models by day": list(found.by_model_and_day.values()),
        "sessions": list(found.report.by(lambda place: place.session).values()),
    }


@given(rows)
def test_every_way_to_cut_it_adds_up_to_the_last_digit(made: list[dict[str, Any]]) -> None:
    found = read(files_of(made))
    whole = found.report.total
    assert whole.responses == len(made)
    for name, each in parts(found).items():
        assert money.add(*(part.usd for part in each)) == whole.usd, name
        assert tuple(map(sum, zip(*(part.tokens for part in each), strict=True))) == whole.tokens, name
        assert sum(part.responses for part in each) == whole.responses, name
        assert sum(part.web_searches for part in each) == whole.web_searches, name


@pytest.mark.parametrize(
    ("export", "name"),
    [
        (lambda found: json.dumps(found.as_dict()), "usage.json"),
        (lambda found: json.dumps({"fragment": "", "report": found.as_dict()}), "estimate.json"),
        (as_csv, "usage.csv"),
    ],
    ids=["report", "download", "CSV"],
)
@given(rows)
def test_an_export_reads_back_to_the_same(
    export: Callable[[Results], str], name: str, made: list[dict[str, Any]]
) -> None:
    found = read(files_of(made))
    back = read({name: export(found).encode()})
    ours, theirs = found.as_dict(), back.as_dict()
    for member in ("rows", "sources", "read", "cache"):
        del ours[member], theirs[member]
    assert theirs == ours
    assert back.report.rows.broken == 0


def test_a_csv_of_ours_says_that_it_has_no_time_zone() -> None:
    found = read({"a.jsonl": log()})
    (csv_source,) = read({"usage.csv": as_csv(found).encode()}).selection.used
    (json_source,) = read({"usage.json": json.dumps(found.as_dict()).encode()}).selection.used
    assert set(csv_source.assumed) - set(json_source.assumed) == {NO_ZONE}


@pytest.mark.parametrize("name", ["export.json", "export.csv"])
@pytest.mark.parametrize("kind", ["ccusage", "console"])
def test_what_a_source_does_not_tell_is_unknown_and_reads_back_as_unknown(kind: str, name: str) -> None:
    """The Console counts web searches, ccusage does not; neither counts responses or tells sub-agents apart."""
    given = (RECORDED / "sessions.json").read_bytes() if kind == "ccusage" else usage_csv()
    found = read({"given": given})
    export = as_csv(found) if name.endswith("csv") else json.dumps(found.as_dict())
    for told in (found, read({name: export.encode()})):
        document = told.as_dict()
        assert document["responses"] is None
        assert document["web_searches"] == (None if kind == "ccusage" else 2)
        assert document["conversations"] == {}
        assert {session["responses"] for session in document["sessions"]} <= {None}
        parts = [dict(zip(COLUMNS, part, strict=True)) for part in document["cells"]["rows"]]
        assert {(part["responses"], part["sidechain"]) for part in parts} == {(None, None)}
        assert "0 responses" not in as_text(told)
        assert "Main conversations" not in as_text(told) + as_markdown(told)
        assert "false" not in as_csv(told)


def test_what_logs_tell_is_kept_beside_a_source_that_does_not_tell_it() -> None:
    side = row(message__id="msg_2", isSidechain=True, usage__server_tool_use={"web_search_requests": 3})
    alone = read({"a.jsonl": log(row(), side)}).as_dict()
    later = json.dumps({"daily": [{"date": "2026-11-10", "inputTokens": 5, "modelsUsed": ["claude-opus-5-5"]}]})
    found = read({"a.jsonl": log(row(), side), "b.json": later.encode()})
    assert len(found.selection.used) == 2
    both = found.as_dict()
    assert (both["responses"], both["web_searches"]) == (None, None)
    assert both["conversations"] == {"sub_agents": alone["conversations"]["sub_agents"]}
    parts = [dict(zip(COLUMNS, part, strict=True)) for part in both["cells"]["rows"]]
    assert [(part["responses"], part["sidechain"], part["web_searches"]) for part in parts] == [
        (1, None, None), (1, True, 3), (None, None, None),
    ]  # fmt: skip


def test_an_older_export_reads_back_to_its_days() -> None:
    found = read({"a.jsonl": log(row(), row(message__id="msg_2", timestamp="2026-10-12T08:00:00Z"))})
    older = dict(list(found.as_dict().items())[:9])
    back = read({"usage.json": json.dumps(older).encode()})
    assert back.report.total.usd == found.report.total.usd
    assert back.report.total.tokens == found.report.total.tokens
    assert {day: part.usd for day, part in back.report.days.items()} == {
        day: part.usd for day, part in found.report.days.items()
    }
    assert list(back.report.models) == [ALL_MODELS]
    assert OLDER in back.selection.used[0].assumed
    assert back.as_dict()["responses"] is None


@pytest.mark.parametrize("tokens", [None, [1], "many", 7])
def test_a_day_of_an_older_export_without_tokens_costs_nothing_beside_it(tokens: object) -> None:
    found = read({"a.jsonl": log(row(), row(message__id="msg_2", timestamp="2026-10-12T08:00:00Z"))})
    older = dict(list(found.as_dict().items())[:9])
    older["days"][0]["tokens"] = tokens
    back = read({"usage.json": json.dumps(older).encode()})
    assert (list(back.report.days), back.report.rows.broken) == ([date(2026, 10, 12)], 1)
    assert [problem.reason for problem in back.account.broken] == ["row 1: tokens is no object"]


def test_an_older_export_whose_days_are_no_list_is_named() -> None:
    older = dict(list(read({"a.jsonl": log()}).as_dict().items())[:9]) | {"days": None}
    back = read({"usage.json": json.dumps(older).encode(), "a.jsonl": log()})
    assert [problem.reason for problem in back.account.unknown] == ["days is no list"]


def test_a_damaged_export_keeps_its_good_rows() -> None:
    found = read({"a.jsonl": log(row(), row(message__id="msg_2", timestamp="2026-10-12T08:00:00Z"))}).as_dict()
    found["cells"]["rows"][0][COLUMNS.index("output")] = "many"
    found["cells"]["rows"][1][COLUMNS.index("sidechain")] = []
    found["cells"]["rows"].append(7)
    back = read({"usage.json": json.dumps(found).encode()})
    assert (back.report.rows.read, back.report.rows.broken) == (3, 2)
    assert list(back.report.days) == [date(2026, 10, 12)]


def test_a_spreadsheet_computes_nothing_of_names_from_files() -> None:
    text = as_csv(read(files_of([row(cwd=name, message__id=name or "x") for name in NASTY])))
    cells = [each["project"] for each in csv.DictReader(io.StringIO(text))]
    assert len(cells) >= len(NASTY) - 1
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]


def test_a_name_with_a_zero_byte_makes_no_binary_file() -> None:
    text = as_csv(read({"a.jsonl": log(row(cwd="a\0b"))}))
    assert read({"usage.csv": text.encode()}).projects.keys() == {"a\ufffdb"}


def test_markdown_takes_names_from_files_for_text() -> None:
    text = as_markdown(read({"a.jsonl": log(row(cwd=MARKUP + "|[x](y)\n# title", sessionId="`s`"))}))
    assert r"\<img src=x onerror=window.pwned=1\>\|\[x\](y) \# title" in text
    assert r"\`s\`" in text
    assert all(line.count(" | ") == 3 for line in text.splitlines() if line.startswith("|"))


@pytest.mark.parametrize("face", [as_text, as_markdown])
def test_broken_rows_and_files_that_could_not_be_read_are_named(face: Callable[[Results], str]) -> None:
    files = {"far/home/a.jsonl": log() + b"{cut\n" * 7, "b.csv": usage_csv({}, {"usage_output_tokens": "-1"})}
    opened = door(files)
    for number in range(TOP + 2):
        opened.cannot_read(f"far/from/home/{number}.jsonl", "Permission denied")
    text = face(results(opened, catalog.load(), ON)).replace("\\", "")
    for named in (
        "far/home/a.jsonl, line 2: not complete JSON.",
        "far/home/a.jsonl, line 6: not complete JSON.",
        "b.csv, line 3: usage_output_tokens is no token count.",
        "not named here: 2.",
        "Not read: from/home/0.jsonl (Permission denied).",
        "Not read: 2 other files.",
    ):
        assert named in text


@pytest.mark.parametrize(
    ("tier", "said"),
    [("priority", True), ("flex", True), (["batch"], True), ("standard", False), ("batch", False), (None, False)],
)
def test_a_service_tier_without_a_list_price_is_priced_as_the_standard_one_and_said(tier: Any, *, said: bool) -> None:
    standard, found = (read({"a.jsonl": log(row(usage__service_tier=each))}) for each in ("standard", tier))
    assert (found.report.total == standard.report.total) is (tier != "batch")
    assert ("service tier without a list price" in as_text(found)) is said


@pytest.mark.parametrize("face", [as_text, as_markdown])
@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "no tokens to price"),
        ({"a.jsonl": log({"type": "user"})}, "Logs are files named .jsonl under ~/.claude/projects."),
        ({"cost.csv": cost_csv()}, "no tokens to price"),
        (
            {"usage.csv": usage_csv().split(b"\n")[0]},
            "Console usage CSV (usage.csv) holds no usage that could be read.",
        ),
        ({"cost.csv": cost_csv({"cost_usd": "?"})}, "Console cost CSV (cost.csv) holds no usage that could be read."),
        ({"a.jsonl": log(row(message__model="claude-novel-9"))}, "unpriced"),
    ],
    ids=["nothing", "no response", "dollars alone", "no row", "no good row", "no price"],
)
def test_nothing_and_what_has_no_price_are_not_0_dollars(
    face: Callable[[Results], str], files: dict[str, bytes], said: str
) -> None:
    text = face(read(files)).replace("\\", "")
    assert said in text
    assert "$0.00" not in text


def test_a_terminal_is_not_steered_by_names_from_files() -> None:
    text = as_text(read({"a.jsonl": log(row(cwd="\x1b[2Jgone\nline", message__model="\x1b]0;title\x07"))}))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "gone\ufffdline" in text


def test_the_longer_tables_are_cut_and_say_so() -> None:
    made = [row(message__id=f"m{n}", sessionId=f"s{n}", cwd=f"/p{n}") for n in range(30)]
    text = as_markdown(read(files_of(made)))
    assert text.count("10 more in the CSV and the JSON.") == 2


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return make("today", tmp_path_factory.mktemp("today"))


def test_parts_of_a_real_size_equal_the_generator_s_truth(corpus: Corpus) -> None:
    found = read({str(file.relative_to(corpus.folder.parent)): file.read_bytes() for file in corpus.files()})
    assert found.report.total.tokens._asdict() == corpus.truth["total"]
    assert sum(each.sum.responses for each in found.sessions) == corpus.truth["responses"]
    assert all(each.first <= each.last for each in found.sessions)
    assert [each.sum.usd for each in found.sessions] == sorted((each.sum.usd for each in found.sessions), reverse=True)
    assert set(found.conversations) == {False, True}


def test_the_account_names_days_and_gaps() -> None:
    days = ("2026-11-01", "2026-11-02", "2026-11-04", "2026-11-09")
    found = read(files_of([row(message__id=day, timestamp=f"{day}T10:00:00Z") for day in days])).account
    assert found.coverage is not None
    assert (found.coverage.days, found.coverage.span) == (4, 9)
    assert found.coverage.gaps == ((date(2026, 11, 3), date(2026, 11, 3)), (date(2026, 11, 5), date(2026, 11, 8)))
    said = " ".join(sentences(found))
    assert "Usage on 4 days of 9, from 1 Nov 2026 to 9 Nov 2026" in said
    assert "the longest stretch without: 5 Nov 2026 to 8 Nov 2026" in said


@pytest.mark.parametrize(("days", "near"), [(3, True), (CLEANUP_DAYS, True), (CLEANUP_DAYS + 2, False)])
def test_the_account_knows_the_age_at_which_logs_are_deleted(days: int, *, near: bool) -> None:
    day = date.fromordinal(ON.toordinal() - days)
    found = read({"a.jsonl": log(row(timestamp=f"{day}T10:00:00Z"))}).account
    assert (found.age_days, found.near_cleanup) == (days, near)
    assert ("cleanupPeriodDays" in " ".join(sentences(found))) is near


OLD = usage_csv({"usage_date_utc": "2026-02-01"})


def test_the_age_is_that_of_the_logs_alone() -> None:
    """Days of an older export are no logs that Claude Code would have deleted."""
    found = read({"a.jsonl": log(row(timestamp="2026-11-13T10:00:00Z")), "old.csv": OLD}).account
    assert found.coverage is not None
    assert found.coverage.first == date(2026, 2, 1)
    assert (found.age_days, found.near_cleanup) == (10, True)
    assert "The oldest usage in the logs is 10 days old." in " ".join(sentences(found))
    assert read({"a.jsonl": b"[1, 2]\n", "old.csv": OLD}).account.age_days is None


@pytest.mark.parametrize(
    ("moments", "age", "ahead"),
    [
        pytest.param(["2026-12-30T10:00:00Z"], None, 37, id="all of it"),
        pytest.param(["2026-11-13T10:00:00Z", "2026-12-30T10:00:00Z"], 10, 37, id="some of it"),
        pytest.param(["2026-11-24T10:00:00Z"], 0, 0, id="a day ahead is another time zone"),
    ],
)
def test_a_clock_that_is_ahead_is_no_age(moments: list[str], age: int | None, ahead: int) -> None:
    found = read(files_of([row(message__id=moment, timestamp=moment) for moment in moments])).account
    assert (found.age_days, found.ahead_days) == (age, ahead)
    said = " ".join(sentences(found))
    assert ("The logs' clock is ahead: their newest usage is dated 37 days after today." in said) is bool(ahead)
    assert ("The oldest usage in the logs is" in said) is (age is not None)


def lumps(form: str, key: str, *days: str) -> bytes:
    counts = {"inputTokens": 1000, "outputTokens": 0, "modelsUsed": ["claude-opus-5-5"]}
    return json.dumps({form: [{key: day, **counts} for day in days], "totals": {}}).encode()


@pytest.mark.parametrize(
    ("export", "first", "last", "gaps"),
    [
        pytest.param(lumps("monthly", "month", "2026-09", "2026-10"), (9, 1), (10, 31), [], id="two months"),
        pytest.param(
            lumps("monthly", "month", "2026-08", "2026-10"), (8, 1), (10, 31), [((9, 1), (9, 30))], id="one missing"
        ),
        pytest.param(lumps("monthly", "month", "2026-11"), (11, 1), (11, 23), [], id="the month that runs"),
        pytest.param(lumps("weekly", "week", "2026-11-02", "2026-11-16"), (11, 2), (11, 22), [((11, 9), (11, 15))]),
        pytest.param(lumps("sessions", "lastActivity", "2026-11-02", "2026-11-09"), (11, 2), (11, 9), []),
    ],
)
def test_whole_weeks_and_months_are_covered_and_no_single_day_is_known(
    export: bytes, first: tuple[int, int], last: tuple[int, int], gaps: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    found = read({"export.json": export})
    coverage = found.account.coverage
    assert coverage is not None
    assert (coverage.first, coverage.last) == (date(2026, *first), date(2026, *last))
    assert coverage.gaps == tuple((date(2026, *one), date(2026, *two)) for one, two in gaps)
    assert coverage.days is None
    assert found.as_dict()["read"]["days"]["with_usage"] is None
    text = as_text(found)
    assert "told by the week, month or session, not by the day" in text
    assert "Dearest days" not in text
    assert "Dearest day" not in drawing(found, "", (), sample=False).html
    assert "Most dollars fall on" not in drawing(found, "", (), sample=False).html


def test_the_account_tells_files_apart() -> None:
    files = {"a.jsonl": log(), "b.csv": usage_csv(), "c.txt": b"hello", "d.jsonl": b"[1, 2]\n"}
    found = read(files).as_dict()["read"]
    assert found["files"] == {"read": 4, "logs": 2, "exports": 1, "plan_usage": 0, "unknown": 1}
    assert [each["file"] for each in found["unknown"]] == ["c.txt"]
    assert [(each["file"], each["line"]) for each in found["broken"]] == [("d.jsonl", 1)]


def test_unpriced_tokens_are_named_by_model() -> None:
    found = read({"a.jsonl": log(row(message__model="claude-novel-9"), row(message__id="msg_2"))})
    assert found.report.unpriced.by_model == {"claude-novel-9": 380}
    assert "Without a price: 380 tokens of claude-novel-9" in as_text(found)


def test_the_hit_share_is_of_prompt_tokens() -> None:
    found = read({"a.jsonl": log()})
    assert found.as_dict()["cache"]["hit_share"] == "0.833333"
    assert found.report.total.hit_share == money.ratio(300, 360)
    assert Sum.of([]).hit_share is None


def test_a_part_without_any_price_has_none() -> None:
    found = read({"a.jsonl": log(row(message__model="claude-novel-9"))}).as_dict()
    assert found["models"][0]["usd"] is None
    assert found["sessions"][0]["usd"] is None
    assert found["usd"] == "0"
    assert Decimal(found["cells"]["rows"][0][COLUMNS.index("usd")] or 0) == 0
