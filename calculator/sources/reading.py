"""Reads the files of one or more log folders, slice by slice, and accounts for every row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from calculator.sources.claude_code import (
    ASSISTANT,
    MARKER,
    BrokenRowError,
    Counts,
    Notice,
    check_row,
    sighting,
)
from calculator.sources.ledger import Ledger
from calculator.sources.lines import LineScreen, looks_whole
from calculator.usage import Response, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from calculator.sources.ledger import Entry
    from calculator.sources.lines import Line

EXAMPLES = 5
"""How many broken rows are named; all are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that could not be read, for the reader's eyes."""

    file: str
    line: int | None
    """Counted from 1; None when it is the whole file."""
    reason: str


class Reading:
    """An account of log files as they are read: responses, and what became of every row."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self.files = 0
        self.rows = 0
        self.broken = 0
        self.problems: list[Problem] = []
        self.unreadable: list[Problem] = []
        self.notices: list[Notice] = []
        """Errors shown in place of an answer, among them limits that were reached; in the order of reading."""
        self._ledger = Ledger()
        self._open: dict[str, LineScreen] = {}

    def feed(self, file: str, chunk: bytes, *, last: bool) -> None:
        """Take the next slice of `file`; slices of one file come in order, files in any order."""
        screen = self._open.get(file)
        if screen is None:
            screen = self._open[file] = LineScreen(MARKER)
        for line in screen.feed(chunk, last=last):
            self._take(file, line)
        if last:
            self.files += 1
            self.rows += screen.rows
            del self._open[file]

    def cannot_read(self, file: str, reason: str) -> None:
        """Note a file that the system would not give."""
        screen = self._open.pop(file, None)
        if screen is not None:
            self.rows += screen.rows
        self.unreadable.append(Problem(file=file, line=None, reason=reason))

    def responses(self, zone: tzinfo = UTC) -> Iterator[Response]:
        """Yield every response once, on its day in `zone`, each followed by the charges billed on top of it."""
        for entry in self._ledger.settled():
            yield from _responses(entry, zone)

    @property
    def sightings(self) -> int:
        """Rows that hold the usage of a response, copies included."""
        return self._ledger.rows

    def _take(self, file: str, line: Line) -> None:
        try:
            if line.marked and ASSISTANT in line.text:
                found = sighting(line.text)
                if isinstance(found, Notice):
                    self.notices.append(found)
                elif found is not None:
                    self._ledger.record(found)
            elif not looks_whole(line.text):
                check_row(line.text)
        except BrokenRowError as error:
            self.broken += 1
            if len(self.problems) < EXAMPLES:
                self.problems.append(Problem(file=file, line=line.number, reason=str(error)))


def _responses(entry: Entry, zone: tzinfo) -> Iterator[Response]:
    usage = entry.usage
    at, project, session = entry.origin
    shared = {
        "day": at.astimezone(zone).date(),
        "priced_on": at.date(),
        "at": at,
        "project": project,
        "session": session,
        "sidechain": entry.sidechain,
        "fast": usage.fast,
        "us_only": usage.us_only,
        "batch": usage.batch,
    }
    yield Response(model=usage.model, tokens=_tokens(usage.counts), web_searches=usage.web_searches, **shared)
    for model, counts in usage.on_top:
        yield Response(model=model, tokens=_tokens(counts), on_top=True, **shared)


def _tokens(counts: Counts) -> Tokens:
    return Tokens(
        input=counts.input,
        output=counts.output,
        cache_read=counts.cache_read,
        cache_write_5m=counts.cache_write_5m,
        cache_write_1h=counts.cache_write_1h,
    )
