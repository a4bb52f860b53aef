"""Which sources count. Those that may tell of the same usage are never added up: one is used, the others left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator import zones
from calculator.sources.source import ORDER

if TYPE_CHECKING:
    from datetime import date

    from calculator.sources.source import Source
    from calculator.zones import Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the reader wants of the files."""

    source: str = ""
    """The id of the source to prefer where several may tell of the same usage; the one that knows most when empty."""
    zone: Zone = zones.UTC
    """In whose days logs are counted."""
    prices_on: date | None = None
    """The day whose prices apply, instead of each response's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which sources are used and which are left out."""

    used: tuple[Source, ...]
    """No two of them may tell of the same usage."""
    left_out: tuple[Source, ...]
    """They may tell of the same usage as those that are used."""
    dollars: tuple[Source, ...]
    """They state dollars alone and are shown beside the others."""
    empty: tuple[Source, ...]
    """They hold nothing that could be read."""

    @property
    def spending(self) -> tuple[Source, ...]:
        """The sources of an estimate without logs, which no two share: with tokens, or else dollars alone."""
        found: list[Source] = list(self.used)
        for source in () if found else self.dollars:
            if not any(map(source.may_share, found)):
                found.append(source)
        return tuple(found)

    @property
    def choosable(self) -> tuple[Source, ...]:
        """The sources of which the reader may choose one, in order."""
        return tuple(sorted((*self.used, *self.left_out), key=_rank)) if self.left_out else ()

    @property
    def everything(self) -> tuple[Source, ...]:
        """All sources, in order."""
        return tuple(sorted((*self.used, *self.left_out, *self.dollars, *self.empty), key=_rank))

    @property
    def daily(self) -> bool:
        """Whether the days of what is used are days."""
        return all(source.daily for source in self.used)


def select(found: list[Source], choice: str = "") -> Selection:
    """Return which sources count.

    Args:
        found: All sources.
        choice: The id of the one to prefer; the one that knows most when empty.

    Raises:
        ValueError: When no source with tokens has that id.
    """
    priced = sorted((source for source in found if source.has_tokens), key=_rank)
    if choice and choice not in {source.id for source in priced}:
        known = ", ".join(source.id for source in priced) or "none"
        message = f"there is no source {choice!r} to use; there is {known}"
        raise ValueError(message)
    priced.sort(key=lambda source: source.id != choice)
    used: list[Source] = []
    left_out: list[Source] = []
    for source in priced:
        (left_out if any(map(source.may_share, used)) else used).append(source)
    bare = [source for source in found if not source.has_tokens]
    return Selection(
        used=tuple(used),
        left_out=tuple(left_out),
        dollars=tuple(source for source in bare if source.has_dollars),
        empty=tuple(source for source in bare if not source.has_dollars),
    )


def _rank(source: Source) -> tuple[int, str]:
    return ORDER.index(source.kind.id), source.id
