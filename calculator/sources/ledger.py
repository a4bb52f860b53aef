"""Which rows are the same response.

Rules, each from a way in which logs repeat a response:

* several rows of one response share message id and request id; the fullest row is the final one;
* some copies do not say which cache writes were for an hour; what any row says of that holds for all;
* resumed and forked sessions copy rows into new files, sometimes without the request id and under a new time; the
  earliest time is the true one;
* a side conversation replays its parent's answer under a new request id; it was billed once, as the parent's.

The result does not depend on the order in which rows or files are read, and two ledgers merge.

A large log holds hundreds of thousands of responses, so an entry is kept as bytes: in Pyodide about 170 for a response
together with its key, however long its text was.
"""

from __future__ import annotations

import marshal
from array import array
from itertools import pairwise, starmap
from operator import eq
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple

from calculator import dates
from calculator.sources.claude_code import Counts, Manner, Place, Usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from calculator.sources.claude_code import Sighting

HEAD = Struct("<qIIIIB5I")
"""How an entry begins, before its request: microseconds since 1970 of the earliest row, the files that hold it, three
indexes into the tables of the ledger (where it was made, its newest file, its kind), two flags, and the tokens as
`Counts` has them behind their total."""
SIDECHAIN, MORE = 1, 2
"""The flags: a row of a side conversation, and that more than the request stands behind, see `Ledger._packed`."""
MOST_COUNTED = 2**32 - 1
"""The most tokens that have room among these."""
NONE_COUNTED = (0,) * 5
TIME_AND_FILES = Struct("<qI")
"""The first two of these."""
INDEXED = Struct("<qIIII")
"""All of it but what does not change when a ledger is carried elsewhere."""
MOST_AT_ONCE = 5_000
"""Messages in one of the parts in which a ledger is carried elsewhere: about a megabyte."""


type Kind = tuple[Manner, int]
"""What a response has in common with many others, its web searches among it."""
type Settled = tuple[int, Place, bool, tuple[int, ...], int, Manner, Sequence[tuple[str, tuple[int, ...]]]]
"""A response: microseconds since 1970, where it was made, whether in a side conversation, and its usage."""


class Entry(NamedTuple):
    """All rows so far of one message id and request id."""

    first: tuple[int, Place]
    """Microseconds since 1970 of the earliest row, and where it was made."""
    newest: str
    """The file read last."""
    files: int
    request: str
    sidechain: bool
    usage: Usage

    @property
    def settled(self) -> Settled:
        """What it comes to."""
        counts, searches, manner, on_top = self.usage
        return (*self.first, self.sidechain, counts, searches, manner, on_top)

    def merged(self, other: Entry) -> Entry:
        """Return the two as one: the fullest usage at the earliest time. A file comes in one piece."""
        return Entry(
            min(self.first, other.first),
            other.newest,
            self.files + other.files - (self.newest == other.newest),
            max(self.request, other.request),
            self.sidechain and other.sidechain,
            self.usage if self.usage is other.usage else _fuller(self.usage, other.usage),
        )


class Duplicates(NamedTuple):
    """Rows that are not counted because their response is, by the way in which they repeat it."""

    repeated: int
    """Further rows of a response in the same file: one is written for each block of an answer."""
    copied: int
    """Responses that stand in another file as well: sessions that were resumed or forked."""
    echoed: int
    """Answers of a conversation that its side conversations repeat under another request."""


class Table[Value]:
    """Different values in order of their first appearance."""

    __slots__ = ("_indexes", "values")

    def __init__(self) -> None:
        """Start empty."""
        self.values: list[Value] = []
        self._indexes: dict[Value, int] = {}

    def index(self, value: Value) -> int:
        """Return the value's index; a new value gets the next one."""
        index = self._indexes.setdefault(value, len(self.values))
        if index == len(self.values):
            self.values.append(value)
        return index


class Renumbered[Value](dict[int, int]):
    """An index of one table -> that of the same value in another, which gets the value when it is first asked for."""

    def __init__(self, values: Sequence[Value], into: Table[Value]) -> None:
        """Take the values of the one table, and the other."""
        super().__init__()
        self._values, self._into = values, into

    def __missing__(self, index: int) -> int:
        """Number a value that is met for the first time."""
        found = self[index] = self._into.index(self._values[index])
        return found


