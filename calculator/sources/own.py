"""This site's own exports: the JSON of `report`, alone or inside a page's download, and its CSV.

Their dollars were made response by response, so they are taken as they stand and not made again from sums.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from calculator import money
from calculator.cells import COLUMNS, Cell, Place
from calculator.sources import fields, sheet
from calculator.sources.export import COUNTED_BY_FEW, Kind, RefusedError, Rows
from calculator.usage import KINDS, Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from decimal import Decimal

    from calculator.sources.export import Export

OWN = Kind(id="own", name="export of this site", utc=False)

MEMBERS = ("schema", "responses", "rows", "tokens", "usd", "models", "days")
"""What every report has."""
SCHEMA = 1
LOGS = "logs"
"""What a report calls a source that is Claude Code's logs."""
ALL_MODELS = "(all models)"
GUARD = "'"
"""Stands before a name that a spreadsheet would take for a formula, and before one that begins like this."""
NAMES = frozenset({"model", "project", "session"})
AS_EXPORTED = "Dollars are those of the export and not priced again; what was in doubt there is not repeated here."
NO_ZONE = "A CSV does not say in which time zone its days are; they are taken as they stand."
OLDER = "The export is of an older form that does not tell models, projects or sessions of a day apart."


def recognise(document: object) -> bool:
    """Tell whether a JSON document is a report of this site, or holds one."""
    found = _report(document)
    return found is not None and all(name in found for name in MEMBERS)


def recognise_csv(header: str) -> bool:
    """Tell whether a CSV file that begins with this line is this site's."""
    return header.strip().split(",") == list(COLUMNS)


def read(document: object, file: str) -> Export:
    """Return the parts of an exported report.

    Raises:
        RefusedError: For a report of a later version, or one whose parts are no list.
    """
    found = _report(document) or {}
    if found.get("schema") != SCHEMA:
        message = f"it is of version {str(found.get('schema'))[:20]!r}, and this site reads version {SCHEMA}"
        raise RefusedError(message)
    cells = found.get("cells")
    if cells is None:
        return replace(_older(found, file), zone=_zone(found))
    try:
        table = fields.table(cells, "cells")
        columns = fields.entries(table.get("columns"), "columns")
        rows = fields.entries(table.get("rows"), "rows")
    except fields.FieldError as error:
        raise RefusedError(str(error)) from None
    named = (dict(zip(map(str, columns), row, strict=False)) if isinstance(row, list) else row for row in rows)
    return replace(_export(named, file, _part, AS_EXPORTED), zone=_zone(found))


def _zone(found: Mapping[str, Any]) -> str:
    """Return the zone of a report's days, which it says of those of logs alone."""
    sources = found.get("sources")
    used = (
        [each for each in sources if isinstance(each, dict) and each.get("used")] if isinstance(sources, list) else []
    )
    of_logs = bool(used) and all(each.get("kind") == LOGS for each in used)
    return fields.text(found.get("timezone")) if of_logs else ""


def read_csv(text: str, file: str) -> Export:
    """Return the parts of an exported table."""
    rows = Rows(file)
    parts = list(sheet.each(text, rows, lambda row: _part(_unguarded(row))))
    return _of(rows, parts, AS_EXPORTED, NO_ZONE)


def _unguarded(row: Mapping[str, str]) -> dict[str, str]:
    """Return a row without the guards that keep a spreadsheet from computing names."""
    return {name: cell.removeprefix(GUARD) if name in NAMES else cell for name, cell in row.items()}


def _report(document: object) -> dict[str, Any] | None:
    """Return the report that a document is or holds."""
    if not isinstance(document, dict):
        return None
    inner = document.get("report", document)
    return inner if isinstance(inner, dict) else None


type _Part = tuple[Cell, frozenset[str]]
"""A row, and the columns of which it does not tell."""


def _export(found: Iterable[Any], file: str, take: Callable[[dict[str, Any]], _Part], *assumed: str) -> Export:
    rows, parts = Rows(file), []
    for row in found:
        rows.read += 1
        try:
            parts.append(take(fields.table(row, "the row")))
        except fields.FieldError as error:
            rows.broke(None, f"row {rows.read}: {error}")
    return _of(rows, parts, *assumed)


def _of(rows: Rows, parts: Iterable[_Part], *assumed: str) -> Export:
    cells = tuple(cell for cell, _ in parts)
    untold = frozenset().union(*(names for _, names in parts))
    return rows.export(OWN, cells=cells, assumed=assumed, untold=untold)


def _part(row: Mapping[str, Any]) -> _Part:
    return _cell(row), frozenset(name for name in COUNTED_BY_FEW if row.get(name) in (None, ""))


def _cell(row: Mapping[str, Any]) -> Cell:
    usd = row.get("usd")
    place = Place(
        day=fields.day(row.get("date"), "date"),
        model=fields.text(row.get("model")),
        project=fields.text(row.get("project")),
        session=fields.text(row.get("session")),
        sidechain=row.get("sidechain") in (True, "true"),
        priced=usd is not None and usd != "",
    )
    return Cell(
        place=place,
        responses=fields.count(row.get("responses"), "responses"),
        tokens=Tokens(**{kind: fields.count(row.get(kind), kind) for kind in KINDS}),
        web_searches=fields.count(row.get("web_searches"), "web_searches"),
        usd=_cost(usd) if place.priced else money.ZERO,
    )


def _cost(value: object) -> Decimal:
    usd = fields.amount(value, "usd")
    if usd < 0:
        message = "usd is negative"
        raise fields.FieldError(message)
    return usd


def _older(found: Mapping[str, Any], file: str) -> Export:
    """Return the days of a report that has no parts; how many responses a day had, it does not say.

    Raises:
        RefusedError: When its days are no list.
    """
    try:
        days = fields.entries(found["days"], "days")
    except fields.FieldError as error:
        raise RefusedError(str(error)) from None
    return _export(days, file, _whole_day, AS_EXPORTED, OLDER)


def _whole_day(day: Mapping[str, Any]) -> _Part:
    return _part({**fields.table(day.get("tokens"), "tokens"), **day, "model": ALL_MODELS})
