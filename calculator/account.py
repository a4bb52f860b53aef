"""The account of what was read: what the totals rest on, what is missing from them, and how well it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from calculator import money
from calculator.overlap import Stretch, joined
from calculator.own_account import agreement
from calculator.report import Rows
from calculator.sources.ledger import Duplicates
from calculator.sources.reading import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Collection

    from calculator.own_account import Agreement
    from calculator.report import Report
    from calculator.selection import Selection
    from calculator.sources.door import Door
    from calculator.sources.reading import Problem, Reading
    from calculator.sources.source import Source
    from calculator.unfinished import Hidden

CLEANUP_DAYS = 30
"""Age at which Claude Code deletes logs unless `cleanupPeriodDays` says otherwise."""
PARTS_OF_PATH = 3
"""So much of a file's path tells it apart, wherever the folder lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The days that the sources in use tell of; a week or a month is told of as a whole, a session by its last day."""

    first: date
    last: date
    days: int | None
    """Days with usage; None where entries span more than a day."""
    gaps: tuple[tuple[date, date], ...]
    """First and last day of every stretch without usage in between; none are known among sessions."""

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
    not_shown: int
    """Entries in these that cannot be and are left out."""
    impossible: tuple[Problem, ...]
    """The first of them."""
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
    """Days since the oldest usage in logs; None without logs, and where it is ahead."""
    ahead_days: int | None
    """Days by which the newest usage in logs is ahead of the present day; None without logs."""

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
            "plan_usage": {
                "left_out": self.not_shown,
                "first": [_problem(problem) for problem in self.impossible],
            },
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
            "ahead_log_days": self.ahead_days,
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
    logs = _days_of_logs(report.days, selection)
    has_logs = any(source.logs is not None for source in selection.used)
    return Account(
        files=door.files,
        logs=door.log_files,
        exports=len(door.exports),
        shown=len(door.shown_rows),
        not_shown=sum(rows.broken for rows in door.shown_rows),
        impossible=tuple(problem for rows in door.shown_rows for problem in rows.problems)[:EXAMPLES],
        unknown=tuple(door.unknown),
        unreadable=tuple(door.logs.unreadable),
        broken=(*door.logs.problems, *(problem for export in door.exports for problem in export.problems)),
        rows=report.rows,
        coverage=_coverage(report.days, selection, on),
        duplicates=door.logs.duplicates if has_logs else Duplicates(0, 0, 0),
        hidden=hidden,
        agreement=agreement(door.logs.cost_states, report.by(lambda place: place.session)) if has_logs else None,
        age_days=None if logs is None or _ahead(logs[0], on) else max((on - logs[0]).days, 0),
        ahead_days=None if logs is None else _ahead(logs[1], on),
    )


def _days_of_logs(days: Collection[date], selection: Selection) -> tuple[date, date] | None:
    """Return the oldest and the newest day of the logs in use; `days` are those of everything in use."""
    logs = next((source for source in selection.used if source.logs is not None), None)
    if logs is None or not days:
        return None
    if len(selection.used) == 1:
        return min(days), max(days)
    told = logs.stretches  # known by now: they were held against those of the others
    return (date.fromordinal(told[0].first), date.fromordinal(told[-1].last)) if told else None


def _ahead(day: date, on: date) -> int:
    """Return how many days a day lies ahead of the present one; one may be due to time zones and is none."""
    days = (day - on).days
    return days if days > 1 else 0


def rows_of(selection: Selection, report: Report) -> Rows:
    """Return what became of the rows of all sources, since broken ones of all are named.

    Good rows of a source that is in no total are among the ignored.
    """
    exported = sum(cell.responses for source in selection.used for cell in source.cells())
    responses = report.total.responses - exported
    parts = [
        _rows_of_exports(source) if source.logs is None else _rows_of_logs(source.logs, responses)
        for source in selection.used
    ]
    parts += map(_rows_in_no_total, (*selection.left_out, *selection.dollars, *selection.empty))
    return Rows(
        read=sum(part.read for part in parts),
        duplicate=sum(part.duplicate for part in parts),
        ignored=sum(part.ignored for part in parts),
        broken=sum(part.broken for part in parts),
    )


def _rows_in_no_total(source: Source) -> Rows:
    return Rows(read=source.rows, ignored=source.rows - source.broken, broken=source.broken)


def _rows_of_logs(reading: Reading, responses: int) -> Rows:
    return Rows(
        read=reading.rows,
        duplicate=reading.sightings - responses,
        ignored=reading.rows - reading.sightings - reading.broken,
        broken=reading.broken,
    )


def _rows_of_exports(source: Source) -> Rows:
    entries = sum(max(len(export.responses), len(export.cells)) for export in source.exports)
    kept = sum(1 for _ in source.responses()) + sum(1 for _ in source.cells())
    return Rows(read=source.rows, duplicate=entries - kept, broken=source.broken)


def _coverage(days: Collection[date], selection: Selection, on: date) -> Coverage | None:
    """Return the span of what is in use and the gaps in it; `days` are those on which it is counted."""
    if not days:
        return None
    lumps = [source for source in selection.used if not source.daily]
    sessions = any("session" in source.periods for source in lumps)
    known = [Stretch(day.toordinal(), day.toordinal()) for day in days]
    for source in () if sessions else lumps:  # a week or month that runs reaches to the present day
        known += [Stretch(first, max(first, min(last, on.toordinal()))) for first, last in source.stretches]
    told = joined(known)
    between = pairwise(told) if not sessions else ()
    return Coverage(
        first=date.fromordinal(told[0].first),
        last=date.fromordinal(told[-1].last),
        days=None if lumps else len(days),
        gaps=tuple((date.fromordinal(one.last + 1), date.fromordinal(two.first - 1)) for one, two in between),
    )
