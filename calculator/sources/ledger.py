"""Which rows are the same response.

Rules, each from a way in which logs repeat a response:

* several rows of one response share message id and request id; the fullest row is the final one;
* resumed and forked sessions copy rows into new files, sometimes without the request id and under a new time; the
  earliest time is the true one;
* a side conversation replays its parent's answer under a new request id; it was billed once, as the parent's.

The result does not depend on the order in which rows or files are read, and two ledgers merge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calculator.sources.claude_code import Origin, Sighting, Usage


class Entry(NamedTuple):
    """All rows so far of one message id and request id."""

    request: str
    sidechain: bool
    origin: Origin
    usage: Usage

    def merged(self, other: Entry) -> Entry:
        """Return the two as one: the fullest usage at the earliest time."""
        return Entry(
            max(self.request, other.request),
            self.sidechain and other.sidechain,
            min(self.origin, other.origin),
            max(self.usage, other.usage),
        )


class Ledger:
    """Collects sightings and settles which are one response."""

    __slots__ = ("_messages", "rows")

    def __init__(self) -> None:
        """Start empty."""
        self._messages: dict[str, tuple[Entry, ...]] = {}
        self.rows = 0
        """Sightings recorded."""

    def record(self, sighting: Sighting) -> None:
        """Add one row of a response."""
        self.rows += 1
        self._add(sighting.message, Entry(*sighting[1:]))

    def absorb(self, other: Ledger) -> None:
        """Add everything that `other` recorded."""
        self.rows += other.rows
        for message, entries in other._messages.items():
            for entry in entries:
                self._add(message, entry)

    def settled(self) -> Iterator[Entry]:
        """Yield each response once."""
        for entries in self._messages.values():
            yield from entries if len(entries) == 1 else _settle(entries)

    def _add(self, message: str, entry: Entry) -> None:
        known = self._messages.get(message, ())
        for place, old in enumerate(known):
            if old.request == entry.request:
                self._messages[message] = (*known[:place], old.merged(entry), *known[place + 1 :])
                return
        self._messages[message] = (*known, entry)


def _settle(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    """Yield the responses among the entries of one message id, in an order that reading order does not change."""
    own = sorted(entry for entry in entries if entry.request and not entry.sidechain)
    if own:
        copies = [entry for entry in entries if not entry.request and not entry.sidechain]
        yield _fold([own[0], *copies])
        yield from own[1:]
    else:
        yield _fold([entry for entry in entries if not entry.sidechain] or list(entries))


def _fold(entries: list[Entry]) -> Entry:
    first, *rest = entries
    for entry in rest:
        first = first.merged(entry)
    return first
