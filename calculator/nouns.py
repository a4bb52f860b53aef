"""Numbers with what they count, in the singular or the plural."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator import money

if TYPE_CHECKING:
    from decimal import Decimal

PLURALS = {"copy": "copies", "echo": "echoes", "entry": "entries"}


def counted(number: int | Decimal, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "hour"), counted(money.usd("1.5"), "hour"), counted(1234, "copy")
    ('1 hour', '1.5 hours', '1,234 copies')
    """
    shown = f"{number:,}" if isinstance(number, int) else money.plain(number)
    return f"{shown} {noun if number == 1 else PLURALS.get(noun, noun + 's')}"
