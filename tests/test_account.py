"""What logs say of themselves: duplicates by kind, counts that were never finished, Claude Code's own totals."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import catalog
from calculator.present.account import sentences
from calculator.present.terminal import as_text
from calculator.results import results
from calculator.sources.door import Door
from calculator.sources.ledger import Duplicates
from tests.corpora import CORPORA, make
from tests.exports import ON, cost_csv, door, log, read, usage_csv
from tests.test_reading import row

if TYPE_CHECKING:
    from pathlib import Path

    from calculator.results import Results


def said(found: Results) -> str:
    return " ".join(sentences(found.account))


def echo(**changes: Any) -> dict[str, Any]:
    return row(requestId="req_echo", isSidechain=True, **changes)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param([[row()]], (0, 0, 0), id="one"),
        pytest.param([[row(), row(usage__output_tokens=400), row()]], (2, 0, 0), id="a row a block"),
        pytest.param([[row(), row()], [row(), row()]], (2, 1, 0), id="resumed"),
        pytest.param([[row()], [row()], [row()]], (0, 2, 0), id="forked twice"),
        pytest.param(
            [[row()], [row(requestId=None, timestamp="2026-10-12T08:00:00Z")]], (0, 1, 0), id="without request"
        ),
        pytest.param([[row()], [echo()]], (0, 0, 1), id="an echo"),
        pytest.param([[row(), row()], [echo(), echo()], [echo()]], (2, 0, 2), id="echoes"),
        pytest.param([[row()], [row(message__id="msg_2", isSidechain=True)]], (0, 0, 0), id="a sub-agent"),
    ],
)
def test_duplicates_are_told_by_kind(files: list[list[dict[str, Any]]], expected: tuple[int, int, int]) -> None:
    named = {f"{number}.jsonl": log(*rows) for number, rows in enumerate(files)}
    for order in (named, dict(reversed(named.items()))):
        found = read(order)
        assert found.account.duplicates == Duplicates(*expected)
        assert found.report.rows.duplicate == sum(expected)
    assert found.as_dict()["read"]["duplicates"] == Duplicates(*expected)._asdict()


@pytest.mark.parametrize("name", CORPORA)
def test_kinds_add_up_to_all_duplicates(name: str, tmp_path: Path) -> None:
    corpus = make(name, tmp_path)
    found = read({str(file): file.read_bytes() for file in corpus.files()})
    assert sum(found.account.duplicates) == found.report.rows.duplicate
    assert min(found.account.duplicates) >= 0
    assert (found.account.duplicates.echoed > 0) is (corpus.truth["sidechain_echoes"] > 0)
    assert (found.account.duplicates.copied > 0) is (corpus.truth["replayed_rows"] > 0)


@given(st.lists(st.lists(st.sampled_from(["own", "bare", "echo", "other"]), max_size=4), min_size=1, max_size=4))
def test_kinds_add_up_whatever_is_repeated(shape: list[list[str]]) -> None:
    rows = {
        "own": row(),
        "bare": row(requestId=None),
        "echo": echo(),
        "other": row(message__id="msg_2", isSidechain=True),
    }
    found = read({f"{number}.jsonl": log(*map(rows.get, each)) if each else b"" for number, each in enumerate(shape)})  # pyright: ignore[reportArgumentType]
    duplicates = found.account.duplicates
    assert min(duplicates) >= 0
    assert sum(duplicates) == found.report.rows.duplicate == sum(map(len, shape)) - found.report.total.responses


def test_doors_that_are_joined_tell_the_same() -> None:
    files = {
        "a.jsonl": log(row(), row(), row(message__id="msg_2", version="2.1.29")) + cost_state("session_1", 0.5),
        "b.jsonl": log(row()) + cost_state("session_1", 0.75) + cost_state("session_2", 0.1),
        "c.jsonl": log(echo()),
    }
    whole, joined = door(files), Door()
    for name, data in files.items():
        for part in door({name: data}).dumped():
            joined.absorb(part)
    one, other = (results(each, catalog.load(), ON).as_dict() for each in (whole, joined))
    assert other == one
    assert other["read"]["cost_state"]["own_usd"] == "0.85"


OLD, NEW = "2.1.71", "2.1.101"


def versions(*made: tuple[str, int]) -> Results:
    return read(
        {
            f"{number}.jsonl": log(row(message__id=f"m{number}", version=version, usage__output_tokens=output))
            for number, (version, output) in enumerate(made)
        }
    )


def test_counts_that_were_never_finished_are_flagged_with_a_size() -> None:
    """Two old answers of 2 tokens; later ones have 400 on average; $20 a million: 796 tokens more."""
    found = versions((OLD, 2), ("1.0.120", 2), (NEW, 300), (NEW, 500))
    hidden = found.account.hidden
    assert hidden is not None
    assert (hidden.responses, hidden.output, hidden.likely_output) == (2, 4, 800)
    assert hidden.usd_more == Decimal("0.01592")
    assert "2 responses were written by Claude Code 2.1.71 or older" in said(found)
    assert found.as_dict()["read"]["unfinished"] == {
        "responses": 2,
        "output": 4,
        "likely_output": 800,
        "usd_more": "0.01592",
    }


def test_without_later_answers_the_size_is_unknown() -> None:
    found = versions((OLD, 2), (OLD, 3))
    hidden = found.account.hidden
    assert hidden is not None
    assert (hidden.likely_output, hidden.usd_more) == (None, None)
    assert "Nothing in the files tells how much is missing" in said(found)


@pytest.mark.parametrize("version", [NEW, "2.1.330", "2.2.0", "3.0.0", "", "unknown", "2.1"])
def test_other_versions_are_not_flagged(version: str) -> None:
    assert versions((version, 5)).account.hidden is None


@pytest.mark.parametrize("version", ["1.0.120", "2.0.50", "2.1.29", "2.1.71", "2.1.71-beta"])
def test_old_versions_are_flagged(version: str) -> None:
    assert versions((version, 5)).account.hidden is not None


def test_a_longer_old_answer_hides_nothing() -> None:
    hidden = versions((OLD, 900), (NEW, 300)).account.hidden
    assert hidden is not None
    assert (hidden.likely_output, hidden.usd_more) == (900, 0)


def cost_state(session: object, usd: object, **more: Any) -> bytes:
    """Return the row in the order in which Claude Code writes it."""
    state = {"type": "cost-state", "sessionId": session, "totalCostUSD": usd, "modelUsage": {"claude-opus-5-5": {}}}
    return json.dumps({**state, **more}, separators=(",", ":")).encode() + b"\n"


ROW_USD = Decimal("0.00004") + Decimal("0.0004") + Decimal("0.00006") + Decimal("0.0001") + Decimal("0.00024")
"""The ordinary row: 10 input, 20 output, 300 read, 20 and 30 written, of Opus 5.5."""


def test_claude_codes_own_total_is_compared_and_never_added() -> None:
    rows = log() + cost_state("session_1", 0.0001) + cost_state("session_1", float(ROW_USD))
    found = read({"a.jsonl": rows})
    agreement = found.account.agreement
    assert agreement is not None
    assert found.report.total.usd == ROW_USD
    assert (agreement.sessions, agreement.same, agreement.own_usd) == (1, 1, ROW_USD)
    assert agreement.remainder == 0
    assert "1 of the totals are the same" in said(found)
    assert "remainder" not in said(found)


def test_the_remainder_has_a_name() -> None:
    found = read({"a.jsonl": log() + cost_state("session_1", 1.5) + cost_state("session_9", 0.25)})
    agreement = found.account.agreement
    assert agreement is not None
    assert (agreement.sessions, agreement.same) == (2, 0)
    assert agreement.remainder == Decimal("1.75") - ROW_USD
    assert "The remainder, +$1.75, is in no total here" in said(found)
    assert found.as_dict()["usd"] == str(ROW_USD.normalize())


def test_logs_without_own_totals_say_nothing_of_them() -> None:
    found = read({"a.jsonl": log()})
    assert found.account.agreement is None
    assert "Cross-check" not in said(found)


@pytest.mark.parametrize("total", ["much", "1.5", -1e300, True, None, [1], 1e40], ids=repr)
def test_a_total_that_is_none_is_a_broken_row(total: object) -> None:
    found = read({"a.jsonl": log() + cost_state("session_1", total)})
    assert found.account.agreement is None
    assert found.report.rows.broken == 1
    assert found.report.total.usd == ROW_USD


def test_a_total_of_no_session_is_left_alone() -> None:
    found = read({"a.jsonl": log() + cost_state(None, 1)})
    assert (found.account.agreement, found.report.rows.broken, found.report.rows.ignored) == (None, 0, 1)


def test_an_export_alone_has_no_age_and_no_duplicates() -> None:
    exported = json.dumps(read({"a.jsonl": log(row(), row())}).as_dict()).encode()
    found = read({"usage.json": exported}).account
    assert (found.age_days, sum(found.duplicates), found.agreement, found.hidden) == (None, 0, None, None)
    assert found.coverage is not None
    assert found.coverage.first == date(2026, 10, 10)


BROKEN = {"usage_date_utc": "2026-10-10", "cost_usd": "$7.00"}


def test_rows_of_dollars_alone_are_counted_and_their_responses_unknown() -> None:
    found = read({"cost.csv": cost_csv({}, BROKEN, BROKEN)})
    rows = found.report.rows
    assert (rows.read, rows.duplicate, rows.ignored, rows.broken) == (3, 0, 1, 2)
    assert len(found.as_dict()["read"]["broken"]) == 2
    assert found.as_dict()["responses"] is None
    assert "0 responses" not in as_text(found)
    assert "no tokens to price" in as_text(found)


@pytest.mark.parametrize("source", ["logs", "console_usage"])
def test_rows_of_every_source_are_counted_whichever_counts(source: str) -> None:
    usage = usage_csv({"usage_date_utc": "2026-10-10"}, {"usage_date_utc": "2026-10-10", "usage_output_tokens": "-1"})
    files = {"a.jsonl": log(row(), row()) + b"[1, 2]\n", "usage.csv": usage, "cost.csv": cost_csv({}, BROKEN)}
    found = read(files, source=source)
    rows = found.report.rows
    assert (rows.read, rows.broken) == (7, 3)
    assert len(found.account.broken) == 3
    if source == "logs":
        assert rows.read == found.report.total.responses + rows.duplicate + rows.ignored + rows.broken


def test_entries_of_a_plan_s_use_that_cannot_be_are_counted_and_named() -> None:
    good = {"t": 1791158400000, "u": {"fh": None, "sd": 37}}
    samples = [7, good, {"t": "soon", "u": {"sd": 3}}, {"t": 1791158700000, "u": {"sd": -4, "fh": 5}}]
    limits = {"five_hour": {"used_percentage": "lots", "resets_at": 1792454400}, "seven_day": None}
    limits["seven_day_opus"] = {"used_percentage": 0, "resets_at": None}
    limits["seven_day_sonnet"] = {"used_percentage": 1, "resets_at": 1792454400}
    files = {"history.json": samples, "line.json": {"rate_limits": limits}}
    found = read({name: json.dumps(document).encode() for name, document in files.items()})
    assert found.as_dict()["read"]["plan_usage"] == {
        "left_out": 4,
        "first": [
            {"file": "history.json", "line": None, "reason": "sample 1: it holds no percentages"},
            {"file": "history.json", "line": None, "reason": "sample 3: t is no moment"},
            {"file": "history.json", "line": None, "reason": "sample 4: sd is no percentage"},
            {"file": "line.json", "line": None, "reason": "five_hour: used_percentage is no percentage"},
        ],
    }
    assert "4 entries that cannot be, such as history.json (sample 1: it holds no percentages)" in as_text(found)
