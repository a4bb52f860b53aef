"""Single values in files of others: a count, an amount, a day; anything else is an error that says so."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from calculator import money

MOST_TOKENS = 10**15
"""A thousand billion times a thousand: no organization's day comes near it."""
_DATE = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_DIGITS = re.compile(r"[0-9]{1,16}")
_AMOUNT = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{0,40})?(?:[eE][+-]?[0-9]{1,3})?")


class FieldError(ValueError):
    """A value that is not what its place asks for."""


def count(value: object, name: str) -> int:
    """Return a token count; an absent or blank one is none.

    >>> count("12", "output"), count(None, "output"), count(7, "output")
    (12, 0, 7)

    Raises:
        FieldError: For anything but a whole number that can be.
    """
    if value is None or value == "":
        return 0
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        value = int(value)
    if type(value) is int and 0 <= value <= MOST_TOKENS:
        return value
    message = f"{name} is no token count"
    raise FieldError(message)


def amount(value: object, name: str) -> Decimal:
    """Return dollars or cents exactly.

    >>> amount("1.10", "cost_usd"), amount(3, "cost_usd")
    (Decimal('1.10'), Decimal('3'))

    Raises:
        FieldError: For anything but a finite number of ordinary size.
    """
    message = f"{name} is no amount of money"
    if isinstance(value, Decimal):
        value = str(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise FieldError(message)
    given = str(value).strip() if isinstance(value, str) or abs(value) <= MOST_TOKENS else ""
    if not _AMOUNT.fullmatch(given):
        raise FieldError(message)
    found = money.usd(given)
    if len(found.as_tuple().digits) > 2 * MOST_DIGITS or (found and abs(found.adjusted()) > MOST_DIGITS):
        raise FieldError(message)
    return found


MOST_DIGITS = 20
"""Digits before and after the point of the longest amount that is read; sums of such stay exact."""


def day(value: object, name: str) -> date:
    """Return a day given as 2026-11-03, 20261103 or a moment of that day.

    >>> day("2026-11-03T00:00:00Z", "date")
    datetime.date(2026, 11, 3)

    Raises:
        FieldError: For anything else.
    """
    if isinstance(value, str):
        try:
            if _DATE.fullmatch(value.strip()):
                return date.fromisoformat(value.strip())
            return datetime.fromisoformat(value.strip()).date()
        except ValueError:
            pass
    message = f"{name} is no date"
    raise FieldError(message)


def month(value: object, name: str) -> date:
    """Return the first day of a month given as 2026-11.

    Raises:
        FieldError: For anything else.
    """
    if isinstance(value, str) and _MONTH.fullmatch(value):
        return day(f"{value}-01", name)
    message = f"{name} is no month"
    raise FieldError(message)


def text(value: object) -> str:
    """Return a name, or nothing where there is none; what cannot be printed is replaced."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def table(value: object, name: str) -> dict[str, Any]:
    """Return a JSON object.

    Raises:
        FieldError: For anything else.
    """
    if isinstance(value, dict):
        return value
    message = f"{name} is no object"
    raise FieldError(message)


def entries(value: object, name: str) -> list[Any]:
    """Return a JSON list.

    Raises:
        FieldError: For anything else.
    """
    if isinstance(value, list):
        return value
    message = f"{name} is no list"
    raise FieldError(message)


_WINDOW = re.compile(r"([0-9]+)\s*([kKmM]?)")
_SIZES = {"": 1, "k": 1_000, "m": 1_000_000}


def context_window(value: object) -> tuple[int, int | None]:
    """Return the fewest and the most prompt tokens that a column such as `≤ 200k` allows; None: no upper bound.

    >>> [context_window(text) for text in ("≤ 200k", "> 200k", "0-200k", "200k-1M", "not_available")]
    [(0, 200000), (200001, None), (0, 200000), (200001, 1000000), (0, None)]
    """
    given = value.strip() if isinstance(value, str) else ""
    sizes = [int(number[:9]) * _SIZES[unit.lower()] for number, unit in _WINDOW.findall(given)]
    if len(sizes) > 1:
        return (sizes[0] + 1 if sizes[0] else 0), sizes[1]
    if sizes and given.startswith(("≤", "<")):
        return 0, sizes[0]
    if sizes and given.startswith((">", "≥")):
        return sizes[0] + 1, None
    return 0, None
