"""What a response would have read from and written to the cache, had the cache lived for another time.

A plan's main conversation writes for an hour, an API key for five minutes. Which pauses outlive which cache can be
seen in the log itself: it is the time since the last response of the same conversation.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from calculator.usage import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from calculator.usage import Response

FIVE_MINUTES, ONE_HOUR = timedelta(minutes=5), timedelta(hours=1)


def with_life(responses: Iterable[Response]) -> Iterator[tuple[Response, Tokens, Tokens]]:
    """Yield each response with its tokens under a cache of five minutes and under one of an hour.

    Args:
        responses: Of any sessions, in order of time.

    Conversations are told apart by session and by whether they are a side conversation. Where a source knows no
    moment, tokens change in name only: all writes are of the one kind or of the other. Side conversations (sub-agents)
    write for five minutes either way.
    """
    last: dict[tuple[str, bool], tuple[datetime, int]] = {}
    for response in responses:
        tokens = response.tokens
        if response.at is None or response.on_top:
            yield response, _all_for(tokens, hour=False), _all_for(tokens, hour=True)
            continue
        key = (response.session, response.sidechain)
        before = last.get(key)
        last[key] = (response.at, tokens.prompt)
        pause = None if before is None else response.at - before[0]
        short = _short(tokens, pause)
        yield response, short, short if response.sidechain else _long(tokens, pause, before[1] if before else 0)


def _short(tokens: Tokens, pause: timedelta | None) -> Tokens:
    """After a pause in which only the hour's cache lives, what was read from it must be written again."""
    if tokens.cache_write_1h and pause is not None and FIVE_MINUTES < pause <= ONE_HOUR:
        tokens = tokens._replace(cache_write_5m=tokens.cache_write_5m + tokens.cache_read, cache_read=0)
    return _all_for(tokens, hour=False)


def _long(tokens: Tokens, pause: timedelta | None, prompt_before: int) -> Tokens:
    """After such a pause, what a five-minute cache wrote again would have been read: at most the prompt before."""
    if not tokens.cache_write_1h and pause is not None and FIVE_MINUTES < pause <= ONE_HOUR:
        kept = min(tokens.cache_write_5m, max(prompt_before - tokens.cache_read, 0))
        tokens = tokens._replace(cache_write_5m=tokens.cache_write_5m - kept, cache_read=tokens.cache_read + kept)
    return _all_for(tokens, hour=True)


def _all_for(tokens: Tokens, *, hour: bool) -> Tokens:
    fresh, output, read, short, long = tokens
    if not (short if hour else long):
        return tokens
    return Tokens(fresh, output, read, 0, short + long) if hour else Tokens(fresh, output, read, short + long, 0)
