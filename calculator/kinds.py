"""What may stand in a field of a data file, and the error that says what was expected there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOTHING = object()
"""What was found where nothing stands."""


class CatalogError(ValueError):
    """Data that breaks a rule."""

    def __init__(self, file: str, entry: str, field: str, expected: str, found: object = NOTHING) -> None:
        """Say where the rule is broken, what was expected and what stands there."""
        super().__init__(f"{file}: {entry}: {field}: expected {expected}, found {_shown(found)}")
        self.file, self.entry, self.field, self.expected = file, entry, field, expected


@dataclass(frozen=True, slots=True)
class Kind:
    """What may stand in a field."""

    expected: str
    """In words, after `expected`."""
    accepts: Callable[[Any], bool]
    required: bool = True

    def optional(self) -> Kind:
        """Return this kind for a field that may be absent."""
        return replace(self, required=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of a data file, with its place in the file."""

    file: str
    name: str
    table: Mapping[str, Any]
    path: str = ""
    """Where this table stands inside its entry, such as `prices[0].`."""

    def refuse(self, field: str, expected: str, found: object = NOTHING) -> NoReturn:
        """Say that `field` breaks a rule."""
        raise CatalogError(self.file, self.name, f"{self.path}{field}", expected, found)

    def fields(self, kinds: Mapping[str, Kind]) -> None:
        """Refuse unknown and missing fields and values of another kind."""
        for field, value in self.table.items():
            if field not in kinds:
                self.refuse(field, f"one of the fields {', '.join(kinds)}", value)
        for field, kind in kinds.items():
            if field not in self.table:
                if kind.required:
                    self.refuse(field, kind.expected)
            elif not kind.accepts(self.table[field]):
                self.refuse(field, kind.expected, self.table[field])

    def inside(self, field: str) -> list[Entry]:
        """Return the tables of an array of tables, which may be absent."""
        return [
            Entry(self.file, self.name, table, f"{self.path}{field}[{index}].")
            for index, table in enumerate(self.table.get(field, ()))
        ]


def number(expected: str, least: Decimal | int, greatest: Decimal | int) -> Kind:
    """Return the kind of a number within bounds; text, a truth value, NaN and infinity are none."""

    def accepts(value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return False
        return Decimal(value).is_finite() and least <= value <= greatest

    return Kind(f"{expected} from {least} to {greatest}", accepts)


def words(*allowed: str) -> Kind:
    """Return the kind of one out of a few words."""
    return Kind(f"one of {', '.join(allowed)}", lambda value: isinstance(value, str) and value in allowed)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value)) and len(set(value)) == len(value)


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(table, dict) for table in value)


def _shown(value: object) -> str:
    if value is NOTHING:
        return "nothing"
    return str(value) if isinstance(value, int | Decimal | date) and not isinstance(value, bool) else repr(value)


TEXT = Kind("a text", _is_text)
TEXTS = Kind("a list of different texts", _is_texts)
TABLES = Kind("an array of tables", _is_tables)
DAY = Kind("a date such as 2026-11-23", _is_day)
FLAG = Kind("true or false", lambda value: isinstance(value, bool))
COUNT = Kind(
    "a whole number of tokens above zero",
    lambda value: isinstance(value, int) and not isinstance(value, bool) and value > 0,
)