class Ledger:
    """Collects sightings and settles which are one response."""

    __slots__ = ("_current", "_duplicates", "_files", "_homes", "_kinds", "_messages", "_places", "rows")

    def __init__(self) -> None:
        """Start empty."""
        self._messages: dict[str, bytes | tuple[bytes, ...]] = {}
        self._files: Table[str] = Table()
        self._kinds: Table[Kind] = Table()
        self._places: Table[Place] = Table()
        self._homes: dict[tuple[str, str], Place] = {}
        """File and session -> where the session's first row in that file was made."""
        self._current: tuple[str, Entry] | None = None
        """The response of the newest row, not among the others yet: in its file its next row mostly comes next."""
        self._duplicates = Duplicates(0, 0, 0)
        self.rows = 0
        """Sightings recorded."""

    def record(self, file: str, sighting: Sighting) -> None:
        """Add one row of a response.

        A file may hold rows of several sessions, so each is of the session that it names. While one runs its working
        folder moves about within the project: the first row of a session tells its project, as the folder of logs does.
        """
        self.rows += 1
        place = self._homes.setdefault((file, sighting.place.session), sighting.place)
        at_us = dates.micros(sighting.at)
        made = (at_us, place), file, 1, sighting.request, sighting.sidechain, sighting.usage
        entry = tuple.__new__(Entry, made)
        if self._current is not None:
            message, held = self._current
            if message == sighting.message and held.request == entry.request and held.newest == file:
                self._current = message, held.merged(entry)
                return
            self._add(message, held)
        self._current = sighting.message, entry

    def settled(self) -> Iterator[Settled]:
        """Yield each response once, in order of time; from the first one on `duplicates` is known."""
        self._finish()
        found, order = self._responses()
        for place in order:
            yield self._settled(found[place])

    def _responses(self) -> tuple[list[bytes | Entry], array[int]]:
        """Return the responses, and their places in that list in order of time."""
        times_us, messages, found = array("q"), [], []
        seen = echoed = 0
        for message, packed in self._messages.items():
            if isinstance(packed, bytes):  # nearly all, so no entry is made of it
                at_us, files = TIME_AND_FILES.unpack_from(packed)
                seen += files
                times_us.append(at_us)
                messages.append(message)
                found.append(packed)
                continue
            entries = tuple(self._entries(packed))
            seen += sum(entry.files for entry in entries)
            responses = settle(entries)
            if not responses[0].sidechain:
                echoed += sum(entry.files for entry in entries if entry.sidechain)
            times_us.extend(entry.first[0] for entry in responses)
            messages += [message] * len(responses)
            found += responses
        self._duplicates = Duplicates(self.rows - seen, seen - echoed - len(found), echoed)
        return found, array("I", _in_order(times_us, messages))

    def _settled(self, found: bytes | Entry) -> Settled:
        if isinstance(found, Entry):
            return found.settled
        at_us, _, place, _, kind, flags, *counted = HEAD.unpack_from(found)
        manner, searches = self._kinds.values[kind]
        counts, on_top = (sum(counted[:-1]), *counted), ()
        if flags & MORE:
            _, large, on_top = _more(found)
            counts = large or counts
        return at_us, self._places.values[place], bool(flags & SIDECHAIN), counts, searches, manner, on_top

    @property
    def unlisted(self) -> bool:
        """Whether rows that were settled are of a service tier without a list price."""
        return any(manner.unlisted for manner, _ in self._kinds.values)

    def duplicates(self) -> Duplicates:
        """Return what kinds of duplicates were met when the responses were last settled."""
        return self._duplicates

    def plain(self) -> Iterator[tuple[Any, ...]]:
        """Yield everything recorded as plain values, in one part or more for `absorb` elsewhere, and use it up."""
        self._finish()
        rows, self.rows = self.rows, 0
        while True:
            part = Ledger()
            count = min(len(self._messages), MOST_AT_ONCE)
            part._take(count, self._messages, self._places.values, self._files.values, self._kinds.values)
            kinds = [(tuple(manner), searches) for manner, searches in part._kinds.values]
            places = [tuple(place) for place in part._places.values]
            yield rows, part._files.values, kinds, places, part._messages
            if not self._messages:
                return
            rows = 0

    def absorb(self, plain: tuple[Any, ...]) -> None:
        """Add everything that another ledger holds, and use it up; no file was read by both."""
        self._finish()
        rows, files, kinds, places, messages = plain
        self.rows += rows
        known = [Place(*place) for place in places], files, [(Manner(*manner), searches) for manner, searches in kinds]
        self._take(len(messages), messages, *known)

    def _take(
        self,
        count: int,
        messages: dict[str, bytes | tuple[bytes, ...]],
        places: Sequence[Place],
        files: Sequence[str],
        kinds: Sequence[Kind],
    ) -> None:
        """Move messages here from another ledger, which has these tables."""
        numbers = Renumbered(places, self._places), Renumbered(files, self._files), Renumbered(kinds, self._kinds)
        for _ in range(count):  # taken out one by one, so that nothing is in memory twice
            message, packed = messages.popitem()
            moved = [_moved(part, *numbers) for part in _parts(packed)]
            if message in self._messages:
                for part in moved:
                    self._add(message, self._unpacked(part))
            else:
                self._messages[message] = moved[0] if len(moved) == 1 else tuple(moved)

    def _finish(self) -> None:
        if self._current is not None:
            self._add(*self._current)
            self._current = None

    def _add(self, message: str, entry: Entry) -> None:
        packed = self._messages.get(message)
        if packed is None:
            self._messages[message] = self._packed(entry)
            return
        known = list(self._entries(packed))
        for place, old in enumerate(known):
            if old.request == entry.request:
                known[place] = old.merged(entry)
                if known[place] == old:
                    return
                break
        else:
            known.append(entry)
        parts = tuple(map(self._packed, known))
        self._messages[message] = parts[0] if len(parts) == 1 else parts

    def _entries(self, packed: bytes | tuple[bytes, ...]) -> Iterator[Entry]:
        return map(self._unpacked, _parts(packed))

    def _packed(self, entry: Entry) -> bytes:
        """Return an entry as bytes. What few have stands behind: counts too large for the head, and charges on top."""
        (at_us, place), newest, files, request, sidechain, usage = entry
        counts, searches, manner, on_top = usage
        fits = max(counts[1:]) <= MOST_COUNTED
        more = bool(on_top) or not fits
        indexes = self._places.index(place), self._files.index(newest), self._kinds.index((manner, searches))
        flags = SIDECHAIN * sidechain | MORE * more
        head = HEAD.pack(at_us, files, *indexes, flags, *(counts[1:] if fits else NONE_COUNTED))
        if not more:
            return head + request.encode()
        charges = [(model, tuple(part)) for model, part in on_top]
        return head + marshal.dumps((request, None if fits else tuple(counts), charges))

    def _unpacked(self, part: bytes) -> Entry:
        at_us, files, place, newest, kind, flags, *counted = HEAD.unpack_from(part)
        manner, searches = self._kinds.values[kind]
        request, large, charges = _more(part) if flags & MORE else (part[HEAD.size :].decode(), None, ())
        counts = Counts(*large) if large else Counts(sum(counted[:-1]), *counted)
        usage = Usage(counts, searches, manner, tuple((model, Counts(*charge)) for model, charge in charges))
        first = (at_us, self._places.values[place])
        return Entry(first, self._files.values[newest], files, request, bool(flags & SIDECHAIN), usage)


