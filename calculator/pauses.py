"""What pauses cost: prompts that were in the cache, ran out and were written again.

Only main conversations are looked at, response after response; sub-agents work side by side in caches of their own.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from calculator import money
from calculator.dates import HOUR_US, MINUTE_US

if TYPE_CHECKING:
    from decimal import Decimal

    from calculator.billing import Tariff
    from calculator.usage import Response

NAMES = ("up to 5 minutes", "5 to 60 minutes", "over an hour")
"""Lengths of a pause, by what survives it: any cache, a 1-hour cache, none."""
LONGEST_US = (5 * MINUTE_US, HOUR_US)
"""The longest pause of each length but the last."""


class Pause(NamedTuple):
    """All pauses of about one length."""

    length: str
    responses: int
    """Responses that came after such a pause."""
    tokens: int
    """Tokens that had been in the cache before and were written again after it."""
    usd: Decimal
    """What writing them again cost, at the rates of each response that has a price."""


class Pauses:
    """Takes note of responses, in order of time, and tells what was written again after pauses."""

    def __init__(self) -> None:
        """Start with none."""
        self._last: dict[str, tuple[int, int]] = {}
        """Session -> its last response, and the tokens that were in the cache after it."""
        self._counts = [0] * len(NAMES)
        self._again: dict[tuple[int, int], tuple[Tariff, list[int]]] = {}
        """Length of a pause and a tariff -> tokens that were written again, for five minutes and for an hour."""

    def note(self, response: Response, tariff: Tariff) -> None:
        """Take note of a response, if its moment and its session are known."""
        _, _, _, (_, _, read, short, long), _, _, _, _, on_top, at_us, session, _, sidechain, *_ = response
        if at_us is None or not session or sidechain or on_top:
            return
        before_us, cached = self._last.get(session, (None, 0))
        self._last[session] = at_us, read + short + long
        if before_us is None:
            return
        place = bisect_left(LONGEST_US, at_us - before_us)
        self._counts[place] += 1
        lost = cached - read
        if lost <= 0:
            return
        again_long = min(lost, long)
        # a tariff is kept, so its id stays its own
        sums = self._again.setdefault((place, id(tariff)), (tariff, [0, 0]))[1]
        sums[0] += min(lost - again_long, short)
        sums[1] += again_long

    def found(self) -> tuple[Pause, ...]:
        """Return what was written again, by the length of the pause before."""
        tokens, usd = [0] * len(NAMES), [money.ZERO] * len(NAMES)
        for (place, _), (tariff, (short, long)) in self._again.items():
            tokens[place] += short + long
            if tariff.rates is not None:
                cost = money.cost(short, tariff.rates.cache_write_5m), money.cost(long, tariff.rates.cache_write_1h)
                usd[place] = money.add(usd[place], *cost)
        return tuple(Pause(*each) for each in zip(NAMES, self._counts, tokens, usd, strict=True))
