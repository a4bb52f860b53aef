"""What pauses cost: prompts that were in the cache, ran out and were written again.

Only main conversations are looked at, response after response; sub-agents work side by side in caches of their own.
"""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from calculator import money
from calculator.dates import EPOCH, MICROSECOND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from calculator.billing import Tariff
    from calculator.usage import Response

MINUTE = 60_000_000
"""In microseconds."""
BUCKETS = (("up to 5 minutes", 5 * MINUTE), ("5 to 60 minutes", 60 * MINUTE), ("over an hour", None))
"""Lengths of a pause, by what survives it: any cache, a 1-hour cache, none."""
FIELDS = 5
MOST = 2**62
"""More tokens than this are no count, and fit no machine's word."""


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
    """Takes note of responses and tells what was written again after pauses."""

    def __init__(self) -> None:
        """Start with none."""
        self._sessions: dict[str, array[int]] = {}
        self._tariffs: dict[int, tuple[int, Tariff]] = {}

    def note(self, response: Response, tariff: Tariff) -> None:
        """Take note of a response, if its moment and its session are known."""
        _, _, _, tokens, _, _, _, _, on_top, at, session, _, sidechain, *_ = response
        if at is None or sidechain or on_top or not session:
            return
        known = self._tariffs.get(id(tariff))
        if known is None:
            known = self._tariffs[id(tariff)] = (len(self._tariffs), tariff)
        kept = self._sessions.get(session)
        if kept is None:
            kept = self._sessions[session] = array("q")
        _, _, read, short, long = tokens
        if max(read, short, long) < MOST:
            kept.extend(((at - EPOCH) // MICROSECOND, read, short, long, known[0]))

    def found(self) -> tuple[Pause, ...]:
        """Return what was written again, by the length of the pause before."""
        rates = {number: tariff.rates for number, tariff in self._tariffs.values()}
        counts, again = [0] * len(BUCKETS), [0] * len(BUCKETS)
        usd = [money.ZERO] * len(BUCKETS)
        for length, number, short, long in self._rewritten():
            bucket = next(i for i, (_, most) in enumerate(BUCKETS) if most is None or length <= most)
            counts[bucket] += 1
            again[bucket] += short + long
            rate = rates[number]
            if rate is not None and (short or long):
                cost = money.cost(short, rate.cache_write_5m), money.cost(long, rate.cache_write_1h)
                usd[bucket] = money.add(usd[bucket], *cost)
        return tuple(Pause(*each) for each in zip((name for name, _ in BUCKETS), counts, again, usd, strict=True))

    def _rewritten(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield for each response after another: microseconds between, tariff, tokens written again, short and long."""
        for kept in self._sessions.values():
            rows = sorted(zip(*(kept[place::FIELDS] for place in range(FIELDS)), strict=True))
            for (before, read, short, long, _), (after, read_now, short_now, long_now, number) in pairwise(rows):
                lost = max(read + short + long - read_now, 0)
                again_long = min(lost, long_now)
                yield after - before, number, min(lost - again_long, short_now), again_long
