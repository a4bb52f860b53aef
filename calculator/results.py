"""Everything that follows from the files: which sources count, their totals and parts, and the account of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any, overload

from calculator import money
from calculator.account import account, rows_of, short_path
from calculator.cells import COLUMNS, Cell
from calculator.comparison import comparisons
from calculator.pauses import Pauses
from calculator.report import Sum, apart, as_dict, report, usd_of
from calculator.selection import Wishes, select
from calculator.sources.source import sources
from calculator.unfinished import hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from calculator.account import Account
    from calculator.catalog import Catalog
    from calculator.comparison import Comparison
    from calculator.pauses import Pause
    from calculator.report import Report
    from calculator.selection import Selection
    from calculator.sources.door import Door
    from calculator.sources.source import Source
    from calculator.usage import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session with all that belongs to it."""

    id: str
    project: str
    """The project that most of its dollars were for."""
    first: date
    last: date
    sum: Sum

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Session:
        """Add up the cells of one."""
        projects = apart(cells, lambda place: place.project)
        days = [cell.place.day for cell in cells]
        return cls(
            id=cells[0].place.session,
            project=min(projects, key=lambda name: (-usd_of(projects[name]), name)),
            first=min(days),
            last=max(days),
            sum=Sum.of(cells),
        )


class Sessions(Sequence[Session]):
    """Sessions, dearest first. There may be ten thousand, so each is added up when it is asked for."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        """Tell the sessions of some cells apart; cells without one are left out."""
        found = apart((cell for cell in cells if cell.place.session), lambda place: place.session)
        self._cells = sorted(found.values(), key=lambda each: (-usd_of(each), each[0].place.session))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._cells)

    @overload
    def __getitem__(self, place: int) -> Session: ...

    @overload
    def __getitem__(self, place: slice) -> list[Session]: ...

    def __getitem__(self, place: int | slice) -> Session | list[Session]:
        """Return one or some of them."""
        if isinstance(place, slice):
            return list(map(Session.of, self._cells[place]))
        return Session.of(self._cells[place])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Results:
    """What some files say. Made once for them, so it is itself alone, and what is drawn of it can be kept by it."""

    report: Report
    selection: Selection
    account: Account
    comparisons: tuple[Comparison, ...]
    pauses: tuple[Pause, ...]
    """By length; empty of counts where no source knows moments."""
    timezone: str
    """In whose days logs are counted; exports keep their own."""

    @property
    def has_logs(self) -> bool:
        """Whether logs are among the sources that count."""
        return any(source.logs is not None for source in self.selection.used)

    @property
    def weeks(self) -> dict[date, Sum]:
        """Monday -> sum of its week, in order."""
        return dict(sorted(self.report.by(lambda place: monday(place.day)).items()))

    @property
    def months(self) -> dict[date, Sum]:
        """First day -> sum of its month, in order."""
        return dict(sorted(self.report.by(lambda place: place.day.replace(day=1)).items()))

    @property
    def projects(self) -> dict[str, Sum]:
        """Project -> sum, dearest first."""
        return self.report.by(lambda place: place.project)

    @property
    def conversations(self) -> dict[bool, Sum]:
        """False: main conversations, True: sub-agents and other side conversations -> sum.

        Main ones are left out where some source does not tell them apart from the others.
        """
        sums = sorted(self.report.by(lambda place: place.sidechain).items())
        return {side: part for side, part in sums if side or "sidechain" not in self.report.untold}

    @property
    def sessions(self) -> Sessions:
        """Every session that has a name, dearest first."""
        return Sessions(self.report.cells.values())

    @property
    def by_model_and_day(self) -> dict[tuple[date, str], Sum]:
        """Day and model -> sum, in order."""
        return dict(sorted(self.report.by(lambda place: (place.day, place.model)).items()))

    @property
    def cells(self) -> list[Cell]:
        """The finest parts in order."""
        return sorted(self.report.cells.values())

    def as_dict(self) -> dict[str, Any]:
        """Return the object that the command line and the page's download print as JSON."""
        return {
            **self.report.as_dict(),
            "timezone": self.timezone,
            "sources": [_source(source, self.selection) for source in self.selection.everything],
            "comparisons": [comparison.as_dict() for comparison in self.comparisons],
            "doubts": [
                {"model": model, "why": why, "usd_more": money.plain(usd)}
                for (model, why), usd in self.report.doubts.items()
            ],
            "read": self.account.as_dict(),
            "weeks": [{"date": day.isoformat(), **as_dict(part)} for day, part in self.weeks.items()],
            "months": [{"date": day.isoformat(), **as_dict(part)} for day, part in self.months.items()],
            "projects": [{"id": name, **as_dict(part)} for name, part in self.projects.items()],
            "sessions": [_session(session, counted=self.report.counted) for session in self.sessions],
            "conversations": {
                "sub_agents" if side else "main": as_dict(part) for side, part in self.conversations.items()
            },
            "cache": {
                "hit_share": _share(self.report.total),
                "pauses": [
                    {
                        "length": pause.length,
                        "responses": pause.responses,
                        "tokens": pause.tokens,
                        "usd": money.plain(pause.usd),
                    }
                    for pause in self.pauses
                ],
            },
            "cells": {"columns": list(COLUMNS), "rows": [list(row) for row in self.rows()]},
        }

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the finest parts as rows of a table, under `COLUMNS`; None stands for what no source tells."""
        for place, responses, tokens, web_searches, usd in self.cells:
            yield (
                place.day.isoformat(),
                place.model,
                place.project,
                place.session,
                self._told("sidechain", place.sidechain),
                self._told("responses", responses),
                *tokens,
                self._told("web_searches", web_searches),
                money.plain(usd) if place.priced else None,
            )

    def _told(self, column: str, value: int) -> int | None:
        """Return a value, but not that there is none where that is not known."""
        return None if not value and column in self.report.untold else value


SHARE_DIGITS = money.usd("0.000001")


def _share(part: Sum) -> str | None:
    share = part.hit_share
    return None if share is None else money.plain(share.quantize(SHARE_DIGITS))


def monday(day: date) -> date:
    """Return the first day of the week."""
    return day - timedelta(days=day.weekday())


def _session(session: Session, *, counted: bool) -> dict[str, Any]:
    return {
        "id": session.id,
        "project": session.project,
        "first": session.first.isoformat(),
        "last": session.last.isoformat(),
        "responses": session.sum.responses if counted else None,
        **as_dict(session.sum),
    }


def _source(source: Source, selection: Selection) -> dict[str, Any]:
    return {
        "id": source.id,
        "kind": source.kind.id,
        "files": [short_path(export.file) for export in source.exports],
        "used": source in selection.used,
        "rows": source.rows,
        "usd_stated": _stated(source),
        "assumed": list(source.assumed),
    }


def _stated(source: Source) -> str | None:
    """Return the dollars that a source states itself; they are in no total of ours."""
    stated = [line.usd for line in source.stated()]
    return money.plain(money.add(*stated)) if stated else None


def _responses(source: Source, wishes: Wishes, watch: Callable[[Response], None] | None) -> Iterator[Response]:
    for response in source.responses(wishes.zone):
        if watch is not None and source.logs is not None:
            watch(response)
        yield response


def results(
    door: Door,
    catalog: Catalog,
    on: date,
    wishes: Wishes = Wishes(),  # noqa: B008  # frozen
    watch: Callable[[Response], None] | None = None,
) -> Results:
    """Return what the files say that came through `door`.

    Args:
        door: What was read.
        catalog: The dated prices.
        on: The present day, to tell the logs' age.
        wishes: What the reader wants of them.
        watch: Is shown every response of logs that count, in order of time.

    Raises:
        ValueError: When there is no source with the id that is wished for.
    """
    selection = select(sources(door), wishes.source)
    pauses = Pauses()
    used = chain.from_iterable(_responses(source, wishes, watch) for source in selection.used)
    found = report(used, catalog, prices_on=wishes.prices_on, watch=pauses.note)
    for source in selection.used:
        for cell in source.cells():
            found.add(cell)
    counting = selection.used or (*selection.dollars, *selection.empty)
    found.untold = frozenset().union(*(export.untold for source in counting for export in source.exports))
    found.rows = rows_of(selection, found)
    return Results(
        report=found,
        selection=selection,
        account=account(door, selection, found, on, hidden(found.outputs)),
        comparisons=tuple(comparisons(selection, catalog, wishes)),
        pauses=pauses.found(),
        timezone=wishes.zone.name,
    )
