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


class Line(NamedTuple):
    """One line that must be looked at."""

    number: int
    """Counted from 1 within its file."""
    text: bytes
    """Without blanks around it."""
    marked: bool
    """It holds the marker; otherwise it is here because it does not look like a JSON object."""


class LineScreen:
    r"""Screens one file that arrives in chunks of any size, in order.

    Lines end at a newline byte only: other line separators occur inside rows.

    >>> screen = LineScreen(b'"usage"')
    >>> [line.text for line in screen.feed(b'{"a":1}\n{"usa', last=False)]
    []
    >>> [line.text for line in screen.feed(b'ge":2}\n', last=True)], screen.rows
    ([b'{"usage":2}'], 2)
    """

    __slots__ = ("_begun", "_lines", "_marker", "_rest", "rows")

    def __init__(self, marker: bytes) -> None:
        """Start at the beginning of a file."""
        self._marker = marker
        self._rest: list[bytes] = []
        self._lines = 0
        self._begun = False
        self.rows = 0
        """Lines so far that are not blank."""

    def feed(self, chunk: bytes, *, last: bool) -> Iterator[Line]:
        """Take the next chunk and yield the lines in it that must be looked at."""
        if not self._begun and chunk:
            self._begun = True
            chunk = chunk.removeprefix(BYTE_ORDER_MARK)
        if last:
            return self._screen(b"".join([*self._rest, chunk]))
        end = chunk.rfind(b"\n") + 1
        if not end:
            self._rest.append(chunk)
            return iter(())
        whole = b"".join([*self._rest, chunk[:end]])
        self._rest = [chunk[end:]]
        return self._screen(whole)

    def _screen(self, data: bytes) -> Iterator[Line]:
        start, size = 0, len(data)
        while start < size:
            end = data.find(b"\n", start)
            if end < 0:
                end = size
            self._lines += 1
            whole = data[start] == OPENING and data[end - 1] == CLOSING
            marked = data.find(self._marker, start, end) >= 0
            if whole and not marked:
                self.rows += 1
            elif text := data[start:end].strip(BLANK):
                self.rows += 1
                if marked or not looks_whole(text):
                    yield Line(self._lines, text, marked)
            start = end + 1


def looks_whole(line: bytes) -> bool:
    """Tell whether a line begins and ends as a JSON object does."""
    return line[0] == OPENING and line[-1] == CLOSING
