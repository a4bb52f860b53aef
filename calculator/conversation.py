"""A made-up conversation with Claude Code, request by request: what each one reads, writes and adds.

Every request sends the whole conversation again. What the last request sent is read from the cache; what is new since
is written to it. After a pause longer than the cache lives, all of it is written anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator.usage import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator


LIFETIMES = ("5m", "1h", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The sizes that make a conversation, in tokens and requests; all of them are assumptions of an example."""

    steps: int
    """Requests."""
    start: int
    """The first prompt: instructions, descriptions of tools, the project's notes, your question."""
    adds: int = 0
    """What each later request brings beside the answer before it: results of tools, your words."""
    output: int = 0
    """Each answer."""
    input: int = 0
    """What each request sends without the cache."""
    pauses: int = 0
    """Pauses that outlast the cache, spread evenly."""
    cache: str = "5m"
    """How long what is written lives: `5m`, `1h`, or `none` for a conversation that sends everything as input."""

    def __post_init__(self) -> None:
        """Refuse what is no conversation.

        Raises:
            ValueError: For a negative size, no request, as many pauses as requests, or another lifetime.
        """
        if self.cache not in LIFETIMES:
            message = f"a cache lives {', '.join(LIFETIMES)}, not {self.cache}"
            raise ValueError(message)
        sizes = (self.start, self.adds, self.output, self.input, self.pauses)
        if min(sizes) < 0 or self.steps <= self.pauses:
            message = "a conversation has no negative size, a request, and fewer pauses than requests"
            raise ValueError(message)

    def tokens(self) -> Iterator[Tokens]:
        """Yield the tokens of each request.

        >>> for tokens in Conversation(steps=3, start=100, adds=7, output=3).tokens():
        ...     print(tokens.cache_read, tokens.cache_write_5m, tokens.output)
        0 100 3
        100 10 3
        110 10 3

        After a pause nothing is left to read:

        >>> [tokens.cache_read for tokens in Conversation(steps=3, start=100, adds=7, output=3, pauses=1).tokens()]
        [0, 0, 110]
        """
        cold = {0, *(self.steps * pause // (self.pauses + 1) for pause in range(1, self.pauses + 1))}
        sent = 0
        for step in range(self.steps):
            prompt = self.start + step * (self.adds + self.output)
            read = 0 if step in cold else sent
            yield self._request(read, prompt - read)
            sent = prompt

    def _request(self, read: int, new: int) -> Tokens:
        if self.cache == "none":
            return Tokens(input=self.input + read + new, output=self.output)
        writes = {f"cache_write_{self.cache}": new}
        return Tokens(input=self.input, output=self.output, cache_read=read, **writes)
