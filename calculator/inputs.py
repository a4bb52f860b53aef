"""Inputs of a form, or of a link's fragment, which is the same text: `name=value` pairs joined by `&`.

What cannot be understood keeps its last good value and says so, and of what is given twice the first counts; nothing is
changed in silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl

from calculator import money

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """An input that was not understood."""

    field: str
    value: str
    """What was given, cut to a length that can be shown."""
    sentence: str
    """What was expected and what stands instead."""


class Unread(NamedTuple):
    """An input as it was given, and why it was not understood."""

    name: str
    value: str
    said: str
    """What was expected and what stands instead; empty where there is no such input."""


def read(
    query: str, readers: Mapping[str, Callable[[str], Any]], last: object, empty: Mapping[str, str]
) -> tuple[dict[str, Any], list[Unread]]:
    """Read a form's data or a link's fragment.

    Args:
        query: The pairs, percent-encoded. A leading `#` is dropped.
        readers: Make a value of the text of each input, or raise a `ValueError` that names what is expected.
        last: Holds what stands for an input that is not understood.
        empty: What an input that is left empty stands for, by its name; nothing, where it is not named.

    Returns:
        The value of each input that was given, and those that were not understood.
    """
    good: dict[str, Any] = {}
    unread: list[Unread] = []
    for name, value in parse_qsl(query.removeprefix("#"), keep_blank_values=True):
        if name not in readers:
            unread.append(Unread(name, value, ""))
            continue
        if name in good:
            said = f"it is given more than once; {_standing(name, good[name], empty)} stands."
            unread.append(Unread(name, value, said))
            continue
        try:
            good[name] = readers[name](value)
        except ValueError as error:
            good[name] = getattr(last, name)
            unread.append(Unread(name, value, f"{error} is expected; {_standing(name, good[name], empty)} stands."))
    return good, unread


def _standing(name: str, value: Any, empty: Mapping[str, str]) -> str:
    return show(value) or empty.get(name, "nothing")


def show(value: Any) -> str:
    """Return an input as it stands in a form or a link."""
    if value is None:
        return ""
    return money.plain(value) if isinstance(value, Decimal) else str(value)


def one_of(choices: tuple[str, ...]) -> Callable[[str], str]:
    """Read one of some words."""

    def reader(value: str) -> str:
        if value in choices:
            return value
        raise ValueError("one of " + ", ".join(choices))

    return reader


def whole(low: int, high: int) -> Callable[[str], int]:
    """Read a whole number."""

    def reader(value: str) -> int:
        if value.isascii() and value.isdecimal() and len(value) <= len(str(high)) and low <= int(value) <= high:
            return int(value)
        message = f"a whole number from {low} to {high}"
        raise ValueError(message)

    return reader


def decimal(low: int, high: int, what: str) -> Callable[[str], Decimal]:
    """Read a plain decimal number with at most four decimals; more would only pretend to be known."""

    def reader(value: str) -> Decimal:
        units, _, decimals = value.strip().partition(".")
        plain = (units + decimals).isascii() and (units + decimals).isdecimal()
        if plain and len(units) <= len(str(high)) and len(decimals) <= 4 and low <= Decimal(value.strip()) <= high:  # noqa: PLR2004
            return Decimal(money.plain(Decimal(value.strip())))
        message = f"{what} from {low} to {high:,}"
        raise ValueError(message)

    return reader


def optional[Number: (int, Decimal)](reader: Callable[[str], Number]) -> Callable[[str], Number | None]:
    """Read an input that may be left empty."""
    return lambda value: reader(value) if value.strip() else None
