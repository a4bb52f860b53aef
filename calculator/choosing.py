"""Which option is best, which are as good, and how sure that is: numbers only, no words.

What an option costs is its dollars and its blocked hours at the reader's own price. Without that price nothing can be
best; what is left is the frontier: the options that no other beats in both dollars and blocked hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from operator import le
from typing import TYPE_CHECKING

from calculator.forecast import HUNDRED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from calculator.option import Option

SURE_PERCENT = 80
NEAR_PERCENT = 110
"""Two options are within noise of each other when the dearer costs at most a tenth more on average and is the cheaper
one in more than a fifth of the worlds."""
ORDER = ("stay", "credits", "overflow", "api", "api_1h")
"""Of options that cost the same, the first here is named: the one that changes least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What follows from the options."""

    recommended: str | None
    """Id of the option that the verdict names first; None when the price of a blocked hour decides and is not given."""
    best: str | None
    """Id of the option that costs least, blocked hours included: see `_ranked_of_near`. None without a price of a
    blocked hour. Without evidence of what the plan holds it rests on what was published of plans."""
    equal: tuple[str, ...]
    """Ids of the options that are within the noise of the best, itself not among them; cheapest first."""
    alike: tuple[str, ...]
    """Ids of the options whose dollars and blocked hours are shown as those of the best or of an equal one are, none of
    these among them: they differ in fewer than one world in ten at each end."""
    sure_percent: int
    """In how many of 100 worlds the best is at least as cheap as every option at once that is not equal to it."""
    frontier: tuple[str, ...]
    """Ids of the options that no other beats in both dollars and blocked hours, fewest dollars first."""
    unknown: tuple[str, ...]
    """Ids of the options whose blocked hours rest on no evidence of the reader's."""


def choose(options: Iterable[Option], hour_usd: Decimal | None) -> Choice:
    """Compare options at the price of a blocked hour."""
    every = list(options)
    unknown = tuple(option.id for option in every if option.assumed)
    frontier = _frontier(every)
    if hour_usd is None:
        return Choice(
            recommended=None, best=None, equal=(), alike=(), sure_percent=0, frontier=frontier, unknown=unknown
        )
    (best, least), *rest = _ranked_of_near(every, hour_usd)
    near = sum(least) * NEAR_PERCENT // HUNDRED
    equal = tuple(name for name, total in rest if sum(total) <= near and _wins(least, total) < SURE_PERCENT)
    others = [total for name, total in rest if name not in equal]
    return Choice(
        recommended=best,
        best=best,
        equal=equal,
        alike=_alike((best, *equal), every),
        sure_percent=_wins(least, [min(each) for each in zip(*others, strict=True)]) if others else HUNDRED,
        frontier=frontier,
        unknown=unknown,
    )


def cheapest(options: Iterable[Option], hour_usd: Decimal | None) -> tuple[str, int] | None:
    """Return the id of the option that costs least on average, and its micro-dollars with blocked hours.

    Returns:
        None without a price of a blocked hour.
    """
    if hour_usd is None:
        return None
    best, total = _ranked(list(options), hour_usd)[0]
    return best, sum(total) // len(total)


def _ranked(options: Sequence[Option], hour_usd: Decimal) -> list[tuple[str, list[int]]]:
    """Return ids and costs, cheapest first; of options that cost the same in every world only the first."""
    totals = {option.id: option.total(hour_usd) for option in sorted(options, key=_order)}
    different = {tuple(total): name for name, total in reversed(totals.items())}
    kept = {name: totals[name] for name in different.values()}
    return sorted(kept.items(), key=lambda item: (sum(item[1]), _place(item[0])))


def _ranked_of_near(options: Sequence[Option], hour_usd: Decimal) -> list[tuple[str, list[int]]]:
    """Return ids and costs, cheapest on average first; but first of all the one of those near that is cheapest mostly.

    Within a tenth of the least, averages differ by their few dearest worlds, in which several things that nobody knows
    come out badly at once: that is where ranges are known least. An average of square roots lets these weigh less.
    """
    ranked = _ranked(options, hour_usd)
    most = sum(ranked[0][1]) * NEAR_PERCENT // HUNDRED
    near = [row for row in ranked if sum(row[1]) <= most]
    first = near[0] if len(near) == 1 else min(near, key=lambda row: sum(map(isqrt, row[1])))
    return [first, *(row for row in ranked if row is not first)]


def _alike(named: Sequence[str], options: Sequence[Option]) -> tuple[str, ...]:
    shown = {option.shown for option in options if option.id in named}
    return tuple(
        option.id for option in sorted(options, key=_order) if option.id not in named and option.shown in shown
    )


def _order(option: Option) -> tuple[int, str]:
    return _place(option.id)


def _place(name: str) -> tuple[int, str]:
    return ORDER.index(name) if name in ORDER else len(ORDER), name


def _wins(first: Sequence[int], second: Sequence[int]) -> int:
    """Return in how many of 100 worlds `first` costs no more than `second`."""
    return sum(map(le, first, second)) * HUNDRED // len(first)


def _frontier(options: Sequence[Option]) -> tuple[str, ...]:
    found: list[str] = []
    least = None
    for option in sorted(options, key=lambda each: (sum(each.usd), sum(each.minutes), _place(each.id))):
        minutes = sum(option.minutes)
        if least is None or minutes < least:
            least = minutes
            found.append(option.id)
    return tuple(found)
