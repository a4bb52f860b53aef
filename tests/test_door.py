"""Every kind of file is known by its content, whatever its name, and whatever the slices in which it comes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from calculator.sources import ccusage
from calculator.sources import door as door_module
from calculator.sources.door import Door, is_offered
from tests.exports import cost_csv, door, log, read, usage_csv

RECORDED = Path(__file__).parent / "ccusage"
ADMIN_USAGE = {
    "data": [{"starting_at": "2026-11-03T00:00:00Z", "results": [{"uncached_input_tokens": 5, "output_tokens": 7}]}],
    "has_more": False,
}
ADMIN_COST = {"data": [{"starting_at": "2026-11-03T00:00:00Z", "results": [{"amount": "123.45", "currency": "USD"}]}]}
ANALYTICS = {"data": [{"date": "2026-11-03T00:00:00Z", "model_breakdown": []}]}
OWN = read({"a.jsonl": log()}).as_dict()

EXPORTS = {
    "console_usage": usage_csv(),
    "console_cost": cost_csv(),
    "ccusage": (RECORDED / "daily.json").read_bytes(),
    "own": json.dumps(OWN).encode(),
    "admin_usage": json.dumps(ADMIN_USAGE).encode(),
    "admin_cost": json.dumps(ADMIN_COST, indent=2).encode(),
    "analytics": json.dumps([ANALYTICS]).encode(),
}
NAMES = ("export.csv", "export.json", "export.jsonl", "folder/export", "EXPORT.TXT")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", EXPORTS)
def test_an_export_is_known_by_its_content(kind: str, name: str) -> None:
    opened = door({name: EXPORTS[kind]})
    assert [export.kind.id for export in opened.exports] == [kind]
    assert (opened.unknown, opened.log_files, opened.logs.rows) == ([], 0, 0)


@pytest.mark.parametrize("name", NAMES)
def test_a_log_is_known_by_its_content(name: str) -> None:
    opened = door({name: log()})
    assert (opened.exports, opened.unknown, opened.log_files) == ([], [], 1)
    assert len(list(opened.logs.responses())) == 1


@pytest.mark.parametrize("wrapped", [json.dumps({"fragment": "", "report": OWN}), json.dumps(OWN, indent=1)])
def test_this_sites_json_may_be_the_page_s_download(wrapped: str) -> None:
    assert [export.kind.id for export in door({"estimate.json": wrapped.encode()}).exports] == ["own"]


@pytest.mark.parametrize("kind", ["console_usage", "console_cost"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_spreadsheets_may_have_saved_it(kind: str, mark: bytes, end: bytes) -> None:
    (plain,), (saved,) = (
        door({"a": data}).exports for data in (EXPORTS[kind], mark + EXPORTS[kind].replace(b"\n", end))
    )
    assert saved == plain
    assert not saved.broken


@given(st.sampled_from([*EXPORTS.values(), log(), b"", b"\n\n", b"[1", b"{", b"\xff\xfe"]), st.integers(1, 5000))
def test_slices_change_nothing(data: bytes, size: int) -> None:
    for name in NAMES:
        whole, sliced = door({name: data}), door({name: data}, size)
        assert (sliced.exports, sliced.unknown) == (whole.exports, whole.unknown)
        assert (sliced.logs.rows, sliced.logs.broken, sliced.files) == (whole.logs.rows, whole.logs.broken, whole.files)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        ("usage_date_utc,model".encode("utf-16"), "UTF-16"),
        (bytes(range(256)), "binary"),
        (b"\x80\x81 no text", "neither JSON nor text"),
        (b"Dear diary", "first line"),
        (b"usage_date_utc,something\n2026-11-03,1\n", "first line"),
        (b'{"a": 1}', "no log"),
        (
            b'{"data": [{"starting_at": "2026-11-03", "results": []}], "has_more": false}',
            "nothing was used in its time",
        ),
        (b'[{"data": [], "has_more": false}]', "nothing was used in its time"),
        (b'{"data": [7], "has_more": false}', "no log"),
        (b'[{"data": 3}, null, 7]', "no log"),
        (b'{"daily": [1', "not whole"),
        (b'{"data": NaN}', "no log"),
        (b'{"version": 2, "samples": [{"t": 1e10000000, "u": {"fh": 12}}]}', "no percentage with a time"),
        (b'{"rate_limits": {"five_hour": {"used_percentage": 1e9999999999999999999999}}}', "no percentage with a time"),
        (b'{"data":' + b"[" * 100_000, "not whole"),
        (b'{"daily": 9}', "no log"),
        (b'{"schema": 2, "responses": 1, "rows": {}, "tokens": {}, "usd": "1", "models": [], "days": []}', "version"),
        ((RECORDED / "blocks.json").read_bytes(), "blocks"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_file_of_no_known_kind_is_named_with_the_reason(data: bytes, reason: str) -> None:
    opened = door({"notes.txt": data})
    ((file, why),) = [(problem.file, problem.reason) for problem in opened.unknown]
    assert file == "notes.txt"
    assert reason in why
    assert opened.exports == []


def broken(_document: object, _file: str) -> None:
    message = "a mistake"
    raise KeyError(message)


def test_a_mistake_of_a_reader_costs_its_own_file_alone_and_is_seen_by_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ccusage, "read", broken)
    files = {"a.jsonl": log(), "export.json": EXPORTS["ccusage"], "b.csv": usage_csv()}
    with pytest.raises(KeyError):
        door(files)
    monkeypatch.setattr(door_module, "UNFORESEEN", (Exception,))
    opened = door(files)
    assert [problem.file for problem in opened.unknown] == ["export.json"]
    assert "failed on it with KeyError" in opened.unknown[0].reason
    assert (opened.files, [export.kind.id for export in opened.exports]) == (3, ["console_usage"])


STRANGE = "@number@"
"""Stands for a number that Python would not write."""
ENTRIES: dict[str, dict[str, Any]] = {
    "own": {
        **OWN,
        "cells": {**OWN["cells"], "rows": [OWN["cells"]["rows"][0], [*OWN["cells"]["rows"][0][:-1], STRANGE]]},
    },
    "ccusage": {"daily": [{"date": "2026-11-03", "inputTokens": 1, "totalCost": each} for each in (0.5, STRANGE)]},
    "admin_usage": {
        "data": [{**ADMIN_USAGE["data"][0], "results": [{"uncached_input_tokens": each}]} for each in (1, STRANGE)]
    },
    "admin_cost": {"data": [{**ADMIN_COST["data"][0], "results": [{"amount": each}]} for each in ("1.5", STRANGE)]},
}


@pytest.mark.parametrize("number", ["9" * 5000, "NaN", "-Infinity", "1e10000000", "1e9999999999999999999999"])
@pytest.mark.parametrize("kind", ENTRIES)
def test_a_number_that_cannot_be_costs_its_own_entry(kind: str, number: str) -> None:
    opened = door({"export.json": json.dumps(ENTRIES[kind]).replace(f'"{STRANGE}"', number).encode(), "a.jsonl": log()})
    (export,) = opened.exports
    assert (opened.unknown, export.kind.id, export.rows, export.broken) == ([], kind, 2, 1)
    assert " 2: " in export.problems[0].reason


def test_a_negative_price_costs_its_own_row_of_our_export() -> None:
    (export,) = door({"export.json": json.dumps(ENTRIES["own"]).replace(STRANGE, "-1").encode()}).exports
    assert [problem.reason for problem in export.problems] == ["row 2: usd is negative"]


def test_what_is_no_export_in_a_log_s_name_counts_as_broken_rows() -> None:
    opened = door({"a.jsonl": b"[1, 2]\nnonsense\n", "b.jsonl": b"", "c.jsonl": bytes(range(256))})
    assert (opened.log_files, opened.unknown) == (3, [])
    assert opened.logs.broken == opened.logs.rows > 2


@pytest.mark.parametrize("size", [7, 1 << 20])
@pytest.mark.parametrize("name", ["a.jsonl", "usage.csv", "notes"])
def test_utf_16_is_named_whatever_the_file_is_called_and_however_long_it_is(
    name: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "MOST_BYTES", 10_000)
    opened = door({name: (log() * 50).decode().encode("utf-16"), "b.jsonl": log()}, size)
    assert [(problem.file, problem.reason) for problem in opened.unknown] == [(name, door_module.UTF_16_GIVEN)]
    assert (opened.log_files, opened.logs.rows, opened.logs.broken, opened.files) == (1, 1, 0, 2)
    assert not opened._refused


def test_a_file_too_large_for_an_export_is_refused_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "MOST_BYTES", 10_000)
    filler = b'{"data": [' + b"1," * 10_000
    opened = door({"big.json": filler, "log.jsonl": log(), "big.jsonl": b"[" + filler}, 1000)
    assert [problem.file for problem in opened.unknown] == ["big.json"]
    assert "larger" in opened.unknown[0].reason
    assert opened.log_files == 2
    assert not any(vars(opened)[name] for name in ("_heads", "_collected", "_streams", "_refused"))


def test_a_file_that_stops_midway_leaves_nothing_behind() -> None:
    opened = Door()
    for name, data in (("a.jsonl", log()), ("b.csv", usage_csv()), ("c", b"{")):
        opened.feed(name, data, last=False)
        opened.cannot_read(name, "gone")
    assert [problem.file for problem in opened.logs.unreadable] == ["a.jsonl", "b.csv", "c"]
    assert opened.exports == []
    assert not any(vars(opened)[name] for name in ("_heads", "_collected", "_streams", "_refused"))


@pytest.mark.parametrize(
    ("path", "offered"),
    [
        ("projects/a/b.jsonl", True),
        ("exports/cost.CSV", True),
        ("projects/a/tool-results/notes.txt", False),
        ("projects/a/session/subagents/agent-1.meta.json", False),
        ("claude_api_tokens_2026_11", True),
        ("picture.png", False),
    ],
)
def test_of_a_folder_only_likely_files_are_read(path: str, offered: bool) -> None:
    assert is_offered(path) is offered


WORDS = """
daily weekly monthly sessions projects totals data type date week month period models modelsUsed
modelBreakdowns breakdown modelName inputTokens outputTokens cost metadata lastActivity sessionId
results starting_at amount currency uncached_input_tokens cache_creation server_tool_use
model_breakdown tokens estimated_cost actor model service_tier context_window has_more schema
responses rows usd days report cells columns
"""
VALUES = st.sampled_from(
    ["2026-11-03", "2026-11", "daily", "USD", "0-200k", "1.5", "-1", "", None, True, 0, 1, -1, 10**20, 1.5, 1e300]
)
JSON = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS.split()), inner, max_size=5),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(WORDS.split()), JSON, min_size=1, max_size=6) | st.lists(JSON, max_size=3))
def test_whatever_json_holds_it_is_read_or_refused(document: object) -> None:
    found = read({"export.json": json.dumps(document).encode(), "a.jsonl": log()})
    assert found.account.files == 2
    assert found.report.total.responses >= 1 or found.selection.left_out
    found.as_dict()


def replaced(document: Any, path: list[int], value: object) -> Any:
    """Return a document in which what lies at the end of a path is something else."""
    if not path or not isinstance(document, dict | list) or not document:
        return value
    place = path[0] % len(document)
    if isinstance(document, list):
        return [*document[:place], replaced(document[place], path[1:], value), *document[place + 1 :]]
    key = list(document)[place]
    return {**document, key: replaced(document[key], path[1:], value)}


GOOD = [json.loads(EXPORTS[kind]) for kind in ("own", "ccusage", "admin_usage", "admin_cost")] + [
    json.loads((RECORDED / f"{name}.json").read_text()) for name in ("projects", "sessions", "monthly", "all-daily")
]


@given(st.sampled_from(GOOD), st.lists(st.integers(0, 50), max_size=7), JSON)
@example(GOOD[2], [0, 0, 1], True)  # noqa: FBT003  # JSON's own
def test_an_export_with_a_strange_member_is_read_or_refused(good: Any, path: list[int], value: object) -> None:
    document = replaced(good, path, value)
    found = read({"export.json": json.dumps(document).encode(), "a.jsonl": log()})
    assert found.account.files == 2
    found.as_dict()


@given(st.text(st.sampled_from('u,"\n\r;\t1e-é='), max_size=60), st.sampled_from([usage_csv(), cost_csv()]))
def test_whatever_stands_under_the_columns_is_read_or_broken(text: str, good: bytes) -> None:
    opened = door({"export.csv": good + text.encode()})
    (export,) = opened.exports
    assert export.broken <= export.rows
    assert len(export.responses) + len(export.stated) + export.broken == export.rows


def test_the_door_knows_the_reports_of_ccusage_by_the_names_that_its_reader_takes() -> None:
    assert {form.encode() for form in ccusage.FORMS} == door_module._EXPORT_TYPES


def status(percent: float) -> bytes:
    limits = {"seven_day": {"used_percentage": percent, "resets_at": 1795651200}}
    return json.dumps({"session_id": "1", "transcript_path": "a.jsonl", "rate_limits": limits}).encode()


@pytest.mark.parametrize("name", NAMES)
def test_of_status_lines_captured_one_a_line_the_last_counts(name: str) -> None:
    before_the_first_answer = b'{"session_id": "1", "transcript_path": "a.jsonl"}'
    lines = b"\n".join((before_the_first_answer, status(12), status(37.5))) + b"\n"
    opened = door({name: lines, "b.jsonl": log()})
    assert [each.percent for each in opened.shown] == [Decimal("37.5")]
    assert (opened.unknown, opened.log_files) == ([], 1)


def test_a_log_that_speaks_of_limits_is_read_as_one() -> None:
    row = b'{"type": "user", "toolUseResult": {"rate_limits": {}, "transcript_path": ""}}\n'
    for data in (row, row + log(), row + log() + row):
        opened = door({"a.jsonl": data})
        assert (opened.log_files, opened.unknown) == (1, [])
        assert opened.logs.rows == data.count(b"\n")
