"""What a response used: disjoint token buckets, and the one `Response` that every reader of logs produces."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
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

    def __post_init__(self) -> None:
        """Refuse a negative count, naming it."""
        for kind in KINDS:
            if getattr(self, kind) < 0:
                message = f"{kind} is {getattr(self, kind)}; a token count is never negative"
                raise ValueError(message)

    @property
    def prompt(self) -> int:
        """Tokens of the whole prompt; long-prompt price steps look at this."""
        return self.input + self.cache_read + self.cache_write_5m + self.cache_write_1h

    @property
    def total(self) -> int:
        """All tokens."""
        return self.prompt + self.output

    def __add__(self, other: Tokens) -> Tokens:
        """Add bucket by bucket."""
        return Tokens(**{kind: getattr(self, kind) + getattr(other, kind) for kind in KINDS})

    def as_dict(self) -> dict[str, int]:
        """Return kind -> tokens, in the order of the fields."""
        return {kind: getattr(self, kind) for kind in KINDS}


KINDS = tuple(field.name for field in fields(Tokens))
"""The token kinds, in the order in which they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
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
    """A charge billed beside a response (compaction, advisor), not a response of its own."""
