"""The screen finds the same lines as splitting the whole file would, however it is cut into chunks."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from calculator.sources.lines import BLANK, BYTE_ORDER_MARK, LineScreen, looks_whole

MARKER = b'"usage"'
LINES = st.lists(
    st.sampled_from(
        [
            b'{"a":1}',
            b'{"usage":2}',
            b'{ "usage" : 2 }',
            b'  {"usage":3}\r',
            b"",
            b"  \r",
            b"{}",
            b'{"usage":',
            b"text",
            b'"usage"',
            b'{"text":"\\"usage\\""}',
            "{\u2028}".encode(),
            b"\x00\xff",
            b"}",
            b"{",
        ]
    ),
    max_size=12,
)


def _plainly(data: bytes) -> tuple[int, list[tuple[int, bytes, bool]]]:
    """Count and find lines the slow way."""
    found, rows = [], 0
    for number, line in enumerate(data.removeprefix(BYTE_ORDER_MARK).split(b"\n"), 1):
        text = line.strip(BLANK)
        rows += bool(text)
        if text and (MARKER in text or not looks_whole(text)):
            found.append((number, text, MARKER in text))
    return rows, found


@given(lines=LINES, ends=st.booleans(), marked=st.booleans(), cuts=st.lists(st.integers(0, 120), max_size=4))
@example(lines=[b'{"usage":1}', b'{"a":1}', b'{"usage":2}'], ends=True, marked=True, cuts=[3, 14])
def test_equals_splitting_the_whole_file(lines: list[bytes], ends: bool, marked: bool, cuts: list[int]) -> None:
    data = (BYTE_ORDER_MARK if marked else b"") + b"\n".join(lines) + (b"\n" if ends else b"")
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    chunks = [data[start:end] for start, end in pairwise(places)]
    screen = LineScreen(MARKER)
    found = []
    for place, chunk in enumerate(chunks, 1):
        found += [(line.number, line.text, line.marked) for line in screen.feed(chunk, last=place == len(chunks))]
    assert (screen.rows, found) == _plainly(data)
