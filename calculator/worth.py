"""What a blocked hour must cost a reader for an option to be the one that costs least in all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from calculator.windows import MINUTES_OF_HOUR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calculator.option import Option


class Step(NamedTuple):
    """An option, and the price of a blocked hour from which on it costs least on average."""

    id: str
    micro_usd: int


def steps(frontier: Sequence[Option]) -> tuple[Step, ...]:
    """Return the options that are best at some price of a blocked hour, from the cheapest hour on.

    An option that no other beats in both dollars and hours may still be best at no price: two others share its place.

    Args:
        frontier: Options that no other beats in both, fewest dollars first; each with known blocked hours.
    """
    if not frontier:
        return ()
    found, left = [Step(frontier[0].id, 0)], list(frontier)
    while len(left) > 1:
        now, *others = left
        prices = [_price(now, other) for other in others]
        least = min(prices)
        last = max(place for place, price in enumerate(prices) if price == least)  # of as dear ones the least blocked
        left = others[last:]
        found.append(Step(left[0].id, least))
    return tuple(found)


def _price(now: Option, other: Option) -> int:
    """Return micro-dollars for each hour less that `other`, the dearer one, blocks."""
    usd = sum(other.usd) - sum(now.usd)
    minutes = sum(now.minutes) - sum(other.minutes)
    return -(-usd * MINUTES_OF_HOUR // minutes)
