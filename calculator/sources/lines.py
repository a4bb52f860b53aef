"""From the bytes of JSON-lines files to the few lines worth parsing.

Most bytes of a log are message text, in lines of kilobytes. A line that looks like an object and does not hold the
marker is counted and left alone; the others are handed out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
BLANK = b" \t\r\n"
OPENING, CLOSING = b"{}"
LONGEST = 256 * 1024 * 1024
"""Bytes of a line that are kept; a longer one is let pass without being held."""


class Line(NamedTuple):
    """One line that must be looked at."""

    number: int
    """Counted from 1 within its file."""
    text: bytes
    """Without blanks around it; empty for a line that is too long to be kept."""
    marked: bool
    """It holds the marker; otherwise it has the beginning, or does not look like a JSON object."""


class LineScreen:
    r"""Screens one file that arrives in chunks of any size, in order.

    Lines end at a newline byte only: other line separators occur inside rows.

    >>> screen = LineScreen(b'"usage"')
    >>> [line.text for line in screen.feed(b'{"a":1}\n{"usa', last=False)]
    []
    >>> [line.text for line in screen.feed(b'ge":2}\n', last=True)], screen.rows
    ([b'{"usage":2}'], 2)
    """

    __slots__ = ("_beginning", "_held", "_lines", "_marker", "_rest", "rows")

    def __init__(self, marker: bytes, beginning: bytes = b"\n") -> None:
        """Start at the beginning of a file.

        Args:
            marker: What a line must hold to be looked at.
            beginning: Or what it must begin with; no line does unless this is given.
        """
        self._marker = marker
        self._beginning = beginning
        self._rest: list[bytes] = []
        self._held = 0
        self._lines = 0
        self.rows = 0
        """Lines so far that are not blank."""

    def feed(self, data: bytes, start: int = 0, end: int | None = None, *, last: bool) -> Iterator[Line]:
        """Take the next chunk, `data[start:end]`, and yield the lines in it that must be looked at."""
        end = len(data) if end is None else end
        if self._held:
            first = data.find(b"\n", start, end)
            stop = end if first < 0 else first
            self._hold(data[start:stop])
            start = stop + 1
            if first < 0 and not last:
                return
            yield from self._let_go()
        whole = end if last else max(data.rfind(b"\n", start, end) + 1, start)
        yield from self._screen(data, start, whole)
        if whole < end:
            self._hold(data[whole:end])

    def _hold(self, part: bytes) -> None:
        """Keep a part of a line until the rest comes."""
        self._held += len(part)
        if self._held <= LONGEST:
            self._rest.append(part)
        else:
            self._rest.clear()

    def _let_go(self) -> Iterator[Line]:
        whole = b"".join(self._rest)
        too_long = self._held > LONGEST
        self._rest.clear()
        self._held = 0
        if too_long:
            self._lines += 1
            self.rows += 1
            yield Line(self._lines, b"", marked=False)
        else:
            yield from self._screen(whole, 0, len(whole))

    def _screen(self, data: bytes, start: int, end: int) -> Iterator[Line]:
        find, marker = data.find, self._marker
        mark = _or_end(find(marker, start, end), end)
        while start < end:
            stop = _or_end(find(b"\n", start, end), end)
            self._lines += 1
            marked = mark < stop
            wanted = marked or data.startswith(self._beginning, start)
            if marked:
                mark = _or_end(find(marker, stop, end), end)
            elif not wanted and data[start] == OPENING and data[stop - 1] == CLOSING:
                self.rows += 1
                start = stop + 1
                continue
            if text := self._text(data[start:stop]):
                self.rows += 1
                if wanted or not looks_whole(text):
                    yield Line(self._lines, text, marked)
            start = stop + 1

    def _text(self, line: bytes) -> bytes:
        return (line.removeprefix(BYTE_ORDER_MARK) if self._lines == 1 else line).strip(BLANK)


def _or_end(place: int, end: int) -> int:
    return end if place < 0 else place


def looks_whole(line: bytes) -> bool:
    """Tell whether a line begins and ends as a JSON object does."""
    return line[0] == OPENING and line[-1] == CLOSING
