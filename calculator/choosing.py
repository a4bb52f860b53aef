"""Which option is best, which are as good, and how sure that is: numbers only, no words.

What an option costs is its dollars and its blocked hours at the reader's own price. Without that price nothing can be
best; what is left is the frontier: the options that no other beats in both dollars and blocked hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator.forecast import spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from calculator.options import Option

SURE_PERCENT = 80
"""An option that is the cheaper of two in fewer of 100 drawn months than this is not called better."""
HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What follows from the options."""

    best: str | None
    """Id of the option that costs least on average, blocked hours included; None without a price of a blocked hour."""
    equal: tuple[str, ...]
    """Ids of the options that are within the noise of the best, itself not among them; cheapest first."""
    sure_percent: int
    """In how many of 100 drawn months the best is at least as cheap as each option that is not equal to it."""
    frontier: tuple[str, ...]
    """Ids of the options that no other beats in both dollars and blocked hours, fewest dollars first."""
    unknown: tuple[str, ...]
    """Ids of the options whose blocked hours nobody can tell yet; they take no part in the rest."""


def choose(options: Iterable[Option], hour_usd: Decimal | None) -> Choice:
    """Compare options at the price of a blocked hour."""
    every = list(options)
    known = [option for option in every if option.minutes is not None]
    unknown = tuple(option.id for option in every if option.minutes is None)
    frontier = _frontier(known)
    if hour_usd is None or not known:
        return Choice(best=None, equal=(), sure_percent=0, frontier=frontier, unknown=unknown)
    totals = {option.id: option.total(hour_usd) for option in known}
    ranked = sorted(totals, key=lambda name: (sum(totals[name]), name))
    best, rest = ranked[0], ranked[1:]
    wins = {name: _wins(totals[best], totals[name]) for name in rest}
    return Choice(
        best=best,
        equal=tuple(name for name in rest if wins[name] < SURE_PERCENT),
        sure_percent=min((share for share in wins.values() if share >= SURE_PERCENT), default=HUNDRED),
        frontier=frontier,
        unknown=unknown,
    )


def _wins(first: Sequence[int], second: Sequence[int]) -> int:
    """Return in how many of 100 draws `first` costs no more than `second`."""
    return sum(a <= b for a, b in zip(first, second, strict=True)) * HUNDRED // len(first)


def _frontier(options: Sequence[Option]) -> tuple[str, ...]:
    found: list[str] = []
    least = None
    for option in sorted(options, key=lambda each: (sum(each.usd), sum(each.minutes or ()), each.id)):
        minutes = spread(option.minutes or (0,)).mid, sum(option.minutes or ())
        if least is None or minutes < least:
            least = minutes
            found.append(option.id)
    return tuple(found)
