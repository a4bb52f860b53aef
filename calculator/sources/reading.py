"""Reads the files of one or more log folders, slice by slice, and accounts for every row."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from calculator import dates, money, zones
from calculator.dates import DAY_US
from calculator.sources.claude_code import (
    ASSISTANT,
    COST_STATE,
    MARKER,
    BrokenRowError,
    Notice,
    check_row,
    cost_state,
    sighting,
    writes_final_count,
)
from calculator.sources.ledger import Ledger
from calculator.sources.lines import LineScreen, looks_whole
from calculator.usage import Response, Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from calculator.sources.ledger import Duplicates
    from calculator.sources.lines import Line
    from calculator.zones import Zone

EXAMPLES = 5
"""How many broken rows are named; all are counted."""
MOST_NOTICES = 10_000
"""Errors shown in place of answers that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """Something that could not be read, for the reader's eyes."""

    file: str
    line: int
    """Counted from 1; 0 when it is the whole file."""
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
        self.cost_states: dict[str, Decimal] = {}
        """Session -> dollars by Claude Code's own account, the last and highest of it; for comparison alone."""
        self._ledger = Ledger()
        self._open: dict[str, LineScreen] = {}
        self._given_up: set[str] = set()

    def feed(self, file: str, data: bytes, start: int = 0, end: int | None = None, *, last: bool) -> None:
        """Take the next slice of `file`, `data[start:end]`; slices of one file come in order, files in any order."""
        screen = self._open.get(file)
        if screen is None:
            if file in self._given_up:
                return
            screen = self._open[file] = LineScreen(MARKER, COST_STATE)
        for line in screen.feed(data, start, end, last=last):
            self._take(file, line)
        if last:
            self.files += 1
            self.rows += screen.rows
            del self._open[file]

    def cannot_read(self, file: str, reason: str) -> None:
        """Note a file that the system would not give; what was read of it stays."""
        if file in self._given_up:
            return
        self._given_up.add(file)
        screen = self._open.pop(file, None)
        if screen is not None:
            self.rows += screen.rows
        self.unreadable.append(Problem(file=file, line=0, reason=reason))

    def responses(self, zone: Zone = zones.UTC) -> Iterator[Response]:
        """Yield every response once, in order of time, on its day in `zone`; charges billed on top of it follow."""
        for at_us, place, sidechain, counts, searches, manner, on_top in self._ledger.settled():
            model, fast, us_only, batch, version, _ = manner
            today = dates.day(at_us // DAY_US)
            day = today if zone is zones.UTC else zone.day(at_us)
            modes = searches, fast, us_only, batch, False
            where = at_us, place.session, place.project, sidechain
            made = model, day, today, _tokens(counts), *modes, *where, None, writes_final_count(version), False
            own = tuple.__new__(Response, made)
            yield own
            for other, more in on_top:
                yield own._replace(model=other, tokens=_tokens(more), web_searches=0, on_top=True)

    def plain(self) -> Iterator[tuple[Any, ...]]:
        """Yield all that was read as plain values, in parts for `absorb` elsewhere; its responses are used up."""
        counts = (self.files, self.rows, self.broken)
        problems = [[astuple(problem) for problem in found] for found in (self.problems, self.unreadable)]
        notices = [(notice.at.isoformat(), notice.text) for notice in self.notices]
        states = {session: str(usd) for session, usd in self.cost_states.items()}
        beside = counts, problems, notices, states
        for ledger in self._ledger.plain():
            yield *beside, ledger
            beside = (0, 0, 0), ([], []), [], {}

    def absorb(self, plain: tuple[Any, ...]) -> None:
        """Add a part of what another reading holds, and use it up; no file was read by both."""
        counts, problems, notices, states, ledger = plain
        self.files, self.rows, self.broken = map(int.__add__, (self.files, self.rows, self.broken), counts)
        broken, unreadable = ([Problem(file=f, line=n, reason=r) for f, n, r in found] for found in problems)
        self.problems = sorted(self.problems + broken)[:EXAMPLES]
        self.unreadable += unreadable
        kept = [Notice(datetime.fromisoformat(at), text) for at, text in notices]
        self.notices = (self.notices + kept)[:MOST_NOTICES]
        for session, usd in states.items():
            self._note_state(session, money.usd(usd))
        self._ledger.absorb(ledger)

    @property
    def sightings(self) -> int:
        """Rows that hold the usage of a response, copies included."""
        return self._ledger.rows

    @property
    def unlisted(self) -> bool:
        """Whether some rows are of a service tier without a list price."""
        return self._ledger.unlisted

    @property
    def duplicates(self) -> Duplicates:
        """Rows that are not counted because their response is, by kind."""
        return self._ledger.duplicates()

    def _note_state(self, session: str, usd: Decimal) -> None:
        self.cost_states[session] = max(self.cost_states.get(session, usd), usd)

    def _take(self, file: str, line: Line) -> None:
        try:
            if line.marked and ASSISTANT in line.text:
                found = sighting(line.text)
                if isinstance(found, Notice):
                    if len(self.notices) < MOST_NOTICES:
                        self.notices.append(found)
                elif found is not None:
                    self._ledger.record(file, found)
            elif not line.text:
                self._blame(file, line, "longer than 256 MB")
            elif not looks_whole(line.text):
                check_row(line.text)
            elif not line.marked:
                state = cost_state(line.text)
                if state is not None:
                    self._note_state(*state)
        except BrokenRowError as error:
            self._blame(file, line, str(error))

    def _blame(self, file: str, line: Line, reason: str) -> None:
        self.broken += 1
        if len(self.problems) < EXAMPLES:
            self.problems.append(Problem(file=file, line=line.number, reason=reason))


def _tokens(counts: tuple[int, ...]) -> Tokens:
    _, output, fresh, read, written, long = counts
    long = min(long, written)
    return tuple.__new__(Tokens, (fresh, output, read, written - long, long))
