"""Rows of CSV files: what one of them breaks is that row, and it is named by the line on which it begins."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from calculator.cells import COLUMNS
from calculator.sources import sheet
from calculator.sources.export import RefusedError, Rows
from tests.exports import csv_of, door, log, usage_csv

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = "one,two\n"
TOO_LONG = "x" * (csv.field_size_limit() + 1)


def read(text: str) -> tuple[list[list[str]], list[tuple[int, str]], int]:
    """Return the cells of whole rows, the broken ones, and how many rows there are."""
    rows = Rows("a.csv")

    def cells(row: Mapping[str, str]) -> list[str]:
        return list(row.values())

    found = list(sheet.each(HEADER + text, rows, cells))
    return found, [(problem.line, problem.reason) for problem in rows.problems], rows.read


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('3,"4\n5,6\n7,8\n', sheet.UNCLOSED),
        ('3,"4\n5,6\n7,8', sheet.UNCLOSED),
        ('"3,4\n5,6\n7,8\n', sheet.UNCLOSED),
        ('3,"4\r\n5,6\r\n7,8\r\n', sheet.UNCLOSED),
        ('3,"4"x\n5,6\n7,8\n', sheet.UNCLOSED),
        ("3\n5,6\n7,8\n", "1 cells under 2 columns"),
        ("3,4,5\n5,6\n7,8\n", "3 cells under 2 columns"),
        (f"3,{TOO_LONG}\n5,6\n7,8\n", "longer than 131,072 letters"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_broken_row_is_its_first_line_alone(text: str, reason: str) -> None:
    found, ((line, why),), read_rows = read("1,2\n" + text)
    assert (found, line, read_rows) == ([["1", "2"], ["5", "6"], ["7", "8"]], 3, 4)
    assert reason in why


def test_a_quote_that_is_never_closed_costs_no_cell_that_is_quoted_further_on() -> None:
    good = [["a", "b,c"], ["d", "two\nlines"]]
    found, broken, _ = read('1,"2\na,"b,c"\nd,"two\nlines"\n')
    assert found == good
    assert broken == [(2, sheet.UNCLOSED)]


def test_a_row_may_hold_line_breaks_and_is_named_by_its_first_line() -> None:
    found, broken, rows = read('1,"2\n3"\n\n4\n8,9\n')
    assert (found, broken, rows) == ([["1", "2\n3"], ["8", "9"]], [(5, "1 cells under 2 columns")], 3)


def test_lines_that_each_open_a_quote_are_read_in_one_go() -> None:
    """Looked at to the end of the file from each of them, they would take hours."""
    found, broken, rows = read('x"y,"z\n' * 20_000)
    assert (found, rows, broken[0]) == ([], 20_000, (2, sheet.UNCLOSED))


@pytest.mark.parametrize("header", ['one,"two\n', f"one,{TOO_LONG}\n", 'one,"two"x\n'], ids=lambda text: text[:10])
def test_a_first_line_that_is_no_row_is_refused(header: str) -> None:
    with pytest.raises(RefusedError, match="its first line does not name columns"):
        list(sheet.each(header + "1,2\n", Rows("a.csv"), dict))


@pytest.mark.parametrize("end", ['2026-11-04,"claude-opus-5-5', f"2026-11-04,{TOO_LONG}", "2026-11-04,claude"])
@pytest.mark.parametrize("kind", ["console_usage", "own"])
def test_every_reader_of_csv_keeps_what_stands_beside_a_broken_row(kind: str, end: str) -> None:
    own = csv_of(COLUMNS, {"date": "2026-11-03", "model": "claude-opus-5-5", "responses": "1", "usd": "1"})
    good = usage_csv() if kind == "console_usage" else own
    rest = good.split(b"\n", 1)[1]
    opened = door({"a.csv": good + end.encode() + b"\n" + rest, "a.jsonl": log()})
    (export,) = opened.exports
    assert (export.kind.id, export.rows, export.broken) == (kind, 3, 1)
    assert [problem.line for problem in export.problems] == [3]


def test_a_header_with_an_open_quote_is_named_and_costs_nothing_beside_it() -> None:
    header, rest = usage_csv().split(b"\n", 1)
    opened = door({"a.csv": header + b',"x\n' + rest * 4000, "a.jsonl": log()})
    assert [problem.reason[:36] for problem in opened.unknown] == ["its first line does not name columns"]
    assert len(list(opened.logs.responses())) == 1
