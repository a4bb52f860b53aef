"""What pauses cost: prompts that were in the cache, ran out and were written again.

Only main conversations are looked at, response after response; sub-agents work side by side in caches of their own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from calculator import money

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from decimal import Decimal

    from calculator.billing import Tariff
    from calculator.usage import Response, Tokens

NAMES = ("up to 5 minutes", "5 to 60 minutes", "over an hour")
"""Lengths of a pause, by what survives it: any cache, a 1-hour cache, none."""
LONGEST = (timedelta(minutes=5), timedelta(hours=1))
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
    """Takes note of responses and tells what was written again after pauses."""

    def __init__(self) -> None:
        """Start with none."""
        self._sessions: defaultdict[str, list[tuple[datetime, Tokens, Tariff]]] = defaultdict(list)

    def note(self, response: Response, tariff: Tariff) -> None:
        """Take note of a response, if its moment and its session are known."""
        _, _, _, tokens, _, _, _, _, on_top, at, session, _, sidechain, *_ = response
        if at is not None and session and not sidechain and not on_top:
            self._sessions[session].append((at, tokens, tariff))

    def found(self) -> tuple[Pause, ...]:
        """Return what was written again, by the length of the pause before."""
        counts = [0] * len(NAMES)
        again: dict[tuple[int, int], tuple[Tariff, list[int]]] = {}
        for pause, tariff, *written in self._rewritten():
            place = bisect_left(LONGEST, pause)
            counts[place] += 1
            sums = again.setdefault((place, id(tariff)), (tariff, [0, 0]))[1]
            sums[0] += written[0]
            sums[1] += written[1]
        tokens, usd = [0] * len(NAMES), [money.ZERO] * len(NAMES)
        for (place, _), (tariff, (short, long)) in again.items():
            tokens[place] += short + long
            if tariff.rates is not None:
                cost = money.cost(short, tariff.rates.cache_write_5m), money.cost(long, tariff.rates.cache_write_1h)
                usd[place] = money.add(usd[place], *cost)
        return tuple(Pause(*each) for each in zip(NAMES, counts, tokens, usd, strict=True))

    def _rewritten(self) -> Iterator[tuple[timedelta, Tariff, int, int]]:
        """Yield for each response after another: the pause, its tariff, and tokens written again, short and long."""
        for noted in self._sessions.values():
            noted.sort(key=itemgetter(0, 1))
            for (before, (_, _, read, short, long), _), (after, now, tariff) in pairwise(noted):
                lost = max(read + short + long - now[2], 0)
                again_long = min(lost, now[4])
                yield after - before, tariff, min(lost - again_long, now[3]), again_long
