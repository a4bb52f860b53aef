"""What a response would have read from and written to the cache, had the cache lived for another time.

A plan's main conversation writes for an hour, an API key for five minutes. Which pauses outlive which cache can be
seen in the log itself: it is the time since the last response of the same conversation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from calculator.dates import HOUR_US, MINUTE_US
from calculator.usage import Tokens

if TYPE_CHECKING:
    from calculator.usage import Response

FIVE_MINUTES_US = 5 * MINUTE_US


class CacheLife:
    """Tells of each response what its cache would have done, had it lived for another time."""

    def __init__(self) -> None:
        """Start before the first response."""
        self._last: dict[tuple[str, bool], tuple[int, int]] = {}
        """Conversation -> when it was last answered, and the tokens of that prompt."""

    def of(self, response: Response) -> tuple[Tokens, Tokens]:
        """Return the tokens of a response under a cache of five minutes and under one of an hour.

        Responses of any sessions come in order of time. Conversations are told apart by session and by whether they are
        a side conversation. Where a source knows no moment, tokens change in name only: all writes are of the one kind
        or of the other. Side conversations (sub-agents) write for five minutes either way.
        """
        tokens, at_us = response.tokens, response.at_us
        if at_us is None or response.on_top:
            return _for_five_minutes(tokens, cold=False), _for_an_hour(tokens, cold=False)
        key = (response.session, response.sidechain)
        before_us, prompt = self._last.get(key, (at_us, 0))
        self._last[key] = (at_us, tokens.prompt)
        cold = FIVE_MINUTES_US < at_us - before_us <= HOUR_US
        short = _for_five_minutes(tokens, cold=cold)
        return short, short if response.sidechain else _for_an_hour(tokens, cold=cold, prompt_before=prompt)


def _for_five_minutes(tokens: Tokens, *, cold: bool) -> Tokens:
    """After a pause in which only the hour's cache lives, what was read from it must be written again."""
    fresh, output, read, short, long = tokens
    if not long:
        return tokens
    again = read if cold else 0
    return tuple.__new__(Tokens, (fresh, output, read - again, short + long + again, 0))


def _for_an_hour(tokens: Tokens, *, cold: bool, prompt_before: int = 0) -> Tokens:
    """After such a pause, what a five-minute cache wrote again would have been read: at most the prompt before."""
    fresh, output, read, short, long = tokens
    if not short:
        return tokens
    kept = min(short, max(prompt_before - read, 0)) if cold and not long else 0
    return tuple.__new__(Tokens, (fresh, output, read + kept, 0, short + long - kept))
