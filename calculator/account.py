"""The account of what was read: what the totals rest on, what is missing from them, and how well it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from calculator import money
from calculator.own_account import agreement
from calculator.report import Rows
from calculator.sources.ledger import Duplicates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calculator.own_account import Agreement
    from calculator.report import Report
    from calculator.selection import Selection, Source
    from calculator.sources.door import Door
    from calculator.sources.reading import Problem, Reading
    from calculator.unfinished import Hidden

CLEANUP_DAYS = 30
"""Age at which Claude Code deletes logs unless `cleanupPeriodDays` says otherwise."""
PARTS_OF_PATH = 3
"""So much of a file's path tells it apart, wherever the folder lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The days that the sources in use tell of."""

    first: date
    last: date
    days: int
    """Days with usage."""
    gaps: tuple[tuple[date, date], ...]
    """First and last day of every stretch without usage in between."""

    @property
    def span(self) -> int:
        """Days from the first to the last."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What was read."""

    files: int
    logs: int
    exports: int
    shown: int
    """Files that show how much of a plan is used."""
    unknown: tuple[Problem, ...]
    """Files of no known kind."""
    unreadable: tuple[Problem, ...]
    """Files that the system would not give."""
    broken: tuple[Problem, ...]
    """The first broken rows."""
    rows: Rows
    coverage: Coverage | None
    duplicates: Duplicates
    """Rows that are not counted because their response is, by kind."""
    hidden: Hidden | None
    """What versions that never wrote the final output count may hide; None when there are none."""
    agreement: Agreement | None
    """Claude Code's own totals beside ours; None where it wrote none."""
    age_days: int | None
    """Days since the oldest usage in logs; None without logs."""

    @property
    def near_cleanup(self) -> bool:
        """Whether the logs reach back about as far as Claude Code keeps them, so that older ones may be gone."""
        return self.age_days is not None and self.age_days <= CLEANUP_DAYS + 1

    def as_dict(self) -> dict[str, Any]:
        """Return what a program reads."""
        coverage = self.coverage
        return {
            "files": {
                "read": self.files,
                "logs": self.logs,
                "exports": self.exports,
                "plan_usage": self.shown,
                "unknown": len(self.unknown),
            },
            "unknown": [_problem(problem) for problem in self.unknown],
            "unreadable": [_problem(problem) for problem in self.unreadable],
            "broken": [_problem(problem) for problem in self.broken],
            "days": None
            if coverage is None
            else {
                "first": coverage.first.isoformat(),
                "last": coverage.last.isoformat(),
                "with_usage": coverage.days,
                "gaps": [{"first": first.isoformat(), "last": last.isoformat()} for first, last in coverage.gaps],
            },
            "duplicates": self.duplicates._asdict(),
            "unfinished": None
            if self.hidden is None
            else {
                "responses": self.hidden.responses,
                "output": self.hidden.output,
                "likely_output": self.hidden.likely_output,
                "usd_more": None if self.hidden.usd_more is None else money.plain(self.hidden.usd_more),
            },
            "cost_state": None
            if self.agreement is None
            else {
                "sessions": self.agreement.sessions,
                "same": self.agreement.same,
                "own_usd": money.plain(self.agreement.own_usd),
                "usd": money.plain(self.agreement.usd),
                "remainder_usd": money.plain(self.agreement.remainder),
            },
            "oldest_log_days": self.age_days,
            "cleanup_days": CLEANUP_DAYS,
        }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"file": short_path(problem.file), "line": problem.line or None, "reason": problem.reason}


def short_path(path: str) -> str:
    """Return the end of a path, the same wherever the folder lies.

    >>> short_path("/home/dev/.claude/projects/-home-dev-app/1.jsonl")
    'projects/-home-dev-app/1.jsonl'
    """
    return "/".join(path.replace("\\", "/").split("/")[-PARTS_OF_PATH:])


def account(door: Door, selection: Selection, report: Report, on: date, hidden: Hidden | None) -> Account:
    """Return the account of everything that `door` let in, on the day `on`."""
    coverage = _coverage(report.days)
    has_logs = any(source.logs is not None for source in selection.used)
    return Account(
        files=door.files,
        logs=door.log_files,
        exports=len(door.exports),
        shown=door.shown_files,
        unknown=tuple(door.unknown),
        unreadable=tuple(door.logs.unreadable),
        broken=(*door.logs.problems, *(problem for export in door.exports for problem in export.problems)),
        rows=report.rows,
        coverage=coverage,
        duplicates=door.logs.duplicates if has_logs else Duplicates(0, 0, 0),
        hidden=hidden,
        agreement=agreement(door.logs.cost_states, report.by(lambda place: place.session)) if has_logs else None,
        age_days=(on - coverage.first).days if has_logs and coverage is not None else None,
    )


def rows_of(selection: Selection, report: Report) -> Rows:
    """Return what became of the rows of the sources in use."""
    found = Rows()
    exported = sum(cell.responses for source in selection.used for cell in source.cells())
    responses = report.total.responses - exported
    for source in selection.used:
        one = _rows_of_exports(source) if source.logs is None else _rows_of_logs(source.logs, responses)
        found.read += one.read
        found.duplicate += one.duplicate
        found.ignored += one.ignored
        found.broken += one.broken
    return found


def _rows_of_logs(reading: Reading, responses: int) -> Rows:
    return Rows(
        read=reading.rows,
        duplicate=reading.sightings - responses,
        ignored=reading.rows - reading.sightings - reading.broken,
        broken=reading.broken,
    )


def _rows_of_exports(source: Source) -> Rows:
    read = sum(export.rows for export in source.exports)
    broken = sum(export.broken for export in source.exports)
    entries = sum(max(len(export.responses), len(export.cells)) for export in source.exports)
    kept = sum(1 for _ in source.responses()) + sum(1 for _ in source.cells())
    return Rows(read=read, duplicate=entries - kept, broken=broken)


def _coverage(days: Iterable[date]) -> Coverage | None:
    """Return the span of some days and the gaps in it."""
    known = sorted(days)
    if not known:
        return None
    one = timedelta(days=1)
    gaps = tuple((before + one, after - one) for before, after in pairwise(known) if after - before > one)
    return Coverage(first=known[0], last=known[-1], days=len(known), gaps=gaps)