def _fuller(one: Usage, other: Usage) -> Usage:
    """Return the greater of two usages, with the most writes for an hour of both, whatever the order of reading.

    These are taken over before the two are compared, so that they decide nothing. There may be more of them than of all
    writes where rows contradict each other; `calculator.sources.reading` cuts them then.
    """
    first, second = one.counts[-1], other.counts[-1]
    if first != second:
        most = max(first, second)
        one, other = (each._replace(counts=each.counts._replace(one_hour=most)) for each in (one, other))
    return max(one, other)


def settle(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the responses among the entries of one message id, in an order that reading order does not change."""
    own = sorted((entry for entry in entries if entry.request and not entry.sidechain), key=lambda entry: entry.request)
    if own:
        copies = [entry for entry in entries if not entry.request and not entry.sidechain]
        return (_fold([own[0], *copies]), *own[1:])
    return (_fold([entry for entry in entries if not entry.sidechain] or list(entries)),)


def _fold(entries: list[Entry]) -> Entry:
    first, *rest = entries
    for entry in rest:
        first = first.merged(entry)
    return first


def _in_order(times_us: Sequence[int], messages: Sequence[str]) -> list[int]:
    """Return the places of responses in order of time; those of one microsecond by their message."""
    order = sorted(range(len(times_us)), key=times_us.__getitem__)
    if any(starmap(eq, pairwise(map(times_us.__getitem__, order)))):
        order.sort(key=lambda place: (times_us[place], messages[place]))
    return order


def _parts(packed: bytes | tuple[bytes, ...]) -> tuple[bytes, ...]:
    return (packed,) if isinstance(packed, bytes) else packed


def _more(part: bytes) -> tuple[str, tuple[int, ...] | None, list[tuple[str, tuple[int, ...]]]]:
    """Return what stands behind the head of an entry with more: request, large counts and charges on top."""
    return marshal.loads(part[HEAD.size :])  # noqa: S302  # our own


def _moved(part: bytes, place_of: Mapping[int, int], file_of: Mapping[int, int], kind_of: Mapping[int, int]) -> bytes:
    """Return an entry as another ledger keeps it."""
    at_us, files, place, newest, kind = INDEXED.unpack_from(part)
    return INDEXED.pack(at_us, files, place_of[place], file_of[newest], kind_of[kind]) + part[INDEXED.size :]
