"""What a response used: disjoint token buckets, and the one `Response` that every reader of logs produces.

Both are tuples: a large log makes hundreds of thousands of them, by `tuple.__new__` where each response passes. That is
what calling their class comes to, in half of the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class Tokens(NamedTuple):
    """Token counts by kind. The kinds are disjoint: their sum is every token of the response.

    >>> Tokens(input=3, cache_read=7, output=5).prompt
    10
    """

    input: int = 0
    """Prompt tokens neither read from nor written to the cache."""
    output: int = 0
    """Tokens of the answer, thinking included."""
    cache_read: int = 0
    """Prompt tokens read from the cache."""
    cache_write_5m: int = 0
    """Prompt tokens written to the cache for five minutes."""
    cache_write_1h: int = 0
    """Prompt tokens written to the cache for one hour."""

    @property
    def prompt(self) -> int:
        """Tokens of the whole prompt; long-prompt price steps look at this."""
        fresh, _, read, short, long = self
        return fresh + read + short + long

    @property
    def total(self) -> int:
        """All tokens."""
        return sum(self)

    def plus(self, other: Tokens) -> Tokens:
        """Add bucket by bucket.

        >>> Tokens(input=1).plus(Tokens(input=2, output=3))
        Tokens(input=3, output=3, cache_read=0, cache_write_5m=0, cache_write_1h=0)
        """
        return Tokens(*map(int.__add__, self, other))


KINDS = Tokens._fields
"""The token kinds, in the order in which they are shown."""


class Response(NamedTuple):
    """One billed answer of the API."""

    model: str
    """The model's name as the source gives it; the catalog finds what it stands for."""
    day: date
    """The day (UTC, or the reader's time zone if they chose one) on which it is counted."""
    priced_on: date
    """The UTC day whose prices apply."""
    tokens: Tokens
    web_searches: int = 0
    fast: bool = False
    """Sent in fast mode, which has its own price."""
    us_only: bool = False
    """Sent with US-only inference."""
    batch: bool = False
    """Sent through the Batch API."""
    on_top: bool = False
    """No response of its own: a charge billed beside one (compaction, advisor), or many that a source added up."""
    at_us: int | None = None
    """Microseconds since 1970 of the moment at which the source saw it; None where a source knows only days."""
    session: str = ""
    """The session it belongs to; empty where a source knows none."""
    project: str = ""
    """The folder or workspace it was made for; empty where a source knows none."""
    sidechain: bool = False
    """Made by a sub-agent or another side conversation."""
    prompts: tuple[int, int] | None = None
    """The shortest and the longest prompt that many responses added up may hold; None for a single response."""
    final: bool = True
    """Its output count is the final one; old versions of Claude Code wrote only the first."""
    split_unknown: bool = False
    """The source does not say for how long cache writes were kept; they are counted as 5-minute ones."""
