"""Stretches of days, and whether two sources of usage meet in them.

Sources that may tell of the same usage are never added up. They may where their days meet. Logs, the Console and the
Admin API tell of UTC days. Other exports have the days of whoever made them, in a zone that is not written down: those
begin up to a day before or after others, so there the day next to one counts as the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN_ZONE = 1
"""Days by which the same usage may lie apart where one of two zones is unknown."""


class Stretch(NamedTuple):
    """Days in a row, as ordinals of the calendar."""

    first: int
    last: int


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return the stretches in order, those that meet or follow each other as one.

    >>> joined([Stretch(8, 9), Stretch(1, 3), Stretch(4, 4)])
    (Stretch(first=1, last=4), Stretch(first=8, last=9))
    """
    found: list[Stretch] = []
    for stretch in sorted(stretches):
        if found and stretch.first <= found[-1].last + 1:
            found[-1] = Stretch(found[-1].first, max(found[-1].last, stretch.last))
        else:
            found.append(stretch)
    return tuple(found)


def meet(some: tuple[Stretch, ...], others: tuple[Stretch, ...], apart: int = 0) -> bool:
    """Tell whether a day of some stretches is one of others, or lies at most so many days apart from one.

    Both are in order and have gaps between them, as `joined` returns them.

    >>> meet((Stretch(1, 4),), (Stretch(5, 9),)), meet((Stretch(1, 4),), (Stretch(5, 9),), apart=1)
    (False, True)
    """
    one, other = 0, 0
    while one < len(some) and other < len(others):
        if some[one].last + apart < others[other].first:
            one += 1
        elif others[other].last + apart < some[one].first:
            other += 1
        else:
            return True
    return False
