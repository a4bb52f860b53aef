"""A source of usage: the logs, or those files of one kind that may be added up."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain, groupby
from typing import TYPE_CHECKING, NamedTuple

from calculator import zones
from calculator.overlap import UNKNOWN_ZONE, Stretch, joined, meet
from calculator.sources import marks
from calculator.sources.export import ONE_PAGE, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from calculator.cells import Cell
    from calculator.sources.door import Door
    from calculator.sources.export import Export, Stated
    from calculator.sources.marks import Mark
    from calculator.sources.reading import Problem, Reading
    from calculator.usage import Response
    from calculator.zones import Zone

LOGS = Kind(id="logs", name="Claude Code logs", utc=False)
UNLISTED = (
    "Some responses are of a service tier without a list price, such as priority: they are priced as standard ones."
)
ORDER = ("logs", "console_usage", "admin_usage", "own", "ccusage", "analytics", "console_cost", "admin_cost")
"""From the kind that knows most of each response to those that know dollars alone; the first one is the default."""


@dataclass(kw_only=True)
class Source:
    """What one kind of file says, of one or more files that may be added up."""

    id: str
    """The kind's id, with a number when there are several."""
    kind: Kind
    exports: list[Export] = field(default_factory=list)
    logs: Reading | None = None

    @property
    def name(self) -> str:
        """What a reader calls it, by its files."""
        if self.logs is not None:
            return self.kind.name
        names = [export.file.rsplit("/", 1)[-1] for export in self.exports]
        return f"{self.kind.name} ({names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''})"

    @property
    def files(self) -> int:
        """Files that it was read from."""
        return self.logs.files if self.logs is not None else len(self.exports)

    @property
    def rows(self) -> int:
        """Rows that were read."""
        return sum(part.rows for part in ([self.logs] if self.logs is not None else self.exports))

    @property
    def broken(self) -> int:
        """Rows of them that are none."""
        return sum(part.broken for part in ([self.logs] if self.logs is not None else self.exports))

    @property
    def has_tokens(self) -> bool:
        """Whether it can be priced here, or was."""
        return self.logs is not None or any(export.responses or export.cells for export in self.exports)

    @property
    def has_dollars(self) -> bool:
        """Whether it states dollars itself."""
        return any(export.stated for export in self.exports)

    @property
    def periods(self) -> frozenset[str]:
        """What its entries span."""
        return frozenset(export.period for export in self.exports) if self.logs is None else frozenset({"day"})

    @property
    def daily(self) -> bool:
        """Whether its days are days, and not the first ones of weeks or months."""
        return self.periods <= {"day"}

    @property
    def assumed(self) -> tuple[str, ...]:
        """What was taken for granted, each sentence once; a page that is missing in one file may be another file."""
        if self.logs is not None:
            return (UNLISTED,) * self.logs.unlisted
        begins = {export.time[0] for export in self.exports if export.time}
        return tuple(
            dict.fromkeys(
                sentence
                for export in self.exports
                for sentence in export.assumed
                if sentence != ONE_PAGE or export.time is None or export.time[1] not in begins
            )
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The first rows that could not be read."""
        return tuple(problem for export in self.exports for problem in export.problems)

    @property
    def in_utc(self) -> bool:
        """Whether its days are known to be those of UTC, as moments in logs are."""
        return self.logs is not None or self.kind.utc

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The days that it may tell of, in UTC or as they stand in the file."""
        if self.logs is not None:
            days = {response.day for response in self.logs.responses()}
            return joined(_stretch(day, "day") for day in days)
        return joined(stretch for export in self.exports for stretch in _stretches(export))

    def may_share(self, other: Source) -> bool:
        """Tell whether it may tell of the same usage as another."""
        return meet(self.stretches, other.stretches, 0 if self.in_utc and other.in_utc else UNKNOWN_ZONE)

    def responses(self, zone: Zone = zones.UTC) -> Iterator[Response]:
        """Return its usage; `zone` moves the days of logs alone."""
        if self.logs is not None:
            return self.logs.responses(zone)
        return _fullest(map(marks.responses, self.exports), lambda one: one.tokens.total)

    def stated(self) -> Iterator[Stated]:
        """Yield the dollars that it states itself."""
        yield from _fullest(map(marks.stated, self.exports), lambda one: one.usd)

    def cells(self) -> Iterator[Cell]:
        """Yield what was priced when it was exported."""
        for export in self.exports:
            yield from export.cells

    def portions(self) -> Iterator[Portion]:
        """Yield what its exports say, those together whose entries must be seen together."""
        if self.kind.id in MERGED:
            yield Portion("day", self.responses(), self.stated(), ())
            return
        for export in self.exports:
            yield Portion(export.period, export.responses, export.stated, export.cells)


class Portion(NamedTuple):
    """What some files of a source say, with entries that span the same."""

    period: str
    responses: Iterable[Response]
    stated: Iterable[Stated]
    cells: Iterable[Cell]


def _stretches(export: Export) -> Iterator[Stretch]:
    """Yield the days that each entry of an export may tell of."""
    firsts = {response.day for response in export.responses} | {cell.place.day for cell in export.cells}
    for first in firsts or {stated.day for stated in export.stated}:
        yield _stretch(first, export.period)


def _stretch(day: date, period: str) -> Stretch:
    """Return the days of an entry; a session may have begun on any day before its last, which is all that is told."""
    number = day.toordinal()
    if period == "session":
        return Stretch(date.min.toordinal(), number)
    return Stretch(number, min(number + span(day, period) - 1, date.max.toordinal()))


def span(first: date, period: str) -> int:
    """Return how many days an entry of that period spans."""
    return {"week": 7, "month": monthrange(first.year, first.month)[1]}.get(period, 1)


MERGED = frozenset({"console_usage", "console_cost", "admin_usage", "admin_cost"})
"""Kinds of which several files are one account, as far as `calculator.sources.marks` can tell their entries apart."""


def sources(door: Door) -> list[Source]:
    """Return what was read as sources, those that know most first."""
    found = []
    if door.log_files or door.logs.files:
        found.append(Source(id=LOGS.id, kind=LOGS, logs=door.logs))
    for kind, group in groupby(sorted(door.exports, key=_most_told), key=lambda export: export.kind.id):
        exports = list(group)
        merged = kind in MERGED
        found += _joined(exports, marks.by_time, marks.clash) if merged else _joined(exports, _claimed, _cross)
    return found


def _most_told(export: Export) -> tuple[int, int, str]:
    """Return an order in which, within a kind, files come first that tell usage apart by most labels."""
    labels = chain.from_iterable(marks.by_time(export).values()) if export.kind.id in MERGED else ()
    return ORDER.index(export.kind.id), -sum(marks.told(labels)), export.file


def _joined[Claim](
    exports: Iterable[Export], claim_of: Callable[[Export], Claim], cross: Callable[[Claim, Claim], bool]
) -> list[Source]:
    """Return files of one kind as few sources: those are joined whose claims do not cross."""
    found: list[tuple[Source, list[Claim]]] = []
    for export in exports:
        claim = claim_of(export)
        for source, claims in found:
            if not any(cross(claim, other) for other in claims):
                source.exports.append(export)
                claims.append(claim)
                break
        else:
            number = f"-{len(found) + 1}" if found else ""
            source = Source(id=export.kind.id + number, kind=export.kind, exports=[export])
            found.append((source, [claim]))
    return [source for source, _ in found]


class _Claim(NamedTuple):
    """The days in which no other export of its kind may tell of anything, to be added to it."""

    days: tuple[Stretch, ...]
    zone: str
    """Empty where it is not known."""


def _claimed(export: Export) -> _Claim:
    """Return what an export claims.

    Where its kind has no zone, days in between count as well, since the other may tell the same in the days of another.
    """
    days = joined(_stretches(export))
    whole = export.kind.utc or not days
    return _Claim(days if whole else (Stretch(days[0].first, days[-1].last),), export.zone)


def _cross(some: _Claim, others: _Claim) -> bool:
    """Tell whether two exports may tell of the same usage.

    Those that follow each other, such as one a month, are taken to be of one zone unless they name two.
    """
    apart = UNKNOWN_ZONE if some.zone and others.zone and some.zone != others.zone else 0
    return meet(some.days, others.days, apart)


def _fullest[Entry: (Response, Stated)](
    files: Iterable[Iterator[tuple[Mark, Entry]]], weight: Callable[[Entry], Decimal | int]
) -> Iterator[Entry]:
    """Yield the entries of some files of one kind: what two of them tell under the same mark counts once.

    The file with more of it was exported later.
    """
    best: dict[Mark, list[Entry]] = {}
    for entries in files:
        groups: dict[Mark, list[Entry]] = {}
        for mark, entry in entries:
            groups.setdefault(mark, []).append(entry)
        for mark, group in groups.items():
            if mark not in best or sum(map(weight, best[mark])) < sum(map(weight, group)):
                best[mark] = group
    for group in best.values():
        yield from group
