"""From the bytes of JSON-lines files to the few lines worth parsing.

Most bytes of a log are message text. Two counts over a chunk show whether every line in it looks like an object; only
lines that hold the marker, or that look odd, are looked at one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
BLANK = b" \t\r\n"


class Line(NamedTuple):
    """One line that must be looked at."""

    text: bytes
    marked: bool
    """It holds the marker; otherwise it is here because it does not look like a JSON object."""
    chunk: bytes
    start: int
    """Where it starts in `chunk`."""
    lines_before: int
    """Lines of the file before `chunk`."""

    @property
    def number(self) -> int:
        """Its place in the file, from 1; counted only when it is asked for, since few lines are ever named."""
        return self.lines_before + self.chunk.count(b"\n", 0, self.start) + 1


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
        if not data:
            return
        newlines = data.count(b"\n")
        ended = data.endswith(b"\n")
        tidy = data.startswith(b"{") and data.endswith(b"}\n" if ended else b"}")
        if tidy and data.count(b"}\n{") == newlines - ended:
            self.rows += newlines + (not ended)
            yield from self._marked(data)
        else:
            yield from self._each(data)
        self._lines += newlines + (not ended)

    def _marked(self, data: bytes) -> Iterator[Line]:
        end = 0
        while (found := data.find(self._marker, end)) >= 0:
            start = data.rfind(b"\n", end, found) + 1 or end
            end = data.find(b"\n", found)
            end = len(data) if end < 0 else end
            yield Line(data[start:end], marked=True, chunk=data, start=start, lines_before=self._lines)

    def _each(self, data: bytes) -> Iterator[Line]:
        start = 0
        for line in data.split(b"\n"):
            text = line.strip(BLANK)
            if text:
                self.rows += 1
                marked = self._marker in text
                if marked or not looks_whole(text):
                    yield Line(text, marked, data, start, self._lines)
            start += len(line) + 1


def looks_whole(line: bytes) -> bool:
    """Tell whether a line begins and ends as a JSON object does."""
    return line.startswith(b"{") and line.endswith(b"}")
