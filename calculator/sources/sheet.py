"""Rows of a CSV file, by the names of its columns.

A quote that is never closed would take all that follows for one cell. So a row that does not fit the columns, or does
not end soon, is its first line alone, and reading goes on with the next.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from calculator.sources import fields
from calculator.sources.export import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from calculator.sources.export import Rows

MOST_LINES = 50
"""Lines of one row: names may hold line breaks, and no name holds many."""
LONG = "a cell of it is longer than {:,} letters"
UNCLOSED = "a quote in it is not closed, or text follows the closing one"


def columns(header: str) -> list[str]:
    """Return the names of the columns in lower case; none where the line is no row."""
    try:
        return _names(next(csv.reader([header]), []))
    except csv.Error:
        return []


def each[Found](text: str, rows: Rows, take: Callable[[Mapping[str, str]], Found]) -> Iterator[Found]:
    """Yield what `take` makes of every row that is whole.

    Args:
        text: The file.
        rows: Counts the rows and names those that are broken, among them those of which `take` raises a `FieldError`.
        take: Makes something of a row.

    Raises:
        RefusedError: When the first line does not name columns.
    """
    lines = list(io.StringIO(text, newline=""))
    names, at = _header(lines), 1
    while at < len(lines):
        first = at + 1
        try:
            cells, length = _record(lines[at : at + MOST_LINES], len(names))
            at += length
            if not any(cells):
                continue
            rows.read += 1
            yield take(dict(zip(names, cells, strict=True)))
        except _NoRowError as error:
            at += 1
            rows.read += 1
            rows.broke(first, str(error))
        except fields.FieldError as error:
            rows.broke(first, str(error))


class _NoRowError(ValueError):
    """A line that is no row, with what is wrong with it."""


def _header(lines: Sequence[str]) -> list[str]:
    try:
        cells, _ = _record(lines[:1])
    except _NoRowError as error:
        message = f"its first line does not name columns: {error}"
        raise RefusedError(message) from None
    names = _names(cells)
    if len(set(names)) < len(names):
        message = "two of its columns have the same name"
        raise RefusedError(message)
    return names


def _names(cells: Sequence[str]) -> list[str]:
    return [name.strip().lower() for name in cells]


def _record(lines: Sequence[str], width: int | None = None) -> tuple[list[str], int]:
    """Return the cells of the row with which some lines begin, and how many lines it takes."""
    reader = csv.reader(lines, strict=True)
    try:
        cells = next(reader)
    except csv.Error:
        message = LONG.format(csv.field_size_limit()) if len(lines[0]) > csv.field_size_limit() else UNCLOSED
        raise _NoRowError(message) from None
    if any(cells) and width is not None and len(cells) != width:
        message = f"{len(cells)} cells under {width} columns" if reader.line_num == 1 else UNCLOSED
        raise _NoRowError(message)
    return cells, reader.line_num
